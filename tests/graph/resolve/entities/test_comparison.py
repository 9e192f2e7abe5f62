from __future__ import annotations

import pytest

from tastegraph.graph.resolve.entities.comparison import compare
from tastegraph.graph.resolve.entities.forms import fold, name_form


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ("Andrzej Żuławski", "Andrzej Zulawski", "letters"),
        ("Lar Park-Lincoln", "Lar Park Lincoln", "letters"),
        ("Cliff DeYoung", "Cliff De Young", "joined"),
        ("Ladd Company, The", "The Ladd Company", "turned"),
        ("EMI Films Ltd.", "EMI Films", "legal"),
        ("The Cure", "Cure", "legal"),
        ("Harry Carey, Jr.", "Harry Carey", "generation"),
        ("Tsang Kan-Cheung", "Kan Cheung Tsang", "order"),
        ("Samuel Jackson", "Samuel L. Jackson", "words"),
        ("Persona Films", "Terra Film", "unlike"),
        ("P.D. James", "James D. Parriott", "unlike"),
        ("John Sharp", "John S. Robertson", "unlike"),
    ],
)
def test_ways(one: str, other: str, way: str) -> None:
    here, there = name_form(one), name_form(other)
    assert compare(here, there).way == compare(there, here).way == way


def test_words_that_differ_are_told() -> None:
    found = compare(name_form("Ben A. Kingsley Foster Jr."), name_form("Benjamin Kingslay Foster"))
    assert found.shortened == (("ben", "benjamin"),)
    assert found.respelled == (("kingsley", "kingslay"),)
    assert found.extra == ("a",)
    assert found.generation
    assert compare(name_form("Jane Smith"), name_form("John Smith")).different == "“jane” is not “john”"


def test_marks_are_accents_only_where_they_are() -> None:
    assert fold("Ångström Žižek Ёлка İşcan ŁÓDŹ") == "angstrom zizek елка iscan lodz"
    assert fold("がぎ") == "がぎ"
    assert fold("हिन्दी") == "हिन्दी"
    assert fold("박찬욱") == "박찬욱"

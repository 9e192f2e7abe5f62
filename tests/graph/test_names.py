from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import Evidence, Statement, canonical_names, normal_name

AWKWARD = st.text(st.sampled_from("Aaßſİi´′″‵’“–—−…!#.() \t\u00a0\u00ad\u200b½ﬁＡ＇，Å\u030aΣς"), max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sci-Fi", "sci‐fi"),
        ("  New   York\t", "new york"),
        ("Rock ’n’ Roll", "ROCK 'N' ROLL"),
        ("“Airplane!”", "Airplane"),
        ("Ｔｏｋｙｏ", "Tokyo"),
        ("Straße", "STRASSE"),
        ("Amélie", "Ame\u0301lie"),
        ("Hello\u200b World", "hello world"),
        ("Dr. Dre.", "Dr. Dre"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(("one", "other"), [("C#", "C"), ("C++", "C"), ("Sci-Fi", "SciFi"), ("Alien", "Aliens")])
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


def test_a_name_of_punctuation_keeps_it() -> None:
    assert normal_name("!!!") == "!!!"


@given(st.one_of(st.text(), AWKWARD))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert normal_name(normal_name(text)) == normal_name(text)


@given(st.text(min_size=1), st.sampled_from([" ", "\t", "\u00a0", "\u3000 "]))
def test_space_around_a_name_does_not_count(text: str, space: str) -> None:
    assert normal_name(space + text + space) == normal_name(text)


def test_the_most_frequent_spelling_wins_and_the_first_in_a_tie() -> None:
    statements = [
        Statement("1", "genre", "SCI-FI"),
        Statement("2", "genre", "Sci-Fi"),
        Statement("3", "genre", "Sci‐Fi"),
        Statement("Sci-Fi", "kind of", "fiction", subject_type="entity"),
        Statement("4", "genre", "Drama"),
        Statement("5", "genre", "drama"),
    ]
    found = canonical_names(statements)
    assert [statement.object for statement in found] == ["Sci-Fi", "Sci-Fi", "Sci-Fi", "fiction", "Drama", "Drama"]
    assert statements[0].object == "SCI-FI"


def test_names_of_other_types_and_ids_of_items_stay_apart() -> None:
    statements = [
        Statement("a", "about", "Alien", object_type="character"),
        Statement("A", "about", "ALIEN", object_type="film"),
        Statement("a.", "sequel of", "A", object_type="item"),
    ]
    assert canonical_names(statements) == statements


def test_everything_but_the_names_stays() -> None:
    evidence = Evidence("2", "Genre", 0, 6, "sci-fi")
    statements = [
        Statement("1", "genre", "Sci-Fi"),
        Statement("2", "genre", "sci-fi", 0.5, evidence, "encoder", object_type="entity", time=3),
    ]
    assert canonical_names(statements)[1] == replace(statements[1], object="Sci-Fi")


@given(st.lists(st.tuples(st.sampled_from(["x", "y"]), AWKWARD), max_size=20))
def test_afterwards_equal_keys_are_equal_names(names: list[tuple[str, str]]) -> None:
    statements = [Statement(str(row), "p", name, object_type=kind) for row, (kind, name) in enumerate(names)]
    found = canonical_names(statements)
    pairs = {(statement.object_type, statement.object) for statement in found}
    assert len({(kind, normal_name(name)) for kind, name in pairs}) == len(pairs)
    assert pairs <= set(names)
    assert canonical_names(found) == found

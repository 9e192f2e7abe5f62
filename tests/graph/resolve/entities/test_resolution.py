from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import ITEM, Evidence, Merge, Statement, normal_name
from tastegraph.graph.resolve.entities import (
    Decision,
    Decisions,
    EntitySettings,
    Resolution,
    Split,
    resolve_entities,
)


def said(item: str, name: str, field: str = "Actors", kind: str = "person", predicate: str = "actor") -> Statement:
    return Statement(item, predicate, name, evidence=Evidence(item, field, 0, len(name), name), object_type=kind)


def resolved(*statements: Statement, **options: object) -> Resolution:
    return resolve_entities(statements, time=9, **options)  # type: ignore[arg-type]


def objects(found: Resolution) -> list[str]:
    return [statement.object for statement in found.statements]


def same(left: str, right: str, kind: str = "person") -> Decision:
    return Decision(type=kind, left=left, right=right, decision="same", time=1)


def different(left: str, right: str, kind: str = "person") -> Decision:
    return Decision(type=kind, left=left, right=right, decision="different", time=1)


def test_equal_keys_are_one_entity_and_the_ledger_says_why() -> None:
    found = resolved(
        said("1", "Sci-Fi", kind="genre"), said("2", "ＳＣＩ‐FI", kind="genre"), said("3", "Sci-Fi", kind="genre")
    )
    assert objects(found) == ["Sci-Fi"] * 3
    assert [statement.object_alias for statement in found.statements] == [None, "ＳＣＩ‐FI", None]
    (row,) = found.merges
    assert (row.type, row.alias, row.name, row.method, row.time) == ("genre", "ＳＣＩ‐FI", "Sci-Fi", "name", 9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyoncé", "Beyonce"),
        ("Robbins, Tim", "Tim Robbins"),
        ("J. R. R. Tolkien", "JRR Tolkien"),
        ("J. R. R. Tolkien", "John Ronald Reuel Tolkien"),
        ("Tae-hyun Cha", "Cha Tae-hyun"),
        ("Acme Pictures", "Acme Pictures Inc."),
        ("Bonnie & Clyde Films", "Bonnie and Clyde Films"),
        ("汤姆·汉克斯", "汤姆・汉克斯"),
        ("ﾄﾄﾛ", "トトロ"),
        ("İşcan Elit", "Iscan Elit"),
    ],
)
def test_ways_to_write_one_name(one: str, other: str) -> None:
    found = resolved(said("1", one), said("2", other), said("3", one))
    assert objects(found) == [one] * 3
    assert [(row.alias, row.name) for row in found.merges] == [(other, one)]
    assert found.merges[0].reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Smith", "John Smith"),
        ("Robert Downey Jr.", "Robert Downey Sr."),
        ("Rocky II", "Rocky III"),
        ("Alien", "Alien 3"),
        ("World War I", "World War II"),
        ("Sony X100", "Sony X200"),
        ("Vienna 1900", "Vienna 1950"),
        ("Leon Lai", "Leon Dai"),
        ("Samuel L. Jackson", "Samuel K. Jackson"),
        ("が", "か"),
        ("张艺谋", "张艺兴"),
        ("C#", "C"),
        ("man slaps woman", "woman slaps man"),
    ],
)
def test_names_of_two_are_kept_apart(one: str, other: str) -> None:
    found = resolved(said("1", one), said("2", other))
    assert objects(found) == [one, other]
    assert not found.merges


def test_names_of_two_stay_apart_even_where_other_sources_put_both_in_one_place() -> None:
    found = resolved(said("1", "Jane Smith", "imdb"), said("1", "John Smith", "tmdb"))
    assert objects(found) == ["Jane Smith", "John Smith"]


def test_other_sources_that_name_one_place_lift_a_doubt_and_one_list_confirms_it() -> None:
    one, other = "Jae-yong Kwak", "Jae-young Kwak"
    apart = resolved(said("1", one), said("2", other))
    assert objects(apart) == [one, other]
    assert resolved(said("1", one, "imdb"), said("1", other, "tmdb")).merges
    listed = resolved(said("1", one), said("1", other), said("2", one, "imdb"), said("2", other, "tmdb"))
    assert objects(listed) == [one, other, one, other]


def test_prose_that_names_one_entity_twice_is_no_list() -> None:
    prose = [replace(said("1", name, "plot"), method="encoder") for name in ("Tae-hyun Cha", "Cha Tae-hyun")]
    assert len(set(objects(resolved(*prose)))) == 1
    assert len(set(objects(resolved(*(replace(one, method="facts") for one in prose))))) == 2


def test_a_name_that_fits_two_joins_neither() -> None:
    found = resolved(said("1", "John Smith"), said("2", "Jane Smith"), said("3", "J. Smith"))
    assert len(set(objects(found))) == 3


def test_a_name_whose_places_fit_two_is_asked_about() -> None:
    """Other sources name each of the two where the short name stands; only a person can tell."""
    statements = [
        said("1", "J. Zemeckis", "imdb"), said("1", "Jane Zemeckis", "tmdb"),
        said("2", "J. Zemeckis", "imdb"), said("2", "John Zemeckis", "tmdb"),
    ]  # fmt: skip
    found = resolved(*statements)
    assert not found.merges
    assert {(one.left, one.right) for one in found.queue} == {
        ("J. Zemeckis", "Jane Zemeckis"), ("J. Zemeckis", "John Zemeckis"),
    }  # fmt: skip
    assert "it may as well be “John Zemeckis”" in found.queue[0].reasons + found.queue[1].reasons


def test_types_are_name_spaces_and_items_are_left_alone() -> None:
    statements = [
        said("1", "Alien", kind="film"), said("2", "ALIEN", kind="theme"),
        Statement("a", "sequel of", "A", object_type=ITEM, method="source"),
    ]  # fmt: skip
    found = resolved(*statements)
    assert found.statements == statements
    assert not found.merges


def test_decisions_of_people_come_first() -> None:
    statements = said("1", "Prince"), said("2", "The Artist"), said("3", "PRINCE"), said("4", "Prince")
    decisions = Decisions((same("The Artist", "Prince"), different("Prince", "PRINCE")))
    found = resolved(*statements, decisions=decisions)
    assert objects(found) == ["Prince", "Prince", "PRINCE", "Prince"]
    assert [(row.alias, row.method) for row in found.merges] == [("The Artist", "person")]
    later = Decisions((*decisions.entries, same("Prince", "PRINCE"), different("The Artist", "Prince")))
    assert objects(resolved(*statements, decisions=later)) == ["Prince", "The Artist", "Prince", "Prince"]


def test_people_join_across_names_that_are_not_there() -> None:
    decisions = Decisions((same("A", "gone"), same("gone", "B")))
    assert objects(resolved(said("1", "A"), said("2", "B"), decisions=decisions)) == ["A", "A"]


def test_a_split_follows_its_documents_through_later_merges() -> None:
    decisions = Decisions(
        (Split(type="person", name="McQueen, Steve", documents=("3",), new_name="Steve McQueen (director)", time=1),)
    )
    statements = said("1", "Steve McQueen"), said("2", "Steve McQueen"), said("3", "McQueen, Steve")
    found = resolved(*statements, decisions=decisions)
    assert objects(found) == ["Steve McQueen", "Steve McQueen", "Steve McQueen (director)"]
    assert found.statements[2].object_alias == "McQueen, Steve"
    undone = Decisions((*decisions.entries, same("McQueen, Steve", "Steve McQueen (director)")))
    assert set(objects(resolved(*statements, decisions=undone))) == {"Steve McQueen"}


def test_names_stay_what_they_were_when_more_is_read() -> None:
    first = resolved(said("1", "Tim Robbins"), said("2", "Tim Robbins"), said("3", "Robbins, Tim"))
    more = [said(str(item), "Robbins, Tim") for item in range(4, 12)]
    again = resolved(*more, known=first.merges, existing={("person", "Tim Robbins"): 2})
    assert set(objects(again)) == {"Tim Robbins"}
    assert again.merges == first.merges
    new = resolved(said("20", "TIM ROBBINS"), said("21", "Time Robbins"), existing={("person", "Tim Robbins"): 2})
    assert objects(new)[0] == "Tim Robbins"


def test_rows_of_the_ledger_fall_where_a_person_says_so() -> None:
    row = Merge("person", "A. Lee", "Ang Lee", 0.95, ("initials",), "cascade", 3)
    seen = said("1", "A. Lee"), said("2", "Ang Lee")
    assert objects(resolved(*seen, known=[row])) == ["Ang Lee", "Ang Lee"]
    parted = resolved(*seen, known=[row], decisions=Decisions((different("A. Lee", "Ang Lee"),)))
    assert objects(parted) == ["A. Lee", "Ang Lee"]
    assert not parted.merges
    by_person = replace(row, method="person")
    assert not resolved(*seen, known=[by_person]).merges
    elsewhere = replace(row, alias="C. Eastwood", name="Clint Eastwood")
    assert resolved(*seen, known=[elsewhere], existing={}).merges == [elsewhere]
    assert not resolved(*seen, known=[elsewhere]).merges, "no statement has that name any more"
    stricter = EntitySettings(merge=0.96)
    assert objects(resolved(*seen, known=[row], settings=stricter)) == ["A. Lee", "Ang Lee"]


def test_the_queue_asks_about_entities_and_only_once() -> None:
    statements = [said("1", "Sergei Bodrov", "imdb"), said("1", "Sergej Bodrov", "tmdb", predicate="director")]
    found = resolved(*statements)
    (question,) = found.queue
    assert (question.left, question.right) == ("Sergei Bodrov", "Sergej Bodrov")
    answered = Decisions((different("Sergej Bodrov", "Sergei Bodrov"),))
    assert not resolved(*statements, decisions=answered).queue


NAMES = st.sampled_from(
    ["Jane Smith", "John Smith", "J. Smith", "Smith, John", "SMITH JOHN", "Jon Smith", "Smith", "John Smith Jr.",
     "John  Smith", "Smíth, John", "John Smith 2", "Sci-Fi", "sci fi", "SciFi", "科幻", "科幻片"]
)  # fmt: skip
STATEMENTS = st.lists(
    st.builds(
        said, st.sampled_from("123"), NAMES, st.sampled_from(["imdb", "tmdb"]), st.sampled_from(["person", "theme"])
    ),
    max_size=14,
)


@given(STATEMENTS)
def test_laws(statements: list[Statement]) -> None:
    found = resolved(*statements)
    assert resolved(*statements) == found, "the same input gives the same output"
    for before, after in zip(statements, found.statements, strict=True):
        assert replace(after, object=after.object_alias or after.object, object_alias=None) == before
    aliases = {(row.type, row.alias): row.name for row in found.merges}
    assert len(aliases) == len(found.merges)
    assert not {(row.type, row.name) for row in found.merges} & aliases.keys(), "no name of an entity is an alias"
    for before, after in zip(statements, found.statements, strict=True):
        assert after.object == aliases.get((before.object_type, before.object), before.object)
    names = {(one.object_type, one.object) for one in found.statements}
    assert len({(kind, normal_name(name)) for kind, name in names}) == len(names)
    assert resolved(*found.statements, known=found.merges).statements == found.statements
    counts = Counter((one.object_type, one.object) for one in statements)
    for kind, name in names:
        of_entity = [alias for (of, alias), to in aliases.items() if (of, to) == (kind, name)]
        assert all(counts[kind, name] >= counts[kind, alias] for alias in of_entity)


@given(STATEMENTS, STATEMENTS)
def test_reading_more_renames_nobody(first: list[Statement], more: list[Statement]) -> None:
    before = resolved(*first)
    existing = Counter((one.object_type, one.object) for one in before.statements)
    after = resolved(*more, known=before.merges, existing=existing)
    assert {(row.type, row.alias) for row in before.merges} <= {(row.type, row.alias) for row in after.merges}
    gone = {(row.type, row.alias) for row in after.merges} & set(existing)
    assert all(row.name in {name for _, name in existing} for row in after.merges if (row.type, row.alias) in gone)


class _Synonyms:
    """An encoder of two meanings, that of weddings and that of the rest, told by the words alone."""

    name, dimension = "synonyms", 8

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 8), np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0 if text in {"wedding", "marriage ceremony"} else 1 + row % 7] = 1.0
        return vectors


def test_meaning_alone_asks_and_never_merges() -> None:
    statements = [said("1", "wedding", kind="theme"), said("2", "marriage ceremony", kind="theme")]
    assert not resolved(*statements).queue
    found = resolved(*statements, encoder=_Synonyms())
    assert not found.merges
    assert [(one.left, one.right) for one in found.queue] == [("marriage ceremony", "wedding")]


def test_names_that_no_file_can_hold_or_no_one_can_say_do_no_harm() -> None:
    names = [
        "half \ud83d",
        "half\ud83d",
        "a" * 200_000,
        "a" * 199_999,
        "",
        " ",
        "\u0301",
        "…",
        "().,",
        "J.",
        "the",
        "Inc.",
    ]
    found = resolved(*(said(str(row), name) for row, name in enumerate(names)), encoder=_Synonyms())
    assert objects(found) == [name if name != " " else "" for name in names]


def test_one_more_common_word_asks_and_one_more_name_does_not() -> None:
    for short, long, merged in (
        ("prison cell", "prison cell search", False),
        ("Sammo Hung", "Sammo Kam-Bo Hung", True),
    ):
        found = resolved(said("1", short, "imdb", "theme"), said("1", long, "tmdb", "theme"))
        assert [bool(found.merges), len(found.queue)] == [merged, not merged]


def test_without_the_cascade_only_equal_keys_are_joined() -> None:
    statements = said("1", "Tim Robbins"), said("2", "Robbins, Tim"), said("3", "TIM ROBBINS")
    found = resolved(*statements, settings=EntitySettings(cascade=False))
    assert objects(found) == ["Tim Robbins", "Robbins, Tim", "Tim Robbins"]
    assert not found.queue

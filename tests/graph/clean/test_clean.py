from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import Evidence, Relation, Schema, Statement
from tastegraph.graph.clean import clean, read_aside, write_aside

FILMS = Schema(
    relations=(
        Relation(name="directed by", range="person", inverse="directed"),
        Relation(name="directed", domain="person", range="item"),
        Relation(name="similar to", range="item", symmetric=True),
        Relation(name="year", range="literal", datatype="year", functional=True),
        Relation(name="starring", range="person", max_objects=2),
    )
)


def fact(subject: str, predicate: str, object_: str, kind: str = "person", **more) -> Statement:
    return Statement(subject, predicate, object_, **{"object_type": kind, "method": "source"} | more)


def rules(cleaned) -> dict[tuple[str, str], str]:
    return {(one.statement.subject, one.statement.object): one.rule for one in cleaned.aside}


def test_what_is_said_both_ways_is_one_statement_with_the_evidence_of_both():
    quoted = Evidence("7", "plot", 0, 5, "Scott")
    forward = fact("1", "directed by", "Scott", subject_alias="one")
    backward = Statement("Scott", "directed", "1", 0.5, quoted, "chat", "person", "item", None, "R. Scott", "one")
    kept = clean([forward, backward, fact("2", "similar to", "1", "item"), fact("1", "similar to", "2", "item")], FILMS)
    assert kept.statements == [
        forward,
        Statement("1", "directed by", "Scott", 0.5, quoted, "chat", "item", "person", None, "one", "R. Scott"),
        fact("1", "similar to", "2", "item"),
    ]
    assert kept.aside == []


def test_a_functional_relation_keeps_what_is_surest_together():
    plot, review = Evidence("1", "plot", 0, 4, "1979"), Evidence("2", "plot", 0, 4, "1979")
    said = [
        fact("1", "year", "1980", "literal", confidence=0.7),
        fact("1", "year", "1979", "literal", confidence=0.6, evidence=plot, method="encoder"),
        fact("1", "year", "1979", "literal", confidence=0.5, evidence=review, method="encoder"),
        fact("1", "year", "1979", "literal", confidence=0.6, evidence=replace(plot, start=9, end=13), method="encoder"),
        fact("2", "year", "1980", "literal", confidence=0.1),
    ]
    cleaned = clean(said, FILMS)
    # 1 - .4 · .5 = .8 is surer than .7; a document that says it twice counts once.
    assert cleaned.statements == said[1:]
    assert cleaned.aside[0].rule == "contradiction"
    assert "'1979' is surer (0.80 against 0.70)" in cleaned.aside[0].reason


def test_equally_sure_objects_are_decided_by_who_says_so():
    said = [
        fact("1", "year", "1980", "literal"),
        fact("1", "year", "1979", "literal", method="facts", evidence=Evidence("1", "y", 0, 4, "1979")),
    ]
    assert clean(said, FILMS).statements == said[1:]


def test_a_bounded_relation_keeps_as_many_as_it_may():
    said = [fact("1", "starring", name, confidence=sure) for name, sure in (("A", 0.5), ("B", 0.9), ("C", 0.7))]
    assert [one.object for one in clean(said, FILMS).statements] == ["B", "C"]


def test_rules_take_what_they_are_for():
    cleaned = clean(
        [
            fact("1", "directed by", "space", "place"),
            fact("1", "year", "long ago", "literal"),
            fact("1", "similar to", "1", "item"),
            fact("1", "mentions", "Weaver"),
            fact("1", "starring", "Weaver"),
            fact("1", "mentions", "Cat"),
            fact("1", "praised by", "critics", "group"),
        ],
        FILMS,
    )
    assert rules(cleaned) == {
        ("1", "space"): "violation",
        ("1", "long ago"): "violation",
        ("1", "1"): "loop",
        ("1", "Weaver"): "redundant",
    }
    assert [one.object for one in cleaned.statements] == ["Weaver", "Cat", "critics"]


def test_hubs_of_tags_go_and_facts_stay():
    items = [str(number) for number in range(30)]
    tags = [fact(item, "tagged", "good", "tag") for item in items[:25]]
    rare = [fact(item, "tagged", "space", "tag") for item in items[:15]]
    language = [
        fact(i, "language", "English", method="facts", evidence=Evidence(i, "l", 0, 7, "English")) for i in items
    ]
    cleaned = clean([*tags, *rare, *language], Schema(), items=items)
    assert cleaned.statements == [*rare, *language]
    assert {one.rule for one in cleaned.aside} == {"hub"}
    assert clean(tags, Schema(), items=items, hubs=None).aside == []


def test_islands_without_an_item_or_a_user_go():
    said = [
        fact("1", "by", "A"),
        fact("A", "born in", "Kyoto", subject_type="person"),
        fact("X", "born in", "Oslo", subject_type="person"),
        fact("unknown item", "by", "Y"),
        fact("u1", "knows", "u2", "user", subject_type="user"),
    ]
    cleaned = clean(said, Schema(), items={"1"})
    assert [one.statement.subject for one in cleaned.aside] == ["X", "unknown item"]


statements = st.builds(
    fact,
    st.sampled_from(["1", "2"]),
    st.sampled_from([*FILMS.names, "mentions"]),
    st.sampled_from(["1", "2", "1979"]),
    st.sampled_from(["item", "person", "literal"]),
    confidence=st.sampled_from([0.2, 0.9]),
    subject_type=st.sampled_from(["item", "person"]),
)


@given(st.lists(statements, max_size=12))
def test_nothing_is_lost_and_what_is_clean_stays_clean(said: list[Statement]):
    once = clean(said, FILMS, items={"1"})
    again = clean(once.statements, FILMS, items={"1"})
    assert again.aside == []
    assert again.statements == once.statements

    def unordered(statement: Statement) -> frozenset:
        return frozenset([(statement.subject_type, statement.subject), (statement.object_type, statement.object)])

    left = {unordered(one) for one in once.statements} | {unordered(one.statement) for one in once.aside}
    assert left == {unordered(one) for one in said}


def test_what_is_set_aside_can_be_read_again(tmp_path: Path):
    cleaned = clean([fact("1", "similar to", "1", "item")], FILMS)
    write_aside(tmp_path / "aside.parquet", cleaned.aside)
    assert read_aside(tmp_path / "aside.parquet") == cleaned.aside
    assert read_aside(tmp_path / "none.parquet") == []

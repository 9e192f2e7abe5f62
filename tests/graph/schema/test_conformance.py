from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import KnowledgeGraph, Relation, Schema, Statement
from tastegraph.graph.columns import admit
from tastegraph.graph.schema import examine


def said(subject: str, predicate: str, object_: str, kinds: str = "item entity") -> Statement:
    subject_type, object_type = kinds.split()
    return Statement(subject, predicate, object_, method="source", subject_type=subject_type, object_type=object_type)


GOOD = [
    said("1", "directed by", "Scott", "item director"),
    said("2", "directed by", "Cameron", "item director"),
    said("1", "released", "25 May 1979", "item literal"),
    said("Scott", "known for", "1", "director item"),
    said("1", "about", "1979", "item literal"),
    said("1", "about", "fear", "item entity"),
]


@pytest.fixture
def stored(tmp_path: Path) -> KnowledgeGraph:
    return KnowledgeGraph.create(tmp_path / "graph")


def test_a_graph_that_keeps_to_it(stored: KnowledgeGraph, films: Schema) -> None:
    stored.replace([], GOOD)
    found = examine(films, stored.to_arrow(), ["1", "2"])
    assert (found.statements, found.conforming, found.share) == (6, 6, 1.0)
    assert found.violations == ()
    assert found.unused == ("directed", "married to", "part of")


def test_each_statement_counts_once_under_its_reason(stored: KnowledgeGraph, films: Schema) -> None:
    bad = [
        said("1", "tone", "dark"),
        said("1", "tone", "slow"),
        said("Scott", "directed by", "Scott", "director director"),
        said("1", "directed by", "Hans", "item person"),
        said("1", "released", "soon", "item literal"),
        said("2", "released", "1986", "item literal"),
        said("2", "released", "1987", "item literal"),
        said("1", "about", "x", "item ghost"),
    ]
    stored.replace([], GOOD + bad)
    found = examine(films, stored.to_arrow(), ["1", "2", "3"])
    assert {(one.relation, one.reason): one.statements for one in found.violations} == {
        ("tone", "relation"): 2,
        ("directed by", "domain"): 1,
        ("directed by", "range"): 1,
        ("released", "datatype"): 1,
        ("released", "max_objects"): 2,
        ("about", "type"): 1,
        ("directed by", "min_objects"): 0,
    }
    assert (found.statements, found.conforming) == (len(GOOD + bad), len(GOOD))
    assert found.unknown_types == ("ghost",)
    by_reason = {one.reason: one for one in found.violations}
    assert by_reason["max_objects"].examples == ("2 — released → 1986 | 1987",)
    assert by_reason["min_objects"].examples == ("3",)
    assert by_reason["min_objects"].subjects == 1
    assert "not 'soon'" in by_reason["datatype"].message


def test_the_inverse_gives_objects_and_repeated_facts_give_one(stored: KnowledgeGraph, films: Schema) -> None:
    stored.replace([], [
        said("Scott", "directed", "1", "director item"),
        said("Ann", "married to", "Bo", "person person"),
        said("Bo", "married to", "Ann", "person person"),
    ])  # fmt: skip
    assert examine(films, stored.to_arrow(), ["1"]).violations == ()
    stored.add([said("Bo", "married to", "Cy", "person person")])
    (violation,) = examine(films, stored.to_arrow(), ["1"]).violations
    assert (violation.reason, violation.subjects, violation.statements) == ("max_objects", 1, 2)


names = st.sampled_from(["a", "b", "c", "1999"])


@given(
    st.lists(
        st.builds(
            Statement, names, st.sampled_from(["r", "s", "t"]), names, method=st.just("source"),
            subject_type=st.sampled_from(["item", "x"]), object_type=st.sampled_from(["x", "literal"]),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_grouping_finds_what_a_look_at_each_statement_finds(statements: list[Statement]) -> None:
    schema = Schema(relations=(Relation(name="r", range="x"), Relation(name="s", range="literal", datatype="year")))
    table, _ = admit(statements, {})
    found = examine(schema, table)
    misfits = [misfit.reason for one in statements if (misfit := schema.misfit(one)) is not None]
    assert found.statements - found.conforming == len(misfits)
    for reason in set(misfits):
        assert sum(one.statements for one in found.violations if one.reason == reason) == misfits.count(reason)


@given(
    st.lists(
        st.builds(Statement, names, st.sampled_from(["r", "s", "t"]), names, method=st.just("source")), max_size=15
    ),
    st.integers(0, 2),
    st.integers(2, 3),
)
def test_counting_finds_what_counting_by_hand_finds(statements: list[Statement], least: int, most: int) -> None:
    schema = Schema(
        relations=(
            Relation(name="r", domain="any", range="any", min_objects=least, max_objects=most),
            Relation(name="s", domain="any", range="any", inverse="r"),
            Relation(name="t", domain="any", range="any"),
        )
    )
    table, _ = admit(statements, {})
    found = {one.reason: one for one in examine(schema, table).violations}
    ends = {(one.subject_type, one.subject) for one in statements} | {
        (one.object_type, one.object) for one in statements
    }
    objects = {
        end: {(one.object_type, one.object) for one in statements if one.predicate == "r" and one.subject == end[1]
              and one.subject_type == end[0]}
        | {(one.subject_type, one.subject) for one in statements if one.predicate == "s" and one.object == end[1]
           and one.object_type == end[0]}
        for end in ends
    }  # fmt: skip
    many = {end for end, others in objects.items() if len(others) > most}
    assert (found["max_objects"].subjects if "max_objects" in found else 0) == len(many)
    few = {end for end, others in objects.items() if len(others) < least}
    assert (found["min_objects"].subjects if "min_objects" in found else 0) == len(few)


def test_an_open_schema_has_nothing_against_anything(stored: KnowledgeGraph) -> None:
    stored.replace([], GOOD)
    assert examine(Schema(), stored.to_arrow()).share == 1.0


def test_an_empty_graph_keeps_to_everything(stored: KnowledgeGraph, films: Schema) -> None:
    stored.replace([], [])
    assert examine(films, stored.to_arrow()).share == 1.0

"""Fact columns become statements whose quotes stand in their cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.config import FactColumn
from tastegraph.data import Document
from tastegraph.extract import FactExtractor
from tastegraph.graph import normal_name, verify

WRITER = FactColumn(relation="written by", separator=",", ignore=r"\s*\(.*?\)", type="person")


def extract(column: FactColumn, cell: str) -> list[tuple[str, str]]:
    document = Document("7", "A film", {"column": cell})
    statements = list(FactExtractor({"column": column}).extract([document]))
    for statement in statements:
        assert verify(statement, {"7": document.fields}) is None
        assert statement.predicate == column.relation
        assert (statement.subject, statement.method, statement.confidence) == ("7", "facts", 1.0)
        assert statement.object_type == column.type
    return [(statement.object, statement.evidence.quote) for statement in statements]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        (FactColumn(relation="genre", separator=","), "Drama,  Sci-Fi ,", [("Drama", "Drama"), ("Sci-Fi", "Sci-Fi")]),
        (FactColumn(relation="made in"), " Côte d'Ivoire, West ", [("Côte d'Ivoire, West", "Côte d'Ivoire, West")]),
        (WRITER, "Ann Lee (story), Bo Ek (play)", [("Ann Lee", "Ann Lee"), ("Bo Ek", "Bo Ek")]),
        (WRITER, "Ann Lee (story), ANN  LEE (screenplay)", [("Ann Lee", "Ann Lee")]),
        (WRITER, "(uncredited), Bo (II) Ek", [("Bo Ek", "Bo (II) Ek")]),
        (FactColumn(relation="genre", separator=", "), "N/A, Drama, null, nan", [("Drama", "Drama")]),
        (FactColumn(relation="genre", separator="||"), "A||B|C", [("A", "A"), ("B|C", "B|C")]),
        (FactColumn(relation="decade", bin=10), "1995", [("1990", "1995")]),
        (FactColumn(relation="length", bin=30, ignore=r"\s*min"), "89 min", [("60", "89")]),
        (FactColumn(relation="price", bin=0.1), "0.3", [("0.3", "0.3")]),
        (FactColumn(relation="votes", bin=100_000), "868,378", [("800000", "868,378")]),
        (FactColumn(relation="depth", bin=10), "-3", [("-10", "-3")]),
        (FactColumn(relation="decade", bin=10), "soon", []),
        (FactColumn(relation="decade", bin=10), "inf", []),
        (FactColumn(relation="genre", separator=","), " , ,", []),
    ],
)
def test_reads_values_at_their_spans(column, cell, expected):
    assert extract(column, cell) == expected


def test_a_column_that_a_document_lacks_states_nothing():
    assert list(FactExtractor({"Writer": WRITER}).extract([Document("1", "A film", {})])) == []


@given(st.text(), st.sampled_from([None, ",", "; ", "ab"]), st.sampled_from([None, r"\(.*?\)", r"\s*x\s*", r"a*"]))
def test_every_cell_gives_distinct_names_that_are_quoted(cell, separator, ignore):
    names = [name for name, _ in extract(FactColumn(relation="r", separator=separator, ignore=ignore), cell)]

    assert all(name == name.strip() and name for name in names)
    assert len({normal_name(name) for name in names}) == len(names)

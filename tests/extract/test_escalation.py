"""The doubtful documents go on, the best first; what was sure stays, what was read again is replaced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import Document
from tastegraph.extract.escalation import join_readings, uncertain_documents
from tastegraph.graph import Evidence, Relation, Schema, Statement

SCHEMA = Schema(relations=(Relation(name="directed by", range="person"), Relation(name="genre", range="genre")))
LONG = Document("long", "Long", {"plot": "Ann Lee and Bo Ek. " * 50})
DOCUMENTS = [LONG, *(Document(item, item, {"plot": "Ann Lee and Bo Ek."}) for item in ("a", "b", "c", "d"))]


def said(item: str, name: str, confidence: float, predicate: str = "directed by", method: str = "encoder") -> Statement:
    return Statement(
        item, predicate, name, confidence, Evidence(item, "plot", 0, 3, "Ann"), method, object_type="person"
    )


def test_documents_with_more_doubt_for_their_length_come_first():
    statements = [
        said("a", "Ann", 0.9),
        said("b", "Ann", 0.4),
        said("b", "Bo", 0.49),
        said("c", "Ann", 0.2),
        said("d", "Ann", 0.1, predicate="about"),
        said("long", "Ann", 0.1),
        said("long", "Bo", 0.1),
    ]

    chosen = uncertain_documents(statements, DOCUMENTS, SCHEMA, 0.5)

    assert [document.item for document in chosen] == ["b", "c", "long"]
    assert uncertain_documents(statements, DOCUMENTS, SCHEMA, 0.0) == []
    assert {document.item for document in uncertain_documents(statements, DOCUMENTS, Schema(), 0.5)} == {
        "b", "c", "d", "long"
    }  # fmt: skip


def test_the_second_reading_replaces_what_was_unsure_and_nothing_else():
    sure, unsure, theme = said("b", "Ann", 0.8), said("b", "Bo", 0.4), said("b", "sea", 0.4, predicate="about")
    unread = said("c", "Bo", 0.4)
    again, other = said("b", "ANN", 0.9, method="chat"), said("b", "Cy", 0.6, method="chat")

    joined = list(join_readings([sure, unsure, theme, unread], [again, other], {"b"}, SCHEMA, 0.5))

    assert joined == [sure, theme, unread, other]


@given(
    st.lists(
        st.builds(
            said,
            st.sampled_from("abcd"),
            st.sampled_from(["Ann", "Bo", "Cy"]),
            st.floats(0, 1),
            st.sampled_from(["directed by", "about"]),
        )
    ),
    st.floats(0, 1),
)
def test_a_second_reading_of_nothing_changes_nothing(statements, threshold):
    assert list(join_readings(statements, [], set(), SCHEMA, threshold)) == statements
    chosen = {document.item for document in uncertain_documents(statements, DOCUMENTS, SCHEMA, threshold)}
    kept = list(join_readings(statements, [], chosen, SCHEMA, threshold))
    assert kept == [one for one in statements if one.predicate == "about" or one.confidence >= threshold]


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_facts_without_a_document_stay(threshold):
    known = Statement("a", "genre", "Drama", method="source", object_type="genre")

    assert list(join_readings([known], [], {"a"}, SCHEMA, threshold)) == [known]

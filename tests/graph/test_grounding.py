from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.graph import Evidence, KnowledgeGraph, Statement, StoredDocument, grounding, tables, verify, verify_all
from tastegraph.graph.columns import STATEMENTS, batch
from tastegraph.graph.documents import documents_table
from tastegraph.graph.grounding import evidence_holds

texts = st.text("aé日🎬\0\n", max_size=8)
documents = st.lists(
    st.builds(
        StoredDocument,
        item=st.sampled_from("1234"),
        title=st.just(""),
        fields=st.dictionaries(st.sampled_from("fg"), texts, max_size=2),
        digest=st.just(""),
    ),
    max_size=4,
    unique_by=lambda document: document.item,
)
spans = st.tuples(st.integers(-1, 8), st.integers(-1, 9))
claims = st.builds(
    lambda item, name, span, method: (item, name, span, method),
    st.sampled_from("12345"),
    st.sampled_from("fgh"),
    spans,
    st.sampled_from(["facts", "source"]),
)


@settings(max_examples=200)
@given(documents, st.lists(st.tuples(claims, st.none() | texts, st.booleans()), max_size=8), st.integers(1, 3))
def test_all_at_once_is_what_one_by_one_is(
    stored: list[StoredDocument], claimed: list[tuple[object, str | None, bool]], block: int
) -> None:
    fields = {document.item: document.fields for document in stored}
    statements = []
    for (item, name, (start, end), method), other, bare in claimed:
        quote = fields.get(item, {}).get(name, "")[max(start, 0) : max(end, 0)] if other is None else other
        evidence = None if bare else Evidence(item, name, start, end, quote)
        statements.append(Statement(item, "p", "x", method=method, evidence=evidence))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grounding, "_BLOCK", block)
        holds = evidence_holds(pa.Table.from_batches([batch(statements)], STATEMENTS), documents_table(stored))
    assert holds.tolist() == [verify(statement, fields) is None for statement in statements]


def test_what_does_not_stand_in_its_document_is_found_with_the_reason(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    found = verify_all(graph)
    assert (found.checked, found.without_evidence, found.failures, found.rate) == (5, 1, (), 1.0)

    # Nothing that the graph offers can store such statements, so they are put into its table behind its back.
    wrong = [
        replace(facts[4], evidence=Evidence("1", "Plot", 26, 33, "Classic")),
        replace(facts[0], evidence=None),
        replace(facts[0], evidence=Evidence("9", "Genre", 0, 6, "Horror")),
    ]
    table = graph._statements
    version = tables.append(table, pa.Table.from_batches([batch(wrong)]))
    graph._snapshot = graph._snapshot.model_copy(update={"statements_table": version})
    found = verify_all(graph)
    assert found.failures == tuple(
        (one, verify(one, {document.item: document.fields for document in documents})) for one in wrong
    )
    assert (found.checked, found.without_evidence, found.rate) == (8, 1, 1 - 3 / 8)


def test_an_empty_graph_has_nothing_to_find(tmp_path) -> None:
    assert verify_all(KnowledgeGraph.create(tmp_path / "graph")) == grounding.Grounding(0, 0, ())

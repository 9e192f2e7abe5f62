from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import IdMap
from tastegraph.errors import InputError
from tastegraph.graph import INVERSE, KnowledgeGraph, Statement
from tastegraph.graph.columns import admit
from tastegraph.graph.incidence import incidence

statements = st.lists(
    st.builds(
        Statement,
        subject=st.sampled_from("1234é"),
        predicate=st.sampled_from(["b", "a"]),
        object=st.sampled_from("1234é"),
        confidence=st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        method=st.just("source"),
        subject_type=st.sampled_from(["item", "entity", "genre"]),
        object_type=st.sampled_from(["item", "entity"]),
    ),
    max_size=25,
)


@given(statements, st.lists(st.sampled_from("123x"), unique=True))
def test_it_is_what_a_loop_over_the_statements_finds(given: list[Statement], items: list[str]) -> None:
    expected: dict[str, dict[tuple[str, tuple[str, str]], float]] = defaultdict(dict)
    for one in given:
        subject, object_ = (one.subject_type, one.subject), (one.object_type, one.object)
        for name, this, other in ((one.predicate, subject, object_), (one.predicate + INVERSE, object_, subject)):
            if this[0] == "item" and this[1] in items:
                cell = (this[1], other)
                expected[name][cell] = max(one.confidence, expected[name].get(cell, 0.0))

    found = incidence(admit(given, {})[0], items)

    assert list(found) == sorted(expected, key=lambda name: (name.removesuffix(INVERSE), name))
    for name, (matrix, others) in found.items():
        assert matrix.shape == (len(items), len(others))
        assert matrix.dtype == np.float32
        assert matrix.has_canonical_format
        assert others == sorted({other for _, other in expected[name]})
        entries = matrix.tocoo()
        cells = zip(entries.coords[0], entries.coords[1], entries.data, strict=True)
        assert {(items[row], others[column]): value for row, column, value in cells} == expected[name]


def test_rows_are_matched_by_the_text_of_an_id(graph: KnowledgeGraph) -> None:
    found = graph.incidence(IdMap([2, 7, 1]))
    assert list(found) == ["genre", "sequel of", f"sequel of{INVERSE}", "tone"]
    matrix, others = found["genre"]
    assert others == [("entity", "Action"), ("entity", "Horror"), ("entity", "Sci-Fi")]
    assert matrix.toarray().tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 1]]
    matrix, others = found[f"sequel of{INVERSE}"]
    assert others == [("item", "2")]
    assert matrix.toarray().tolist() == [[0], [0], [1]]
    assert found["tone"][0].toarray().ravel().tolist() == pytest.approx([0, 0, 0.4])


def test_ids_with_one_text_are_an_error(graph: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="same as text"):
        graph.incidence(IdMap([1, "1"]))


def test_an_empty_graph_has_no_relations(tmp_path: Path) -> None:
    assert KnowledgeGraph.create(tmp_path / "empty").incidence(IdMap(["1"])) == {}

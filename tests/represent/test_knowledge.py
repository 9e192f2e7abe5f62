"""Feature blocks: from graphs and triples, onto other items, shuffled."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Triples
from tastegraph.errors import InputError
from tastegraph.graph import KnowledgeGraph, Statement
from tastegraph.represent import FeatureBlock, Knowledge

ITEMS = IdMap(["a", "b", "c"])


def dense(block):
    return block.matrix.toarray() if hasattr(block.matrix, "toarray") else np.asarray(block.matrix)


def test_relations_become_blocks_valued_by_confidence(tmp_path):
    graph = KnowledgeGraph.create(tmp_path / "graph")
    graph.replace([], [
        Statement("a", "genre", "Drama", 0.5, method="source"),
        Statement("c", "genre", "Drama", method="source"),
        Statement("Varda", "directed", "b", method="source", subject_type="entity", object_type="item"),
    ])  # fmt: skip
    directed, genre = sorted(Knowledge.from_graph(graph, ITEMS).blocks, key=lambda block: block.name)
    assert (directed.name, directed.features) == ("directed⁻¹", ("Varda",))
    assert dense(directed).tolist() == [[0], [1], [0]]
    assert (genre.name, genre.features) == ("genre", ("Drama",))
    assert dense(genre).tolist() == [[0.5], [0], [1]]
    assert genre.known.tolist() == [True, False, True]


def test_triples_become_the_same_blocks():
    triples = Triples(
        subjects=["a", "x"], subject_is_item=np.array([True, False]), predicates=["r", "s"],
        objects=["x", "b"], object_is_item=np.array([False, True]),
    )  # fmt: skip
    found = {block.name: dense(block).tolist() for block in Knowledge.from_triples(triples, ITEMS).blocks}
    assert found == {"r": [[1], [0], [0]], "s⁻¹": [[0], [1], [0]]}


@pytest.mark.parametrize("sparse", [True, False])
def test_onto_other_items_keeps_rows_with_their_items(sparse):
    matrix = np.array([[1, 2], [3, 4], [5, 6]], dtype=np.float32)
    knowledge = Knowledge(ITEMS, (FeatureBlock("f", csr_array(matrix) if sparse else matrix),))
    moved = knowledge.onto(IdMap(["c", "new", "a"]))
    assert dense(moved.blocks[0]).tolist() == [[5, 6], [0, 0], [1, 2]]
    assert knowledge.onto(IdMap(["a", "b", "c"])) is knowledge


def test_shuffling_moves_rows_and_leaves_the_original_alone():
    matrix = np.arange(30, dtype=np.float32).reshape(15, 2)
    knowledge = Knowledge(IdMap(range(15)), (FeatureBlock("f", matrix), FeatureBlock("g", matrix * 2)))
    before = knowledge.digest
    shuffled = knowledge.shuffled(np.random.default_rng(0))
    first, second = (dense(block) for block in shuffled.blocks)
    assert not np.array_equal(first, matrix)
    assert np.array_equal(np.sort(first, axis=0), matrix)
    assert np.array_equal(second, 2 * first)  # an item's knowledge stays together
    assert knowledge.digest == before != shuffled.digest


def test_wrong_blocks_are_refused():
    block = FeatureBlock("f", np.zeros((3, 1), dtype=np.float32))
    with pytest.raises(InputError, match="share a name"):
        Knowledge(ITEMS, (block, block))
    with pytest.raises(InputError, match="2 rows for 3 items"):
        Knowledge(ITEMS, (FeatureBlock("f", np.zeros((2, 1), dtype=np.float32)),))
    with pytest.raises(InputError, match="NaN"):
        Knowledge(ITEMS, (FeatureBlock("f", np.full((3, 1), np.nan, dtype=np.float32)),))


def test_blocks_can_be_added_and_left_out():
    block = FeatureBlock("f", np.zeros((3, 1), dtype=np.float32))
    knowledge = Knowledge(ITEMS).with_block(block)
    assert [one.name for one in knowledge.blocks] == ["f"]
    assert knowledge.without({"f"}).blocks == ()

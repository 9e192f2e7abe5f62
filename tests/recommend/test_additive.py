"""What all additive recommenders share beyond the exam: graphs as knowledge, new items alone."""

import numpy as np
import pytest

from tastegraph.graph import KnowledgeGraph, Statement
from tastegraph.recommend import LinearConfig, LinearRecommender
from tastegraph.testing import two_crowds


class Item:
    """A document as the graph wants it."""

    def __init__(self, item):
        self.item, self.title, self.fields, self.digest = item, item, {}, item


@pytest.fixture
def graph(tmp_path):
    """Each item is of its crowd's kind; nobody has interacted with ``new`` and ``newer`` yet."""
    kinds = {f"i{number}": "even" if number % 2 == 0 else "odd" for number in range(30)}
    kinds |= {"new": "even", "newer": "odd"}
    made = KnowledgeGraph.create(tmp_path / "graph")
    made.replace(
        [Item(item) for item in kinds], [Statement(item, "kind", kind, method="source") for item, kind in kinds.items()]
    )
    return made


def test_a_graph_stands_for_its_relations(graph):
    train, _ = two_crowds()
    model = LinearRecommender(LinearConfig(regularisation=5, smoothing=1)).fit(train, graph)
    assert list(model.items)[: len(train.items)] == list(train.items)
    assert {"new", "newer"} <= set(model.items)
    assert [found[0].item for found in model.recommend(["u0", "u1"], 1, only="cold")] == ["new", "newer"]


def test_new_items_alone_or_none_of_them(graph):
    model = LinearRecommender().fit(two_crowds()[0], graph)
    (cold,) = model.recommend(["u0"], 50, only="cold")
    (warm,) = model.recommend(["u0"], 50, only="warm")
    (both,) = model.recommend(["u0"], 50)
    assert {one.item for one in cold} == {"new", "newer"}
    assert {one.state for one in warm} == {"warm"}
    assert {one.item for one in both} == {one.item for one in cold} | {one.item for one in warm}


def test_reasons_are_the_largest_contributions(graph):
    train, _ = two_crowds()
    model = LinearRecommender().fit(train, graph)
    for one in model.recommend(["u0"], 5)[0]:
        parts = [part for part in model.explain("u0", one.item).contributions if part.contribution > 0]
        assert [part.item for part in one.because] == [part.item for part in parts[:3]]
        assert np.allclose([part.contribution for part in one.because], [part.contribution for part in parts[:3]])


def test_ids_that_are_numbers_meet_the_texts_of_a_graph(tmp_path):
    from tastegraph.data import Interactions

    graph = KnowledgeGraph.create(tmp_path / "graph")
    graph.replace([Item(str(item)) for item in (1, 2, 3)], [Statement("1", "kind", "x", method="source")])
    model = LinearRecommender().fit(Interactions.from_pairs([7, 7, 8], [1, 2, 1]), graph)
    assert list(model.items) == [1, 2, "3"]

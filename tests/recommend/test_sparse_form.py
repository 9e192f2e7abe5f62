"""The sparse form solves the exact objective on each column's support."""

import logging

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from tastegraph.data import IdMap, Interactions
from tastegraph.errors import InputError
from tastegraph.recommend import EASERecommender, LinearConfig, LinearRecommender
from tastegraph.recommend.linear import EASEConfig, exact_weights, size, sparse_weights
from tastegraph.recommend.linear.features import ItemFeatures, weighed_features
from tastegraph.represent import FeatureBlock, Knowledge
from tastegraph.testing import two_crowds


def log_matrix(seed, users=200, items=30):
    rng = np.random.default_rng(seed)
    return csr_array((rng.random((users, items)) < 0.3).astype(np.float32))


def some_knowledge(seed, items=30):
    rng = np.random.default_rng(seed)
    sparse = random_array((items, 12), density=0.3, rng=rng, format="csr", dtype=np.float32)
    dense = rng.normal(size=(items, 4)).astype(np.float32)
    ids = IdMap(range(items))
    return Knowledge(ids, (FeatureBlock("relation", csr_array(sparse)), FeatureBlock("text", dense)))


@pytest.mark.parametrize(
    "values",
    [
        {"user_exponent": 0.0},
        {"user_exponent": 0.5, "dropout": 0.5, "regularisation_exponent": 0.5},
        {"history_exponent": -0.2, "target_exponent": 0.2},
        {"neighbours": 0.3},
    ],
)
def test_with_all_items_as_support_it_is_the_exact_solution(values):
    X = log_matrix(0)
    config = LinearConfig(regularisation=5, support=100, **values)
    assert np.allclose(sparse_weights(X, None, config).toarray(), exact_weights(X, config), atol=2e-4)


def test_coupled_knowledge_is_solved_the_same_way():
    X, knowledge = log_matrix(1), some_knowledge(2)
    config = LinearConfig(regularisation=5, support=100, coupling=2, knowledge=0, blocks={"text": 0.5})
    features = ItemFeatures.of(knowledge, config.blocks)
    R, F = (weighed_features(block) for block in knowledge.blocks)
    K = (R @ R.T).toarray() + 0.5 * F @ F.T
    exact = exact_weights(X, config, stand_ins=np.zeros((30, 30), dtype=np.float32), kernel=K)
    assert np.allclose(sparse_weights(X, features, config).toarray(), exact, atol=2e-4)
    assert np.allclose(features.kernel_rows(np.arange(30)), K, atol=1e-5)


def test_a_small_support_bounds_the_entries_and_comes_close():
    log, _ = two_crowds()
    exact = EASERecommender(EASEConfig(form="exact")).fit(log)
    sparse = EASERecommender(EASEConfig(form="sparse", support=6)).fit(log)
    stored = sparse._state.weights.matrix
    assert np.diff(stored.tocsc().indptr).max() <= 6
    histories = log.matrix
    best = np.argmax(exact.score(histories) - 10 * histories.toarray(), axis=1)
    found = np.argsort(-(sparse.score(histories) - 10 * histories.toarray()), axis=1)[:, :5]
    assert np.mean([one in few for one, few in zip(best, found, strict=True)]) > 0.8


def test_cold_items_stand_where_their_kin_stand():
    rng = np.random.default_rng(3)
    pairs = [(f"u{u}", f"i{i}") for u in range(60) for i in rng.permutation(np.arange(u % 2, 20, 2))[:5]]
    log = Interactions.from_pairs(*zip(*pairs, strict=True))
    items = log.items.union(["new"])
    parity = np.array([[1, 0] if item == "new" or int(item[1:]) % 2 == 0 else [0, 1] for item in items], np.float32)
    knowledge = Knowledge(items, (FeatureBlock("parity", csr_array(parity)),))
    model = LinearRecommender(LinearConfig(form="sparse", regularisation=5, support=15)).fit(log, knowledge)
    even, odd = (model.explain([item], "new").score for item in ("i0", "i1"))
    assert even > 0 and even > odd
    assert model.item_state("new") == "cold"


def test_the_form_follows_from_size_and_memory(monkeypatch, caplog):
    log, _ = two_crowds()
    assert LinearRecommender().fit(log).form == "exact"
    monkeypatch.setattr(size, "EXACT_ITEMS", {False: 3, True: 3})
    with caplog.at_level(logging.WARNING):
        assert LinearRecommender().fit(log).form == "sparse"
    assert "sparse form" in caplog.text
    assert LinearRecommender(LinearConfig(form="exact")).fit(log).form == "exact"
    monkeypatch.setattr(size, "available_memory", lambda: 1000)
    with pytest.raises(InputError, match=r"GB of memory.*sparse"):
        LinearRecommender(LinearConfig(form="exact")).fit(log)


def test_degenerate_logs_are_solved():
    one_item = Interactions.from_pairs(["u", "v"], ["a", "a"])
    assert EASERecommender(EASEConfig(form="sparse")).fit(one_item).score(one_item.matrix).shape == (2, 1)
    strangers = Interactions.from_pairs(["u", "v"], ["a", "b"])
    assert not EASERecommender(EASEConfig(form="sparse")).fit(strangers).score(strangers.matrix).any()

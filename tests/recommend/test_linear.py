"""The linear core solves its objective exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Interactions
from tastegraph.errors import InputError
from tastegraph.recommend import EASERecommender, LinearConfig, LinearRecommender
from tastegraph.recommend.linear import EASEConfig, exact_weights
from tastegraph.recommend.linear.algebra import (
    invert_in_place,
    self_excluding_solution_near,
)
from tastegraph.recommend.linear.gram import weighted_gram
from tastegraph.recommend.linear.knowledge_model import KnowledgeModel
from tastegraph.recommend.linear.weighting import user_weights
from tastegraph.recommend.weights import binary
from tastegraph.represent import FeatureBlock, Knowledge


def random_log(rng, users=30, items=12, density=0.3):
    X = (rng.random((users, items)) < density).astype(np.float32)
    X[0] = 1  # every item occurs
    return csr_array(X)


def objective(X, W, ridge, B, prior):
    residual = X - X @ B
    return float((W[:, None] * residual**2).sum() + (ridge[:, None] * (B - prior) ** 2).sum())


def test_ease_by_hand():
    # Two items, both liked by one user and one of them by another: G = [[2, 1], [1, 1]], λ = 1.
    # P = [[3, 1], [1, 2]]⁻¹ = [[2, −1], [−1, 3]] / 5, so B₀₁ = −P₀₁ / P₁₁ = 1/3 and B₁₀ = −P₁₀ / P₀₀ = 1/2.
    log = Interactions.from_pairs(["u", "u", "v"], ["a", "b", "a"])
    model = EASERecommender(EASEConfig(regularisation=1)).fit(log)
    assert np.allclose(model.score(csr_array(np.eye(2, dtype=np.float32))), [[0, 1 / 3], [1 / 2, 0]], atol=1e-6)


@given(seed=st.integers(0, 10_000), exponent=st.sampled_from([0.0, 0.5]), q=st.sampled_from([0.0, 0.5]))
def test_no_step_from_the_solution_lowers_the_objective(seed, exponent, q):
    rng = np.random.default_rng(seed)
    X = random_log(rng)
    T = rng.normal(scale=0.1, size=(12, 12)).astype(np.float32)
    np.fill_diagonal(T, 0)
    config = LinearConfig(regularisation=3, regularisation_exponent=q, dropout=0.2, user_exponent=exponent)
    B = exact_weights(X, config, stand_ins=T).astype(np.float64)

    W = user_weights(X, exponent)
    W = np.ones(X.shape[0]) if W is None else W.astype(np.float64)
    dense = X.toarray().astype(np.float64)
    G = dense.T @ (W[:, None] * dense)
    counts = np.diag(G)
    ridge = 3 * (counts / counts.mean()) ** q + 0.2 * counts
    prior = T - np.linalg.solve(G + np.diag(ridge), ridge[:, None] * T)
    at_solution = objective(dense, W, ridge, B, prior)
    for _ in range(20):
        step = rng.normal(scale=1e-2, size=B.shape)
        np.fill_diagonal(step, 0)
        assert objective(dense, W, ridge, B + step, prior) > at_solution - 1e-4


def test_the_diagonal_is_zero_near_any_prior():
    rng = np.random.default_rng(1)
    X = random_log(rng).toarray().astype(np.float64)
    ridge, prior = np.full(12, 2.0), rng.normal(size=(12, 12))
    P = np.linalg.inv(X.T @ X + np.diag(ridge))
    assert np.all(np.diag(self_excluding_solution_near(P, ridge, prior)) == 0)


def test_inverse_is_in_place_and_right():
    rng = np.random.default_rng(0)
    for dtype, tolerance in ((np.float32, 1e-3), (np.float64, 1e-10)):
        F = rng.normal(size=(600, 600))
        A = (F @ F.T / 600 + np.eye(600)).astype(dtype)
        inverse = A.copy()
        assert invert_in_place(inverse) is inverse
        assert np.abs(A @ inverse - np.eye(600)).max() < tolerance
        assert np.array_equal(inverse, inverse.T)


def test_a_singular_system_is_refused():
    with pytest.raises(InputError, match="singular"):
        invert_in_place(np.zeros((3, 3)))


def test_user_weights_keep_the_total():
    X = random_log(np.random.default_rng(2))
    lengths = np.diff(X.indptr)
    assert user_weights(X, 0.5) @ lengths == pytest.approx(lengths.sum(), rel=1e-6)
    G = weighted_gram(X, user_weights(X, 0.5))
    assert np.allclose(G, G.T)


def test_weights_lie_in_memory_row_by_row():
    """Otherwise every block of scores copies the whole matrix, and the inverse needs a second one."""
    log = Interactions.from_pairs(["u", "u", "v", "v", "w"], ["a", "b", "a", "c", "b"])
    X = binary(log.matrix)
    assert weighted_gram(X).flags.c_contiguous
    for stand_ins in (None, np.zeros((3, 3), dtype=np.float32)):
        assert exact_weights(X, LinearConfig(), stand_ins=stand_ins).flags.c_contiguous


def test_a_cold_item_stands_where_its_kin_stand():
    """Knowledge says that ``new`` is like the even items; so those who like even items get it, and the others not."""
    rng = np.random.default_rng(3)
    pairs = [(f"u{u}", f"i{i}") for u in range(40) for i in rng.permutation(np.arange(u % 2, 20, 2))[:5]]
    log = Interactions.from_pairs(*zip(*pairs, strict=True))
    items = log.items.union(["new"])
    kinds = np.array([[item == "new" or int(item[1:]) % 2 == 0] for item in items], dtype=np.float32)
    knowledge = Knowledge(items, (FeatureBlock("kind", csr_array(np.hstack([kinds, 1 - kinds]))),))
    model = LinearRecommender(LinearConfig(regularisation=5, smoothing=1)).fit(log, knowledge)
    even, odd = model.explain("u0", "new"), model.explain("u1", "new")
    assert even.score > 2 * abs(odd.score)
    assert even.state == "cold"
    assert model.item_state("i0") == "warm"


def test_knowledge_switched_off_is_no_knowledge():
    log = Interactions.from_pairs(["u", "u", "v", "v", "w"], ["a", "b", "a", "c", "b"])
    block = FeatureBlock("kind", np.ones((3, 1), dtype=np.float32))
    config = LinearConfig(regularisation=2, knowledge=0)
    with_block = LinearRecommender(config).fit(log, Knowledge(log.items, (block,)))
    assert np.array_equal(with_block.score(log.matrix), LinearRecommender(config).fit(log).score(log.matrix))


def test_stand_ins_leave_each_item_out_of_its_own_prediction():
    """Column j of T is kernel ridge regression on the other items, so it can be computed without j at all."""
    rng = np.random.default_rng(4)
    F = rng.normal(size=(9, 5)).astype(np.float32)
    knowledge = Knowledge(IdMap(range(9)), (FeatureBlock("text", F),))
    T = KnowledgeModel.of(knowledge).stand_ins({}, 0.5, np.ones(9, dtype=bool))
    K = F.astype(np.float64) @ F.T + 1
    for item in range(9):
        others = np.delete(np.arange(9), item)
        expected = np.linalg.solve(K[np.ix_(others, others)] + 0.5 * np.eye(8), K[others, item])
        assert np.allclose(T[others, item], expected, atol=1e-4)
        assert T[item, item] == 0


def test_a_feature_that_all_items_have_says_nothing():
    same = csr_array(np.ones((6, 1), dtype=np.float32))
    assert KnowledgeModel.of(Knowledge(IdMap(range(6)), (FeatureBlock("same", same),))).names == ()

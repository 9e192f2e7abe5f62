import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from tastegraph.errors import InputError
from tastegraph.evaluate import (
    average_precision,
    coverage,
    gini,
    hit_rate,
    intra_list_diversity,
    mark_hits,
    ndcg,
    novelty,
    precision,
    recall,
    reciprocal_rank,
)

ACCURACY = (recall, precision, hit_rate, reciprocal_rank, average_precision, ndcg)
N_ITEMS = 9


@st.composite
def ranked_lists(draw):
    """Lists int32 [users, K] of distinct items, padded with -1, and a truth of at least one item for each."""
    users, width = draw(st.integers(1, 5)), draw(st.integers(1, N_ITEMS))
    keys = draw(arrays(np.int8, (users, N_ITEMS), elements=st.integers(0, 99)))
    lists = np.argsort(keys, axis=1, kind="stable")[:, :width].astype(np.int32)
    lists[np.arange(width) >= draw(arrays(np.int8, (users, 1), elements=st.integers(0, width)))] = -1
    truth = draw(arrays(np.bool_, (users, N_ITEMS)))
    truth[:, draw(st.integers(0, N_ITEMS - 1))] = True
    return lists, truth


@st.composite
def hit_tables(draw):
    """Hits bool [users, K] and truth sizes that allow them, larger than K too."""
    hits = draw(arrays(np.bool_, st.tuples(st.integers(1, 5), st.integers(1, 12))))
    more = draw(arrays(np.int8, len(hits), elements=st.integers(0, 5)))
    return hits, np.maximum(hits.sum(axis=1) + more, 1)


def slow_accuracy(items, truth, k):
    """The definitions of docs/metrics.md, one user at a time and word for word."""
    places = [item in truth for item in [*items, *[None] * k][:k]]
    hits = sum(places)
    first = next((rank for rank, hit in enumerate(places, 1) if hit), None)
    best = min(len(truth), k)
    return {
        recall: hits / len(truth),
        precision: hits / k,
        hit_rate: 1.0 if hits else 0.0,
        reciprocal_rank: 1 / first if first else 0.0,
        average_precision: sum(sum(places[:rank]) / rank for rank in range(1, k + 1) if places[rank - 1]) / best,
        ndcg: sum(1 / math.log2(rank + 1) for rank in range(1, k + 1) if places[rank - 1])
        / sum(1 / math.log2(rank + 1) for rank in range(1, best + 1)),
    }


def test_values_worked_by_hand():
    # Three users, lists of four; truths of 2, 5 and 1 items.
    hits = np.array([[True, False, True, False], [False, True, True, True], [False, False, False, False]])
    sizes = np.array([2, 5, 1])
    log3, log5 = math.log2(3), math.log2(5)
    expected = {
        recall: [1.0, 3 / 5, 0.0],
        precision: [1 / 2, 3 / 4, 0.0],
        hit_rate: [1.0, 1.0, 0.0],
        reciprocal_rank: [1.0, 1 / 2, 0.0],
        average_precision: [(1 + 2 / 3) / 2, (1 / 2 + 2 / 3 + 3 / 4) / 4, 0.0],
        ndcg: [
            (1 + 1 / 2) / (1 + 1 / log3),
            (1 / log3 + 1 / 2 + 1 / log5) / (1 + 1 / log3 + 1 / 2 + 1 / log5),
            0.0,
        ],
    }
    for metric, values in expected.items():
        np.testing.assert_allclose(metric(hits, sizes), values, rtol=1e-12, err_msg=metric.__name__)


@settings(deadline=None)
@given(ranked_lists())
def test_a_slow_reference_agrees(case):
    recommended, truth = case
    hits = mark_hits(recommended, sparse.csr_array(truth))
    slow = [
        slow_accuracy(row[row >= 0].tolist(), set(np.flatnonzero(wanted)), len(row))
        for row, wanted in zip(recommended, truth, strict=True)
    ]
    for metric in ACCURACY:
        np.testing.assert_allclose(metric(hits, truth.sum(axis=1)), [values[metric] for values in slow], rtol=1e-12)


@settings(deadline=None)
@given(hit_tables())
def test_accuracy_lies_between_0_and_1_and_its_parts_agree(case):
    hits, sizes = case
    for metric in ACCURACY:
        values = metric(hits, sizes)
        assert values.dtype == np.float64
        assert ((values >= 0) & (values <= 1)).all(), metric.__name__
        np.testing.assert_array_equal(values > 0, hits.any(axis=1))
    np.testing.assert_allclose(recall(hits, sizes) * sizes, precision(hits, sizes) * hits.shape[1])


@settings(deadline=None)
@given(hit_tables(), st.integers(0, 99))
def test_users_do_not_influence_each_other(case, seed):
    hits, sizes = case
    order = np.random.default_rng(seed).permutation(len(hits))
    for metric in ACCURACY:
        np.testing.assert_array_equal(metric(hits[order], sizes[order]), metric(hits, sizes)[order])


@settings(deadline=None)
@given(hit_tables())
def test_longer_lists_never_lower_recall_hit_rate_and_reciprocal_rank(case):
    hits, sizes = case
    for metric in (recall, hit_rate, reciprocal_rank):
        by_k = np.array([metric(hits[:, :k], sizes) for k in range(1, hits.shape[1] + 1)])
        assert (np.diff(by_k, axis=0) >= 0).all(), metric.__name__


@settings(deadline=None)
@given(hit_tables(), st.data())
def test_one_more_hit_lowers_no_metric(case, data):
    hits, sizes = case
    user = data.draw(st.integers(0, len(hits) - 1))
    place = data.draw(st.integers(0, hits.shape[1] - 1))
    better = hits.copy()
    better[user, place] = True
    sizes = np.maximum(sizes, better.sum(axis=1))
    for metric in ACCURACY:
        assert (metric(better, sizes) >= metric(hits, sizes)).all(), metric.__name__


@settings(deadline=None)
@given(hit_tables(), st.data())
def test_a_hit_moved_up_counts_more_only_where_ranks_count(case, data):
    hits, sizes = case
    place = data.draw(st.integers(0, hits.shape[1] - 1))
    moved = hits.copy()
    moved[:, [0, place]] = hits[:, [place, 0]]
    up = ~hits[:, 0] & hits[:, place]
    for metric in (recall, precision, hit_rate):
        np.testing.assert_array_equal(metric(moved, sizes), metric(hits, sizes))
    for metric in (reciprocal_rank, average_precision, ndcg):
        assert (metric(moved, sizes)[up] > metric(hits, sizes)[up]).all(), metric.__name__


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 40))
def test_the_perfect_list_has_exactly_1(width, size):
    hits = np.zeros((1, width), dtype=bool)
    hits[0, : min(width, size)] = True
    for metric in (reciprocal_rank, average_precision, ndcg):
        assert metric(hits, np.array([size])) == 1.0
    assert recall(hits, np.array([size])) == min(width, size) / size


def test_places_left_empty_are_misses():
    # The first user's truth is the last item, next to which a -1 of the second user would fall.
    truth = sparse.csr_array(np.array([[0, 0, 0, 1], [1, 0, 0, 0]]))
    hits = mark_hits(np.array([[2, 3], [-1, -1]]), truth)
    np.testing.assert_array_equal(hits, [[False, True], [False, False]])


@pytest.mark.parametrize(
    ("hits", "sizes", "problem"),
    [
        ([[True, False]], [0], "no truth"),
        ([[True, True]], [1], "more hits than truth"),
        ([[1, 0]], [1], "not bool"),
        ([[True]], [1, 1], "one size for each"),
        ([[]], [1], "K"),
    ],
)
@pytest.mark.parametrize("metric", ACCURACY)
def test_what_cannot_be_measured_is_refused(metric, hits, sizes, problem):
    with pytest.raises(InputError, match=problem):
        metric(np.array(hits), np.array(sizes))


def test_no_users_give_no_values():
    for metric in ACCURACY:
        assert metric(np.empty((0, 5), dtype=bool), np.empty(0, dtype=int)).shape == (0,)


def test_coverage_and_gini_worked_by_hand():
    # Items 0..4 are recommended 3, 1, 0, 0 and 1 times.
    recommended = np.array([[0, 1], [0, -1], [4, 0]])
    assert coverage(recommended, 5) == 3 / 5
    # Mean absolute difference over all ordered pairs, over twice the mean.
    times = [3, 1, 0, 0, 1]
    assert gini(recommended, 5) == pytest.approx(sum(abs(a - b) for a in times for b in times) / (2 * 5 * sum(times)))
    assert gini(np.array([[0, 1], [2, 3]]), 4) == 0.0
    assert gini(np.zeros((7, 1), dtype=int), 4) == 3 / 4
    nothing = np.full((2, 3), -1)
    assert (coverage(nothing, 5), gini(nothing, 5)) == (0.0, 0.0)


@settings(deadline=None)
@given(ranked_lists())
def test_gini_has_bounds_and_ignores_how_many_users_there_are(case):
    recommended, _ = case
    value = gini(recommended, N_ITEMS)
    assert 0.0 <= value <= 1 - 1 / N_ITEMS
    assert gini(np.tile(recommended, (3, 1)), N_ITEMS) == pytest.approx(value)
    assert coverage(recommended, N_ITEMS) == len({i for i in recommended.ravel() if i >= 0}) / N_ITEMS


@pytest.mark.parametrize("metric", [coverage, gini])
def test_items_outside_the_catalogue_are_refused(metric):
    with pytest.raises(InputError, match="item index 5"):
        metric(np.array([[5, 0]]), 5)
    with pytest.raises(InputError, match="n_items"):
        metric(np.array([[0]]), 0)


def test_novelty_worked_by_hand():
    counts = np.array([8, 4, 1, 0])
    recommended = np.array([[0, 1], [2, -1], [3, 2], [-1, -1]])
    # A share of one half is one bit; an item nobody has counts as one that a single user has.
    np.testing.assert_allclose(novelty(recommended, counts, 8), [(0 + 1) / 2, 3.0, 3.0, np.nan])


def slow_diversity(items, features):
    def cosine(a, b):
        norms = np.linalg.norm(a) * np.linalg.norm(b)
        return a @ b / norms if norms else 0.0

    pairs = [1 - cosine(features[a], features[b]) for a, b in combinations(items, 2)]
    return np.mean(pairs) if pairs else np.nan


@settings(deadline=None)
@given(ranked_lists(), arrays(np.float32, (N_ITEMS, 3), elements=st.integers(-2, 3)))
def test_diversity_is_that_of_all_pairs_in_any_order_dense_or_sparse(case, features):
    recommended, _ = case
    expected = [slow_diversity([i for i in row if i >= 0], features.astype(float)) for row in recommended]
    np.testing.assert_allclose(intra_list_diversity(recommended, features), expected, atol=1e-12)
    np.testing.assert_allclose(intra_list_diversity(recommended[:, ::-1], features), expected, atol=1e-12)
    np.testing.assert_allclose(intra_list_diversity(recommended, sparse.csr_array(features)), expected, atol=1e-12)


def test_diversity_of_many_users_is_that_of_each():
    rng = np.random.default_rng(3)
    features = rng.standard_normal((40, 6))
    recommended = np.argsort(rng.random((9000, 40)), axis=1)[:, :5]
    whole = intra_list_diversity(recommended, features)
    for user in (0, 4095, 4096, 8999):
        assert whole[user] == pytest.approx(slow_diversity(recommended[user], features))

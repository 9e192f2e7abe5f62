import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from tastegraph.errors import InputError
from tastegraph.evaluate import top_k

LEVELS = st.sampled_from([-np.inf, -2.0, -0.5, -0.0, 0.0, 0.5, 1.0, 3.0, np.inf])


def slow_top_k(scores, k, exclude=None, candidates=None):
    """Sort every row by (-score, index)."""
    scores = np.array(scores)
    if exclude is not None:
        scores[exclude] = -np.inf
    if candidates is not None:
        scores[:, np.setdiff1d(np.arange(scores.shape[1]), candidates)] = -np.inf
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    best_scores = np.take_along_axis(scores, order, axis=1)
    order[best_scores == -np.inf] = -1
    padding = ((0, 0), (0, k - order.shape[1]))
    return np.pad(order, padding, constant_values=-1), np.pad(best_scores, padding, constant_values=-np.inf)


def assert_same(found, expected):
    items, scores = found
    assert (items.dtype, scores.dtype) == (np.int32, np.float32)
    np.testing.assert_array_equal(items, expected[0])
    np.testing.assert_array_equal(scores, expected[1])


def test_ties_go_to_the_lower_index_also_at_the_cut():
    scores = np.array([[1, 3, 2, 3, 2, 2, 0], [5, 5, 5, 5, 5, 5, 5]], dtype=np.float32)
    items, best = top_k(scores, 3)
    np.testing.assert_array_equal(items, [[1, 3, 2], [0, 1, 2]])
    np.testing.assert_array_equal(best, [[3, 3, 2], [5, 5, 5]])


def test_lists_end_where_nothing_is_left():
    scores = np.array([[1.0, 2.0, 3.0], [-np.inf, 2.0, -np.inf]], dtype=np.float32)
    exclude = sparse.csr_array(np.array([[0, 0, 1], [0, 0, 0]]))
    items, best = top_k(scores, 4, exclude=exclude)
    np.testing.assert_array_equal(items, [[1, 0, -1, -1], [1, -1, -1, -1]])
    np.testing.assert_array_equal(best[:, 2:], np.full((2, 2), -np.inf))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_sorting_whole_rows_agrees(data):
    users, items = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 90))
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    scores = data.draw(arrays(dtype, (users, items), elements=LEVELS))
    mask = data.draw(st.none() | arrays(np.bool_, (users, items)))
    candidates = data.draw(st.none() | st.lists(st.integers(0, items - 1), max_size=items))
    k = data.draw(st.integers(1, 95))
    if data.draw(st.booleans()):
        scores = np.asfortranarray(scores)
    found = top_k(
        scores,
        k,
        exclude=None if mask is None else sparse.csr_array(mask),
        candidates=None if candidates is None else np.array(candidates, dtype=np.int64),
    )
    assert_same(found, slow_top_k(scores, k, mask, candidates))


@pytest.mark.parametrize("k", [1, 20, 300])
@pytest.mark.parametrize(
    "kind",
    [
        "distinct",
        "few levels",
        "a few above zero",
        "all equal",
        "the best in one group",
    ],
)
def test_large_blocks_of_any_kind_agree(kind, k):
    rng = np.random.default_rng(5)
    users, items = 150, 6007
    scores = rng.standard_normal((users, items)).astype(np.float32)
    if kind == "few levels":
        scores = np.round(scores)
    elif kind == "a few above zero":
        scores = np.maximum(scores - 3, 0)
    elif kind == "all equal":
        scores[:] = 0
    elif kind == "the best in one group":
        for step in (50, 75, 120, 5):
            scores[:, ::step] += 10
    mask = rng.random((users, items)) < 0.01
    assert_same(top_k(scores, k), slow_top_k(scores, k))
    assert_same(top_k(scores, k, exclude=sparse.csr_array(mask)), slow_top_k(scores, k, mask))


def test_scores_stay_as_they_are_and_are_not_copied():
    scores = np.zeros((256, 20_000), dtype=np.float32)
    scores[::2] = np.random.default_rng(0).random((128, 20_000))
    scores.flags.writeable = False
    exclude = sparse.csr_array(sparse.random_array(scores.shape, density=0.001, rng=np.random.default_rng(0)))
    before = scores.copy()
    tracemalloc.start()
    top_k(scores, 20, exclude=exclude)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < scores.nbytes / 4
    np.testing.assert_array_equal(scores, before)


@pytest.mark.parametrize("place", [0, 500, 1002])
def test_a_score_that_is_not_a_number_is_refused(place):
    scores = np.zeros((3, 1003), dtype=np.float32)
    scores[1, place] = np.nan
    with pytest.raises(InputError, match="NaN"):
        top_k(scores, 5)


def test_wrong_arguments_are_refused():
    scores = np.zeros((2, 3), dtype=np.float32)
    with pytest.raises(InputError, match="k is 0"):
        top_k(scores, 0)
    with pytest.raises(InputError, match="not float"):
        top_k(np.zeros((2, 3), dtype=np.int64), 1)
    with pytest.raises(InputError, match="exclude has shape"):
        top_k(scores, 1, exclude=sparse.csr_array((3, 3)))
    for candidates in ([-1], [3]):
        with pytest.raises(InputError, match="candidates must be"):
            top_k(scores, 1, candidates=np.array(candidates))


@pytest.mark.parametrize("shape", [(0, 5), (5, 0)])
def test_nothing_to_rank_gives_empty_lists(shape):
    items, scores = top_k(np.empty(shape, dtype=np.float32), 2)
    np.testing.assert_array_equal(items, np.full((shape[0], 2), -1))
    np.testing.assert_array_equal(scores, np.full((shape[0], 2), -np.inf))

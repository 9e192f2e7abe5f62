from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from tastegraph.data import IdMap, Interactions
from tastegraph.data import partitions as module
from tastegraph.data.duplicates import latest_of_each_pair
from tastegraph.data.partitions import ROWS, partitions

USERS, ITEMS, ROWS_OF_LOG = 5000, 900, 2 * ROWS + 3


@pytest.fixture(scope="module")
def log():
    """More rows than one group takes, one user with more than a group alone, and pairs that repeat."""
    rng = np.random.default_rng(0)
    users = np.where(rng.random(ROWS_OF_LOG) < 0.55, 7, rng.integers(USERS, size=ROWS_OF_LOG)).astype(np.int32)
    items = rng.integers(ITEMS, size=ROWS_OF_LOG).astype(np.int32)
    return users, items, rng.integers(50, size=ROWS_OF_LOG)


def test_every_row_is_in_one_group_and_every_user_too(log):
    groups = list(partitions(log[0], USERS))
    assert len(groups) > 2
    assert [group.start for group in groups[1:]] == [group.stop for group in groups[:-1]]
    assert (groups[0].start, groups[-1].stop) == (0, USERS)
    assert np.array_equal(np.sort(np.concatenate([group.rows for group in groups])), np.arange(ROWS_OF_LOG))
    for group in groups:
        assert (np.diff(group.rows) > 0).all()
        assert ((log[0][group.rows] >= group.start) & (log[0][group.rows] < group.stop)).all()


@pytest.mark.parametrize("timed", [True, False])
def test_the_latest_of_a_pair_is_found_as_a_dictionary_finds_it(log, timed):
    users, items, times = log
    order = np.lexsort((np.arange(ROWS_OF_LOG), times)) if timed else np.arange(ROWS_OF_LOG)
    pair = users.astype(np.int64) * ITEMS + items
    last = dict(zip(pair[order].tolist(), order.tolist(), strict=True))
    keep = latest_of_each_pair(users, items, USERS, ITEMS, times if timed else None)
    assert np.array_equal(np.flatnonzero(keep), np.sort(list(last.values())))


def test_a_large_log_is_the_matrix_and_the_order_that_a_small_one_is(log):
    users, items, times = log
    keep = latest_of_each_pair(users, items, USERS, ITEMS, times)
    weights = np.random.default_rng(1).random(ROWS_OF_LOG).astype(np.float32)
    ids = IdMap(map(str, range(USERS))), IdMap(map(str, range(ITEMS)))
    many = Interactions(*ids, users, items, weights, times).select(keep)
    expected = sparse.csr_array((many.weights, (many.user_index, many.item_index)), shape=(USERS, ITEMS))
    expected.sort_indices()
    for name in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(many.matrix, name), getattr(expected, name))
        assert getattr(many.matrix, name).dtype == getattr(expected, name).dtype
    assert np.array_equal(many.rows_by_user, np.lexsort((many.timestamps, many.user_index)))
    assert many.history("3") == [
        str(item) for item in many.item_index[many.rows_by_user][many.user_index[many.rows_by_user] == 3]
    ]


def test_a_small_log_is_one_group_of_all_rows():
    (group,) = module.partitions(np.array([1, 0, 1], dtype=np.int32), 2)
    assert (group.start, group.stop, group.rows) == (0, 2, slice(None))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import IdMap, Interactions
from tastegraph.errors import InputError
from tastegraph.evaluate import GROUPS, among, evaluate_ranking, item_groups

ITEMS = IdMap("abcde")


def log(*rows):
    users, items = zip(*rows, strict=True)
    return Interactions.from_pairs(users, items, item_ids=ITEMS)


def with_counts(counts):
    rows = [(user, item) for item, count in enumerate(counts) for user in range(count)]
    users, items = zip(*rows, strict=True)
    return Interactions.from_pairs(users, items, item_ids=IdMap(range(len(counts))))


class Alphabetical:
    """Scores everyone the same: a before b before c."""

    items = ITEMS

    def score(self, histories):
        return np.broadcast_to(-np.arange(len(ITEMS), dtype=np.float32), histories.shape)


def test_head_and_tail_hold_half_of_the_interactions_each():
    groups = item_groups(with_counts([1, 4, 0, 2, 1]))
    assert groups["head"].tolist() == [False, True, False, False, False]
    assert groups["tail"].tolist() == [True, False, False, True, True]
    assert groups["cold"].tolist() == [False, False, True, False, False]


def test_of_equally_popular_items_the_lower_index_is_head():
    assert item_groups(with_counts([2, 2, 2, 2]))["head"].tolist() == [True, True, False, False]
    assert item_groups(with_counts([1, 1, 1]))["head"].tolist() == [True, True, False]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30).filter(any), st.floats(0.05, 0.95))
def test_every_item_is_in_one_group_and_the_head_is_as_small_as_can_be(counts, share):
    groups = item_groups(with_counts(counts), head=share)
    assert tuple(groups) == GROUPS
    assert sum(mask.astype(int) for mask in groups.values()).tolist() == [1] * len(counts)
    held = np.sort(np.array(counts)[groups["head"]])
    assert held.sum() >= share * sum(counts) - 1e-9
    assert held.sum() - held[0] < share * sum(counts)
    assert not groups["tail"].any() or max(np.array(counts)[groups["tail"]]) <= held[0]


def test_the_truth_is_restricted_and_all_items_are_still_ranked():
    train = log(("ann", "a"), ("bob", "a"), ("cid", "b"))
    test = log(("ann", "b"), ("ann", "e"), ("bob", "e"), ("cid", "c"))
    cold = item_groups(train)["cold"]
    found = evaluate_ranking(Alphabetical(), train, among(test, cold), ks=(3,))
    # Ann's list is b c d: b is not cold, e does not come so far. Cid's is a c d.
    assert list(found.users) == ["ann", "bob", "cid"]
    assert found.per_user["recall@3"].tolist() == [0.0, 0.0, 1.0]
    assert found.per_user["mrr@3"].tolist() == [0.0, 0.0, 0.5]
    warm = evaluate_ranking(Alphabetical(), train, among(test, ~cold), ks=(3,))
    assert list(warm.users) == ["ann"]
    assert warm["recall@3"] == 1.0


def test_the_parts_of_the_truth_make_the_whole():
    test = log(("ann", "b"), ("ann", "e"), ("bob", "e"), ("cid", "c"))
    groups = item_groups(log(("ann", "a"), ("bob", "a"), ("cid", "b")))
    assert sum(len(among(test, items)) for items in groups.values()) == len(test)
    assert len(test) == 4


def test_what_makes_no_sense_is_refused():
    train = log(("ann", "a"))
    with pytest.raises(InputError, match="not a share"):
        item_groups(train, head=1.0)
    with pytest.raises(InputError, match="mask has shape"):
        among(train, np.ones(3, dtype=bool))

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tastegraph.data import (
    IdMap,
    Interactions,
    Split,
    cold_item_split,
    ends_of_histories,
    leave_last_out,
    random_split,
    ready_made,
    temporal_split,
    validated_on_ends,
)
from tastegraph.errors import InputError

logs = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 8), st.integers(0, 50)),
    min_size=4,
    max_size=40,
    unique_by=lambda row: row[:2],
)


def interactions_of(log, with_times=True):
    users, items, times = zip(*log, strict=True)
    return Interactions.from_pairs(users, items, timestamps=times if with_times else None)


def pairs(part):
    return [(part.users[user], part.items[item]) for user, item in zip(part.user_index, part.item_index, strict=True)]


@pytest.fixture
def film_log():
    rng = np.random.default_rng(3)
    users, items = np.divmod(rng.choice(50 * 40, 600, replace=False), 40)
    return Interactions.from_pairs(users, items, timestamps=rng.integers(0, 10_000, 600))


SPLITS = {
    "random": lambda log: random_split(log, test=0.3, validation=0.3, seed=1),
    "leave last out": lambda log: leave_last_out(log, test=1, validation=1),
    "temporal": lambda log: temporal_split(log, test=0.3, validation=0.3),
    "cold items": lambda log: cold_item_split(log, items=0.3, validation=0.3, seed=1),
}


@pytest.mark.parametrize("split_log", SPLITS.values(), ids=SPLITS)
@given(log=logs)
def test_parts_are_disjoint_complete_in_log_order_and_repeatable(split_log, log):
    interactions = interactions_of(log)
    try:
        split = split_log(interactions)
    except InputError as error:
        assume("is empty" not in str(error))
        raise
    parts = [split.train, split.validation, split.test]
    assert sorted(pair for part in parts for pair in pairs(part)) == sorted(pairs(interactions))
    for part in parts:
        assert part.items is interactions.items
        in_part = set(pairs(part))
        assert pairs(part) == [pair for pair in pairs(interactions) if pair in in_part]
    again = split_log(interactions)
    assert (again.digest, again.protocol) == (split.digest, split.protocol)


def test_a_random_split_draws_one_number_for_each_interaction_in_log_order(film_log):
    split = random_split(film_log, test=0.2, seed=7)
    rng = np.random.default_rng(7)
    is_train = rng.random(len(film_log)) < 1 - 0.2
    assert split.train.digest == film_log.select(is_train).digest
    assert split.test.digest == film_log.select(~is_train).digest
    assert split.validation is None
    with_validation = random_split(film_log, test=0.2, validation=0.1, seed=7)
    assert with_validation.test.digest == split.test.digest
    rows = np.flatnonzero(is_train)
    kept = rng.random(len(rows)) < 1 - 0.1
    assert with_validation.validation.digest == film_log.select(rows[~kept]).digest


def test_another_seed_gives_another_split(film_log):
    assert random_split(film_log, seed=1).digest != random_split(film_log, seed=2).digest
    assert cold_item_split(film_log, seed=1).digest != cold_item_split(film_log, seed=2).digest


@given(logs, st.booleans(), st.integers(1, 2), st.integers(0, 2))
def test_leave_last_out_takes_the_last_of_each_user(log, with_times, test, validation):
    interactions = interactions_of(log, with_times)
    rows_of = defaultdict(list)
    for row, (user, _, time) in enumerate(log):
        rows_of[user].append(((time if with_times else 0, row), row))
    expected_test, expected_validation = set(), set()
    for keyed in rows_of.values():
        rows = [row for _, row in sorted(keyed)]
        if len(rows) >= test + validation + 1:
            expected_test |= set(rows[-test:])
            expected_validation |= set(rows[-test - validation : -test])
    assume(expected_test)
    split = leave_last_out(interactions, test=test, validation=validation)
    assert split.test.digest == interactions.select(sorted(expected_test)).digest
    if validation:
        assert split.validation.digest == interactions.select(sorted(expected_validation)).digest
    else:
        assert split.validation is None


def test_a_temporal_split_never_learns_from_the_future(film_log):
    split = temporal_split(film_log, test=0.2, validation=0.1)
    assert split.train.timestamps.max() < split.validation.timestamps.min()
    assert split.validation.timestamps.max() < split.test.timestamps.min()
    assert len(split.test) == pytest.approx(0.2 * len(film_log), abs=3)
    assert len(split.validation) == pytest.approx(0.1 * 0.8 * len(film_log), abs=3)


def test_interactions_of_one_second_are_never_parted():
    log = Interactions.from_pairs([1] * 10, range(10), timestamps=[0] * 5 + [9] * 5)
    split = temporal_split(log, test=0.2, validation=0)
    assert (len(split.train), len(split.test)) == (5, 5)
    with pytest.raises(InputError, match="train part is empty"):
        temporal_split(Interactions.from_pairs([1, 1], [1, 2], timestamps=[3, 3]))


def test_a_temporal_split_needs_times():
    with pytest.raises(InputError, match="needs times") as caught:
        temporal_split(Interactions.from_pairs([1, 2], [1, 2]))
    assert caught.value.fix


@pytest.mark.parametrize("as_id", [int, str], ids=["numbers", "digits"])
def test_cold_items_are_drawn_from_the_items_in_numeric_order(film_log, as_id):
    users = [int(film_log.users[user]) for user in film_log.user_index]
    items = [int(film_log.items[item]) for item in film_log.item_index]
    log = Interactions.from_pairs(users, [as_id(item) for item in items])
    ordered = np.array(sorted(set(items)))
    rng = np.random.default_rng(5)
    cold = ordered[rng.permutation(len(ordered))[: int(len(ordered) * 0.2)]]
    warm = ordered[~np.isin(ordered, cold)]
    held = warm[rng.permutation(len(warm))[: int(len(warm) * 0.1)]]
    split = cold_item_split(log, items=0.2, validation=0.1, seed=5)
    assert split.test.digest == log.select(np.isin(items, cold)).digest
    assert split.validation.digest == log.select(np.isin(items, held)).digest


def test_cold_items_are_in_text_order_where_one_id_is_no_number():
    items = ["10", "9", "b", "a"]
    log = Interactions.from_pairs(["u"] * 4, items)
    drawn = np.array(sorted(items))[np.random.default_rng(0).permutation(4)[:2]]
    assert {item for _, item in pairs(cold_item_split(log, items=0.5, seed=0).test)} == set(drawn)


def test_items_nobody_has_interacted_with_are_among_those_drawn_from(film_log):
    wider = film_log.with_items(film_log.items.union(range(1000, 2000)))
    split = cold_item_split(wider, items=0.25, seed=4)
    assert len(split.cold) == int(len(wider.items) * 0.25)
    assert {item for _, item in pairs(split.test)} < set(split.cold)
    assert not {item for _, item in pairs(split.train)} & set(split.cold)


def test_ready_made_parts_come_onto_common_maps():
    train = Interactions.from_pairs(["u", "v"], ["a", "b"])
    validation = Interactions.from_pairs(["w"], ["c"])
    test = Interactions.from_pairs(["v", "x"], ["a", "d"])
    split = ready_made(train, test, validation)
    assert list(split.train.users) == ["u", "v", "w", "x"]
    assert list(split.test.items) == ["a", "b", "c", "d"]
    for part, original in ((split.train, train), (split.validation, validation), (split.test, test)):
        assert pairs(part) == pairs(original)
        assert part.matrix.shape == (4, 4)
    assert ready_made(train, test).validation is None
    assert "2 / 1 / 2" in split.protocol


def test_the_protocol_says_the_numbers(film_log):
    assert random_split(film_log, test=0.2, validation=0.1, seed=7).protocol == (
        "random: 0.2 of the log is test, 0.1 of the rest validation, seed 7"
    )
    assert (
        "the last 2 of each user by time are test, the 1 before validation" in leave_last_out(film_log, test=2).protocol
    )
    assert "8 of 40 items (0.2)" in cold_item_split(film_log, items=0.2).protocol
    assert "1970-01-01T" in temporal_split(film_log).protocol


def test_the_digest_names_the_parts(film_log):
    split = random_split(film_log, validation=0.2)
    swapped = Split(split.validation, split.train, split.test, "swapped")
    without = Split(split.train, None, split.test, "without validation")
    assert len({split.digest, swapped.digest, without.digest}) == 3


ONE_USER = Interactions.from_pairs(["u"] * 3, ["a", "b", "c"], timestamps=[1, 2, 3])
ONE_ITEM = Interactions.from_pairs(["u", "v"], ["a", "a"], timestamps=[1, 2])


def test_one_user_or_one_item_splits_where_it_can():
    assert pairs(leave_last_out(ONE_USER).test) == [("u", "c")]
    assert pairs(temporal_split(ONE_ITEM, test=0.5, validation=0).test) == [("v", "a")]


@pytest.mark.parametrize(
    ("split", "field"),
    [
        (lambda: leave_last_out(ONE_ITEM), "test"),
        (lambda: leave_last_out(ONE_USER, test=2, validation=1), "test"),
        (lambda: cold_item_split(ONE_ITEM), "test"),
        (lambda: random_split(ONE_USER, test=0.01), "test"),
        (lambda: random_split(ONE_USER, test=0.999999), "train"),
        (lambda: random_split(ONE_USER, test=0.5, validation=0.0001, seed=3), "validation"),
        (lambda: ready_made(ONE_USER, ONE_USER.select([])), "test"),
    ],
)
def test_a_part_that_would_be_empty_is_an_error_that_names_it(split, field):
    with pytest.raises(InputError, match="part is empty") as caught:
        split()
    assert caught.value.field == field
    assert caught.value.fix


@pytest.mark.parametrize(
    ("split", "field"),
    [
        (lambda log: random_split(log, test=0), "test"),
        (lambda log: random_split(log, test=float("nan")), "test"),
        (lambda log: temporal_split(log, test=1), "test"),
        (lambda log: cold_item_split(log, items=20), "items"),
        (lambda log: random_split(log, validation=1), "validation"),
        (lambda log: leave_last_out(log, test=0), "test"),
        (lambda log: leave_last_out(log, validation=-1), "validation"),
    ],
)
def test_a_share_or_number_out_of_range_is_an_error_that_names_it(film_log, split, field):
    with pytest.raises(InputError) as caught:
        split(film_log)
    assert caught.value.field == field


def test_parts_with_other_maps_are_refused(film_log):
    other = film_log.with_items(film_log.items.union([999]))
    with pytest.raises(InputError, match="other ids"):
        Split(film_log, None, other, "by hand")
    assert film_log.items != IdMap([1])


def test_the_ends_of_histories_are_their_last_interactions():
    log = Interactions.from_pairs(["u"] * 20 + ["v"] * 3 + ["w"], [*range(20), 0, 1, 2, 0])
    ends = ends_of_histories(log, 0.1)
    assert [(log.users[u], log.items[i]) for u, i in zip(log.user_index[ends], log.item_index[ends], strict=True)] == [
        ("u", 18), ("u", 19), ("v", 2),
    ]  # fmt: skip
    timed = Interactions.from_pairs(["u"] * 4, [0, 1, 2, 3], timestamps=[9, 1, 2, 3])
    assert np.flatnonzero(ends_of_histories(timed, 0.1)).tolist() == [0]
    with pytest.raises(InputError, match="share"):
        ends_of_histories(log, 1.5)


def test_validation_on_the_ends_moves_only_training_interactions():
    log = Interactions.from_pairs(["u"] * 20 + ["v"] * 10, [*range(20), *range(10)])
    split = random_split(log, test=0.2)
    validated = validated_on_ends(split)
    assert validated.test is split.test
    assert len(validated.train) + len(validated.validation) == len(split.train)
    assert "the last 0.1" in validated.protocol
    with pytest.raises(InputError, match="validation part already"):
        validated_on_ends(validated)

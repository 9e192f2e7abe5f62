from __future__ import annotations

from time import process_time

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import IdMap, Interactions
from tastegraph.errors import InputError, UnknownIdError

logs = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from("abc"), st.integers(0, 3), st.integers(1, 9)), min_size=1, max_size=25
)


def rows_of(interactions):
    return [
        (interactions.users[user], interactions.items[item], None if times is None else int(times), float(weight))
        for user, item, times, weight in zip(
            interactions.user_index,
            interactions.item_index,
            interactions.timestamps if interactions.timestamps is not None else [None] * len(interactions),
            interactions.weights,
            strict=True,
        )
    ]


@given(logs)
def test_the_latest_of_each_pair_stays_in_its_own_place(log):
    users, items, times, weights = zip(*log, strict=True)
    latest = {}
    for row, (user, item, time, _) in enumerate(log):
        if (user, item) not in latest or time >= log[latest[user, item]][2]:
            latest[user, item] = row
    expected = [(log[row][0], log[row][1], log[row][2], float(log[row][3])) for row in sorted(latest.values())]
    assert rows_of(Interactions.from_pairs(users, items, weights, times)) == expected


@given(logs)
def test_without_times_the_last_in_the_log_stays(log):
    users, items, _, weights = zip(*log, strict=True)
    last = {(user, item): row for row, (user, item, _, _) in enumerate(log)}
    expected = [(log[row][0], log[row][1], None, float(log[row][3])) for row in sorted(last.values())]
    assert rows_of(Interactions.from_pairs(users, items, weights)) == expected


@given(logs)
def test_ids_are_numbered_in_order_of_first_appearance(log):
    users, items, *_ = zip(*log, strict=True)
    interactions = Interactions.from_pairs(users, items)
    assert list(interactions.users) == list(dict.fromkeys(users))
    assert list(interactions.items) == list(dict.fromkeys(items))


def test_a_later_row_with_an_earlier_time_does_not_count():
    interactions = Interactions.from_pairs(["u", "u"], ["a", "a"], weights=[1, 2], timestamps=[20, 10])
    assert rows_of(interactions) == [("u", "a", 20, 1.0)]


COLUMNS = {
    "list": lambda values: values,
    "generator": lambda values: (value for value in values),
    "array": np.array,
    "objects": lambda values: np.array(values, dtype=object),
    "arrow": pa.array,
    "chunked": lambda values: pa.chunked_array([values[:2], values[2:]]),
    "no chunks in between": lambda values: pa.chunked_array([pa.array(values), pa.array(values)[:0]]),
    "dictionary": lambda values: pa.array(values).dictionary_encode(),
    "series": lambda values: pytest.importorskip("pandas").Series(values, index=[7, 7, 1, 0]),
    "categories": lambda values: pytest.importorskip("pandas").Series(values).astype("category"),
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("values", [["b", "a", "b", "ü"], [7, -1, 7, 2**40]], ids=["text", "numbers"])
def test_every_kind_of_column_gives_the_same_interactions(column, values):
    interactions = Interactions.from_pairs(column(values), column(values))
    assert list(interactions.items) == [values[0], values[1], values[3]]
    assert {type(item) for item in interactions.items} == {type(values[0])}
    assert interactions.item_index.tolist() == [1, 0, 2]
    assert interactions.item_index.dtype == np.int32
    assert interactions.weights.dtype == np.float32


@pytest.mark.parametrize(
    "values", [[1.0, 2.0], np.array([1.0, 2.0]), np.array([1, 2], dtype=np.uint8), pa.array([1.0, 2.0]), [1, 2.0]]
)
def test_whole_floats_and_small_integers_are_numbers(values):
    assert list(Interactions.from_pairs(values, [1, 1]).users) == [1, 2]


def test_text_and_numbers_mix_and_do_not_meet():
    interactions = Interactions.from_pairs(["1", 1, np.int8(1), np.str_("1"), 2**70], ["a", "a", "b", "b", "a"])
    assert list(interactions.users) == ["1", 1, 2**70]
    assert interactions.user_index.tolist() == [0, 1, 1, 0, 2]


@pytest.mark.parametrize(
    "values",
    [
        ["a", None],
        ["a", ""],
        [1, 1.5],
        np.array([1.0, np.nan]),
        np.array([1.0, np.inf]),
        np.array([1.0, 2.5]),
        pa.array(["a", None]),
        pa.array([1, None]),
        [1, True],
        np.array(["a", ""]),
        np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]")[[0, 0]],
    ],
    ids=str,
)
def test_what_can_be_no_id_is_refused_with_its_row(values):
    with pytest.raises(InputError) as caught:
        Interactions.from_pairs(["u", "v"], values)
    assert caught.value.field == "items"
    assert caught.value.row == (1 if getattr(values, "dtype", None) == "datetime64[D]" else 2)
    assert caught.value.fix


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -1, 1e39, None])
def test_a_weight_that_is_not_a_finite_number_from_0_on_is_refused_with_its_row(weight):
    with pytest.raises(InputError) as caught:
        Interactions.from_pairs([1, 2], [1, 2], weights=[1, weight])
    assert (caught.value.row, caught.value.field) == (2, "weights")
    assert caught.value.fix


@pytest.mark.parametrize(
    ("times", "row"),
    [([1, float("nan")], 2), ([1.0, 1e30], 2), (np.array(["2024-01-01", "NaT"], "M8[s]"), 2), (["a", "b"], None)],
)
def test_a_time_that_is_no_time_is_refused_with_its_row(times, row):
    with pytest.raises(InputError) as caught:
        Interactions.from_pairs([1, 2], [1, 2], timestamps=times)
    assert (caught.value.row, caught.value.field) == (row, "timestamps")


def test_numpy_times_become_seconds_and_fractions_are_rounded_down():
    times = np.array(["1970-01-01T00:00:01.9", "1969-12-31T23:59:59.5"], dtype="datetime64[ms]")
    assert Interactions.from_pairs([1, 2], [1, 2], timestamps=times).timestamps.tolist() == [1, -1]
    assert Interactions.from_pairs([1, 2], [1, 2], timestamps=[1.9, -0.5]).timestamps.tolist() == [1, -1]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        (([1, 2], [1]), "items"),
        (([1, 2], [1, 2], [1]), "weights"),
        (([1, 2], [1, 2], [1, 1], [1]), "timestamps"),
        (([], []), "users"),
        (("ab", [1, 2]), "users"),
        ((np.ones((2, 2)), [1, 2]), "users"),
    ],
)
def test_columns_that_do_not_fit_are_refused_by_name(columns, field):
    with pytest.raises(InputError) as caught:
        Interactions.from_pairs(*columns)
    assert caught.value.field == field
    assert caught.value.fix


def test_given_maps_number_the_ids_and_unknown_ones_are_refused():
    users, items = IdMap(["v", "u"]), IdMap(["c", "b", "a"])
    interactions = Interactions.from_pairs(["u", "v"], ["a", "b"], user_ids=users, item_ids=items)
    assert interactions.user_index.tolist() == [1, 0]
    assert interactions.item_index.tolist() == [2, 1]
    assert interactions.items is items
    with pytest.raises(UnknownIdError, match="'d' is not among the 3 known ids") as caught:
        Interactions.from_pairs(["u", "v"], ["a", "d"], item_ids=items)
    assert (caught.value.row, caught.value.field) == (2, "items")
    with pytest.raises(UnknownIdError, match="give '1'"):
        Interactions.from_pairs([1], ["a"], user_ids=IdMap(["1"]))


@given(logs)
def test_the_matrix_holds_each_weight_at_its_user_and_item(log):
    users, items, times, weights = zip(*log, strict=True)
    interactions = Interactions.from_pairs(users, items, weights, times)
    dense = np.zeros((len(interactions.users), len(interactions.items)), dtype=np.float32)
    for user, item, _, weight in rows_of(interactions):
        dense[interactions.users.position(user), interactions.items.position(item)] = weight
    matrix = interactions.matrix
    assert matrix.dtype == np.float32
    assert matrix.has_sorted_indices
    np.testing.assert_array_equal(matrix.toarray(), dense)
    assert interactions.user_counts.tolist() == (dense > 0).sum(axis=1).tolist()
    assert interactions.item_counts.tolist() == (dense > 0).sum(axis=0).tolist()


@given(logs, st.data())
def test_selecting_keeps_maps_and_the_order_of_the_log(log, data):
    interactions = Interactions.from_pairs(*list(zip(*log, strict=True))[:2])
    rows = data.draw(st.lists(st.integers(0, len(interactions) - 1)))
    selected = interactions.select(rows)
    mask = np.isin(np.arange(len(interactions)), rows)
    expected = [row for row, kept in zip(rows_of(interactions), mask, strict=True) if kept]
    assert rows_of(selected) == rows_of(interactions.select(mask)) == expected
    assert selected.items is interactions.items


def test_selecting_by_a_mask_of_another_length_or_a_row_out_of_range_fails():
    interactions = Interactions.from_pairs([1, 2], [1, 2])
    for wrong in (np.array([True]), [2]):
        with pytest.raises(IndexError):
            interactions.select(wrong)


def test_other_maps_leave_the_interactions_alone():
    interactions = Interactions.from_pairs(["u", "v"], ["a", "b"], [1, 2], [3, 4])
    moved = interactions.with_items(IdMap(["x", "b", "a"])).with_users(IdMap(["v", "u", "w"]))
    assert rows_of(moved) == rows_of(interactions)
    assert moved.item_index.tolist() == [2, 1]
    assert moved.matrix.shape == (3, 3)
    with pytest.raises(UnknownIdError, match="'b'"):
        interactions.with_items(IdMap(["a"]))
    with pytest.raises(UnknownIdError, match="'v'"):
        interactions.with_users(IdMap(["u"]))


def test_a_history_is_in_the_order_of_time_else_of_the_log():
    users, items = ["u", "v", "u", "u"], ["c", "a", "a", "b"]
    assert Interactions.from_pairs(users, items).history("u") == ["c", "a", "b"]
    timed = Interactions.from_pairs(users, items, timestamps=[5, 1, 5, 2])
    assert timed.history("u") == ["b", "c", "a"]
    assert timed.with_users(IdMap(["u", "v", "w"])).history("w") == []
    with pytest.raises(UnknownIdError):
        timed.history("w")


def test_the_digest_covers_ids_order_weights_and_times():
    base = {"users": [1, 2], "items": ["a", "b"], "weights": [1, 2], "timestamps": [1, 2]}
    variants = [
        base,
        base | {"users": ["1", "2"]},
        base | {"items": ["b", "a"]},
        base | {"weights": [1, 3]},
        base | {"timestamps": [1, 3]},
        base | {"timestamps": None},
        {name: column[::-1] for name, column in base.items()},
    ]
    digests = [Interactions.from_pairs(**variant).digest for variant in variants]
    assert len(set(digests)) == len(variants)
    assert Interactions.from_pairs(**base).digest == digests[0]


def test_nothing_of_the_caller_is_changed_or_shared():
    users, weights = np.array([1, 2]), np.array([1, 2], dtype=np.float32)
    interactions = Interactions.from_pairs(users, [1, 2], weights)
    weights[:] = 9
    assert interactions.weights.tolist() == [1, 2]
    index = np.array([0, 1], dtype=np.int32)
    direct = Interactions(IdMap([1, 2]), IdMap([1, 2]), index, index, weights)
    assert index.flags.writeable
    for array in (direct.user_index, direct.weights, direct.matrix.data, interactions.item_index):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.slow
def test_ten_million_pairs_take_seconds():
    rng = np.random.default_rng(0)
    users, items = rng.integers(0, 500_000, 10_000_000), rng.integers(0, 100_000, 10_000_000)
    started = process_time()
    interactions = Interactions.from_pairs(users, items, timestamps=np.arange(10_000_000))
    assert process_time() - started < 20
    pair = np.sort(users * 100_000 + items)
    assert len(interactions) == 1 + np.count_nonzero(np.diff(pair))

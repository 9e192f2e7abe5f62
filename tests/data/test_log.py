from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.config import InteractionsConfig
from tastegraph.data import IdMap, Interactions, LogReport, read_interactions
from tastegraph.errors import ReadError

COLUMNS = {"user": "u", "item": "i", "rating": "r", "timestamp": "t"}


def read(folder, text, name="log.csv", items=None, **options):
    (folder / name).write_text(text)
    return read_interactions(InteractionsConfig(path=name, **(COLUMNS | options)), folder, items=items)


def pairs(interactions):
    users, items = interactions.users, interactions.items
    return [
        (users[user], items[item]) for user, item in zip(interactions.user_index, interactions.item_index, strict=True)
    ]


def test_a_log_becomes_interactions_and_a_report(tmp_path):
    text = "u,i,r,t\n1,a,5,10\n1,b,3,11\n2,a,4,12\n2,c,4.5,13\n1,a,4,9\n"
    interactions, report = read(tmp_path, text, positive=4, items=IdMap(["a", "b"]))
    assert pairs(interactions) == [("1", "a"), ("2", "a"), ("2", "c")]
    assert interactions.timestamps.tolist() == [10, 12, 13]
    assert interactions.weights.tolist() == [1, 1, 1]
    assert list(interactions.items) == ["a", "c"]
    assert report == LogReport(rows=5, kept=3, below_positive=1, duplicates=1, items_not_in_catalogue=1)


def test_without_rating_and_time_every_row_counts(tmp_path):
    interactions, report = read(tmp_path, "u,i\n1,b\n1,a\n", rating=None, timestamp=None)
    assert pairs(interactions) == [("1", "b"), ("1", "a")]
    assert interactions.timestamps is None
    assert report == LogReport(2, 2, 0, 0, 0)


def test_without_positive_low_and_negative_ratings_count_too(tmp_path):
    interactions, _ = read(tmp_path, "u,i,r,t\n1,a,-3,1\n1,b,0,1\n")
    assert interactions.weights.tolist() == [1, 1]


def test_who_rates_again_has_changed_their_mind(tmp_path):
    text = "u,i,r,t\n1,a,5,1\n1,a,2,2\n1,b,2,1\n1,b,5,2\n"
    interactions, report = read(tmp_path, text, positive=4)
    assert pairs(interactions) == [("1", "b")]
    assert (report.duplicates, report.below_positive) == (2, 1)


rows = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("abc"), st.integers(1, 5), st.integers(0, 3)), min_size=1, max_size=15
)


@settings(max_examples=30)
@given(rows)
def test_the_rules_are_those_of_interactions(tmp_path_factory, rows):
    text = "".join(f"{user},{item},{rating},{time}\n" for user, item, rating, time in [("u", "i", "r", "t"), *rows])
    interactions, report = read(tmp_path_factory.mktemp("log"), text)
    users, items, _, times = zip(*rows, strict=True)
    expected = Interactions.from_pairs(map(str, users), items, timestamps=times)
    assert interactions.digest == expected.digest
    assert report == LogReport(len(rows), len(expected), 0, len(rows) - len(expected), 0)


def test_many_batches_number_ids_as_one_would(tmp_path):
    rng = np.random.default_rng(0)
    users, items = rng.integers(0, 300_000, 600_000), rng.integers(0, 1000, 600_000)
    pq.write_table(pa.table({"u": users, "i": items}), tmp_path / "log.parquet")
    config = InteractionsConfig(path="log.parquet", user="u", item="i")
    interactions, _ = read_interactions(config, tmp_path)
    expected = Interactions.from_pairs(users.astype(str), items.astype(str))
    assert interactions.digest == expected.digest


@pytest.mark.parametrize(
    "column",
    [
        pa.array([1, 2]),
        pa.array([1.0, 2.0]),
        pa.array(["1", "2"]),
        pa.array(["1.0", " 2 "]),
        pa.array([1, 2], pa.int8()),
    ],
    ids=["integers", "floats", "text", "floats as text", "small"],
)
def test_ids_join_whatever_wrote_the_file(tmp_path, column):
    pq.write_table(pa.table({"u": ["x", "x"], "i": column}), tmp_path / "log.parquet")
    config = InteractionsConfig(path="log.parquet", user="u", item="i")
    interactions, report = read_interactions(config, tmp_path, items=IdMap(["2", "1"]))
    assert list(interactions.items) == ["1", "2"]
    assert report.items_not_in_catalogue == 0


def test_one_id_written_in_two_ways_is_one_id(tmp_path):
    interactions, report = read(tmp_path, "u,i,r,t\n1,7,5,1\n1.0, 7.0 ,5,2\n")
    assert (pairs(interactions), report.duplicates) == ([("1", "7")], 1)


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        (["881250949", "-5"], [881250949, -5]),
        (["881250949.0", "1.5e9"], [881250949, 1_500_000_000]),
        (["1506072964123", "1506072964999"], [1506072964, 1506072964]),
        (["1506072964123456", "1506072964123456789"], [1506072964, 1506072964]),
        (["1.506072964123e12", "7.9"], [1506072964, 7]),
        (["1970-01-02", "1969-12-31"], [86400, -86400]),
        (["1970-01-01T00:00:10", "1970-01-01 00:00:11.9"], [10, 11]),
        (["1970-01-01T02:00:00+02:00", "1970-01-01T00:00:01Z"], [0, 1]),
        (["1970-01-01T00:00:02.123456789", "1970-01-01T00:00:03"], [2, 3]),
        (["1970-01-01T00:00:04Z", "1970-01-01T00:00:05"], [4, 5]),
        ([" 1970-01-01T00:00:06Z ", "7"], [6, 7]),
    ],
    ids=str,
)
def test_times_of_every_kind_become_seconds(tmp_path, cells, seconds):
    text = "u,i,r,t\n" + "".join(f"1,{row},5,{cell}\n" for row, cell in enumerate(cells))
    assert read(tmp_path, text)[0].timestamps.tolist() == seconds


def test_times_in_parquet_become_seconds(tmp_path):
    times = np.array(["2024-05-31T18:00:00.5", "1969-12-31T23:59:59"], dtype="datetime64[ns]")
    pq.write_table(pa.table({"u": [1, 1], "i": [1, 2], "t": times}), tmp_path / "log.parquet")
    config = InteractionsConfig(path="log.parquet", user="u", item="i", timestamp="t")
    assert read_interactions(config, tmp_path)[0].timestamps.tolist() == [1717178400, -1]


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        (",a,5,1", "u", "the id is empty"),
        ("1, ,5,1", "i", "the id is empty"),
        ("1,a,,1", "r", "the cell is empty"),
        ("1,a,NaN,1", "r", "'NaN' is not a finite number"),
        ("1,a,inf,1", "r", "'inf' is not a finite number"),
        ("1,a,-Infinity,1", "r", "'-Infinity' is not a finite number"),
        ("1,a,good,1", "r", "'good' is not a finite number"),
        ("1,a,5,", "t", "the cell is empty"),
        ("1,a,5,NaN", "t", "'NaN' is not a time"),
        ("1,a,5,1e300", "t", "'1e300' is not a time"),
        ("1,a,5,yesterday", "t", "'yesterday' is not a time"),
        ("1,a,5,31/05/2024", "t", "'31/05/2024' is not a time"),
    ],
)
def test_a_bad_cell_names_row_and_field(tmp_path, row, field, problem):
    text = "u,i,r,t\n" + "1,a,5,1\n" * 300_000 + row + "\n1,a,5,1\n"
    with pytest.raises(ReadError, match=problem) as caught:
        read(tmp_path, text)
    assert (caught.value.row, caught.value.field) == (300_001, field)
    assert caught.value.path == tmp_path / "log.csv"
    assert caught.value.fix


def test_ratings_with_white_space_are_numbers(tmp_path):
    interactions, _ = read(tmp_path, "u,i,r,t\n1,a, 5 ,1\n1,b,+4,1\n", positive=4)
    assert len(interactions) == 2


def test_a_log_in_which_nobody_likes_anything_is_refused(tmp_path):
    with pytest.raises(ReadError, match=r"no rating is 4.5 or more. Lower positive") as caught:
        read(tmp_path, "u,i,r,t\n1,a,4,1\n", positive=4.5)
    assert caught.value.field == "r"


def test_one_user_one_item_one_row_is_a_log(tmp_path):
    interactions, _ = read(tmp_path, "u,i,r,t\n1,a,4,1\n")
    assert interactions.matrix.shape == (1, 1)

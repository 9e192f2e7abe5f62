from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tastegraph.data import open_table
from tastegraph.errors import ReadError

COLUMNS = {
    "integers": (pa.array([1, None, 2**60]), ["1", None, str(2**60)]),
    "floats": (
        pa.array([1.0, 123456789012.0, 0.5, float("nan"), None, float("inf"), -3.0]),
        ["1", "123456789012", "0.5", None, None, "inf", "-3"],
    ),
    "half floats": (pa.array([3.5, 4.0], pa.float32()), ["3.5", "4"]),
    "booleans": (pa.array([True, None]), ["true", None]),
    "text": (pa.array(["a", "", None]), ["a", None, None]),
    "large text": (pa.array(["a"], pa.large_string()), ["a"]),
    "categories": (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
    "lists": (pa.array([["a", "é"], [], None]), ['["a", "é"]', "[]", None]),
    "structures": (pa.array([{"x": 1}]), ['{"x": 1}']),
    "bytes": (pa.array([b"abc"]), ["abc"]),
    "days": (pa.array([date(2024, 5, 31)]), ["2024-05-31"]),
    "times": (
        pa.array([datetime(2024, 5, 31, 18, tzinfo=UTC)], pa.timestamp("ms", "UTC")),
        ["2024-05-31 18:00:00.000Z"],
    ),
    "decimals": (pa.array([Decimal("1.50")]), ["1.50"]),
    "nothing": (pa.array([None, None]), [None, None]),
}


@pytest.mark.parametrize(("array", "text"), COLUMNS.values(), ids=COLUMNS)
def test_columns_of_every_type_become_text(tmp_path, array, text):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": array}), path)
    (batch,) = open_table(path)
    assert batch.schema.types == [pa.string()]
    assert batch.column("a").to_pylist() == text


def test_what_is_not_parquet_or_cut_off_is_said_so(tmp_path):
    path = tmp_path / "t.pq"
    path.write_bytes(b"a,b\n1,2\n" * 100)
    with pytest.raises(ReadError, match="cannot be read as Parquet") as caught:
        open_table(path)
    assert caught.value.fix
    pq.write_table(pa.table({"a": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ReadError, match="cannot be read as Parquet"):
        open_table(path)


def test_bytes_that_are_no_text_are_said_so(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": [b"\xff"]}), path)
    with pytest.raises(ReadError, match=r"cannot be read as Parquet: .*UTF8"):
        list(open_table(path))

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tastegraph.data.room import BLOCK_ROWS, LARGE, Column, chosen, counts, draws_below, empty, folder, joined, ones

MANY = BLOCK_ROWS + 7


def private_memory():
    """Bytes of this process that no file stands behind."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="as Linux tells it")
def test_a_large_column_takes_no_memory_of_its_own_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = private_memory()
    column = empty(64 << 20, np.uint8)
    column[:] = 1
    assert private_memory() - before < 16 << 20
    assert column.sum() == 64 << 20
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_costs_memory_but_no_failure(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert folder() is None
    column = empty(LARGE, np.uint8)
    column[:] = 3
    assert column[-1] == 3


@pytest.mark.parametrize("size", [1, 1000, 700_000])
def test_a_column_is_its_blocks_one_after_the_other(size):
    pieces = [np.arange(start, start + size) for start in range(0, 3 * size, size)]
    column = Column(np.int64)
    for piece in pieces:
        column.add(piece)
    assert np.array_equal(column.finish(), np.arange(3 * size))


def test_rows_are_chosen_across_blocks_as_numpy_would():
    rng = np.random.default_rng(0)
    mask, numbers = rng.random(MANY) < 0.5, rng.integers(100, size=MANY).astype(np.int32)
    found, weights, nothing = chosen(mask, numbers, ones(MANY), None)
    assert np.array_equal(found, numbers[mask])
    assert (weights.shape, weights.strides, weights.dtype, nothing) == ((mask.sum(),), (0,), np.float32, None)
    assert np.array_equal(counts(numbers, 120), np.bincount(numbers, minlength=120))


def test_draws_are_those_of_one_call():
    expected = np.random.default_rng(3).random(MANY) < 0.25
    assert np.array_equal(draws_below(0.25, MANY, np.random.default_rng(3)), expected)


def test_equal_weights_stay_one_value_when_joined_and_others_do_not():
    assert joined(ones(3), ones(2)).tolist() == [1] * 5
    assert joined(ones(3), ones(2)).strides == (0,)
    assert joined(ones(2), np.array([2], dtype=np.float32)).tolist() == [1, 1, 2]

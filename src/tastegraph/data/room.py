"""Room for columns: in memory while they are small, in a temporary file once they are large.

A file that is mapped into memory is still an array. The system keeps as much of it in memory as there is room for,
and takes the rest back without asking: what is larger than memory slows down instead of failing. The file has no
name, so nothing of it stays behind, however the process ends.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

LARGE: Final = 1 << 22
"""Bytes from which a column goes to a file: below, a file costs more than it saves."""
BLOCK_ROWS: Final = 1 << 20
"""Rows worked on at a time, so that what is computed on the way stays small."""

Scalar = TypeVar("Scalar", bound=np.generic)


def blocks(rows: int) -> Iterator[slice]:
    """Slices that cover so many rows, in order."""
    for start in range(0, rows, BLOCK_ROWS):
        yield slice(start, min(start + BLOCK_ROWS, rows))


def empty(rows: int, dtype: type[Scalar]) -> NDArray[Scalar]:
    """A new column [rows] to be filled; in a file where it is large, unless the disk has no room for it."""
    n_bytes = rows * np.dtype(dtype).itemsize
    if n_bytes < LARGE or not hasattr(os, "posix_fallocate"):
        return np.empty(rows, dtype=dtype)
    try:
        with tempfile.TemporaryFile(dir=folder()) as file:
            # Without this a full disk would show as a signal, in the middle of writing to the array.
            os.posix_fallocate(file.fileno(), 0, n_bytes)
            return np.frombuffer(mmap.mmap(file.fileno(), n_bytes), dtype=dtype)
    except OSError:
        return np.empty(rows, dtype=dtype)


class Column(Generic[Scalar]):
    """A column that grows block by block.

    Args:
        dtype: Of its values.
    """

    def __init__(self, dtype: type[Scalar]) -> None:
        self._dtype = dtype
        self._put_away: list[NDArray[Scalar]] = []
        self._held: list[NDArray[Scalar]] = []

    def add(self, block: NDArray[Scalar]) -> None:
        """Append a block [n]."""
        self._held.append(block)
        if sum(held.nbytes for held in self._held) >= LARGE:
            self._put_away.append(_one_after_the_other(self._held, self._dtype))

    def finish(self) -> NDArray[Scalar]:
        """The whole column [rows]; nothing is left in this one."""
        self._put_away += self._held
        self._held = []
        return _one_after_the_other(self._put_away, self._dtype)


def _one_after_the_other(parts: list[NDArray[Scalar]], dtype: type[Scalar]) -> NDArray[Scalar]:
    """All parts as one column; the list is emptied on the way, so that each is let go as soon as it is copied."""
    whole = empty(sum(map(len, parts)), dtype)
    done = 0
    while parts:
        part = parts.pop(0)
        whole[done : done + len(part)] = part
        done += len(part)
    return whole


def folder() -> str | None:
    """Where the files lie: ``TMPDIR``; else /var/tmp where there is one, as /tmp is often memory; else the system's."""
    if "TMPDIR" in os.environ or not os.access("/var/tmp", os.W_OK):
        return None
    return str(Path("/var/tmp"))


def ones(rows: int) -> NDArray[np.float32]:
    """Weights that are all 1, float32 [rows], read-only: one value seen many times."""
    return np.broadcast_to(np.float32(1), rows)


def counts(codes: NDArray[np.int32], n_values: int) -> NDArray[np.int64]:
    """How often each of the numbers 0, 1, … occurs, int64 [n_values]."""
    total = np.zeros(n_values, dtype=np.int64)
    for part in blocks(len(codes)):
        total += np.bincount(codes[part], minlength=n_values)
    return total


def chosen(mask: NDArray[np.bool_], *columns: NDArray[Any] | None) -> list[Any]:
    """The rows of each column for which the mask bool [n] holds; None stays None."""
    rows = int(np.count_nonzero(mask))
    found = [
        # One value seen many times stays one.
        column if column is None else column[:rows] if column.strides == (0,) else empty(rows, column.dtype.type)
        for column in columns
    ]
    done = 0
    for part in blocks(len(mask)):
        places = np.flatnonzero(mask[part])
        for whole, column in zip(found, columns, strict=True):
            if whole is not None and column is not None and column.strides != (0,):
                whole[done : done + len(places)] = column[part][places]
        done += len(places)
    return found


def looked_up(codes: NDArray[np.int32], table: NDArray[np.int32]) -> NDArray[np.int32]:
    """``table[codes]``, int32 [n]."""
    found = empty(len(codes), np.int32)
    for part in blocks(len(codes)):
        found[part] = table[codes[part]]
    return found


def draws_below(limit: float, rows: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """``rng.random(rows) < limit``, bool [rows]."""
    below = np.empty(rows, dtype=np.bool_)
    for part in blocks(rows):
        below[part] = rng.random(part.stop - part.start) < limit
    return below


def joined(first: NDArray[Scalar], second: NDArray[Scalar]) -> NDArray[Scalar]:
    """One column after the other."""
    if first.strides == second.strides == (0,) and np.array_equal(first[:1], second[:1]):
        return np.broadcast_to(first[0], len(first) + len(second))
    return _one_after_the_other([first, second], first.dtype.type)

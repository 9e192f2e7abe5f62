"""Users in groups whose rows are few enough to be sorted at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tastegraph.data.room import blocks, counts

ROWS: Final = 1 << 20
"""Rows of a group, about: whatever sorts them takes less than 100 MB."""
MOST: Final = 64
"""Groups of a log, about: each is looked for in all rows, so a huge log gets larger ones."""


@dataclass(frozen=True, eq=False)
class Partition:
    """The users from ``start`` on, up to ``stop``.

    Attributes:
        start: The first user.
        stop: The user after the last.
        rows: Their rows in the order of the log, int64 [rows], or all rows.
    """

    start: int
    stop: int
    rows: NDArray[np.int64] | slice


def partitions(user_index: NDArray[np.int32], n_users: int) -> Iterator[Partition]:
    """All users in groups, in order; a single group where the log is small.

    Args:
        user_index: The user of each row [n].
        n_users: How many users there are.
    """
    if len(user_index) <= ROWS:
        yield Partition(0, n_users, slice(None))
        return
    ends = np.cumsum(counts(user_index, n_users))
    rows = max(ROWS, len(user_index) // MOST)
    start = 0
    while start < n_users:
        before = ends[start - 1] if start else 0
        stop = max(int(np.searchsorted(ends, before + rows, side="right")), start + 1)
        yield Partition(start, stop, _rows_of(user_index, start, stop))
        start = stop


def _rows_of(user_index: NDArray[np.int32], start: int, stop: int) -> NDArray[np.int64]:
    found = [
        np.flatnonzero((user_index[part] >= start) & (user_index[part] < stop)) + part.start
        for part in blocks(len(user_index))
    ]
    return np.concatenate(found)

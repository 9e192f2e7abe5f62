"""The rule for a pair of user and item that a log names several times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tastegraph.data.partitions import partitions


def latest_of_each_pair(
    user_index: NDArray[np.int32],
    item_index: NDArray[np.int32],
    n_users: int,
    n_items: int,
    timestamps: NDArray[np.int64] | None,
) -> NDArray[np.bool_] | None:
    """Which rows to keep so that each pair stays once: the latest, in a tie the last in the log.

    Returns:
        Mask bool [n], or None where no pair repeats.
    """
    keep: NDArray[np.bool_] | None = None
    for group in partitions(user_index, n_users):
        rows = group.rows
        pair = user_index[rows].astype(np.int64) * n_items + item_index[rows]
        kept = _latest(pair, None if timestamps is None else timestamps[rows])
        if kept is not None:
            keep = np.ones(len(user_index), dtype=np.bool_) if keep is None else keep
            keep[rows] = kept
    return keep


def _latest(pair: NDArray[np.int64], timestamps: NDArray[np.int64] | None) -> NDArray[np.bool_] | None:
    # Sorting values alone is several times faster than sorting rows, and most logs hold no pair twice.
    in_order = np.sort(pair)
    if not bool((in_order[1:] == in_order[:-1]).any()):
        return None
    order = np.argsort(pair, kind="stable")
    starts = np.flatnonzero(np.append(True, in_order[1:] != in_order[:-1]))
    ends = np.append(starts[1:], len(order))
    last = ends - 1
    if timestamps is not None:
        times = timestamps[order]
        is_latest = times == np.repeat(np.maximum.reduceat(times, starts), ends - starts)
        last = np.maximum.reduceat(np.where(is_latest, np.arange(len(order)), -1), starts)
    keep = np.zeros(len(order), dtype=np.bool_)
    keep[order[last]] = True
    return keep

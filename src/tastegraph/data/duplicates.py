"""The rule for a pair of user and item that a log names several times."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def latest_of_each_pair(
    user_index: NDArray[np.int32],
    item_index: NDArray[np.int32],
    n_items: int,
    timestamps: NDArray[np.int64] | None,
) -> NDArray[np.bool_] | None:
    """Which rows to keep so that each pair stays once: the latest, in a tie the last in the log.

    Returns:
        Mask bool [n], or None where no pair repeats.
    """
    pair = user_index.astype(np.int64) * n_items + item_index
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

"""Each row at most one partner, the best pairs first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tastegraph.graph.resolve.records.weights import Rows, Values


def one_to_one(left: Rows, right: Rows, scores: Values) -> npt.NDArray[np.int64]:
    """Return the places of pairs that share no row, taken greedily from the highest score down.

    Of equal scores the earlier pair is taken, so that the order of the pairs decides and nothing else does.

    Args:
        left: int64 [pairs], left rows.
        right: int64 [pairs], right rows.
        scores: float64 [pairs].

    Returns:
        int64 [chosen], by falling score.
    """
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    chosen = []
    mine, other = left.tolist(), right.tolist()
    for place in np.argsort(-scores, kind="stable").tolist():
        if mine[place] not in taken_left and other[place] not in taken_right:
            taken_left.add(mine[place])
            taken_right.add(other[place])
            chosen.append(place)
    return np.array(chosen, dtype=np.int64)

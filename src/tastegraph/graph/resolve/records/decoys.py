"""How good the best pair of a record looks where its true partner is missing: how far a score can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from tastegraph.graph.resolve.records.assignment import one_to_one
from tastegraph.graph.resolve.records.weights import Rows, Values

_TURNS: Final = 30
_MEDIAN: Final = 0.5
_LEAST: Final = 1e-9


@dataclass(frozen=True, eq=False)
class Rounds:
    """The best pair of each row, the best without that, and the best without both.

    Attributes:
        first: int64 [rows], places of the pairs; of the rows that have one.
        second: int64 [rows], −1 where there is none.
        third: int64 [rows], −1 where there is none.
    """

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    third: npt.NDArray[np.int64]


def play(left: Rows, right: Rows, rows: Rows, scores: Values) -> Rounds:
    """Assign one to one, strike these pairs out, assign again, and once more.

    In the second round a record whose partner was found has to do with the next best, and nearly all of these pairs
    are wrong: decoys, as those of protein search (Elias and Gygi 2007).

    Args:
        left: int64 [pairs], left rows.
        right: int64 [pairs], right rows.
        rows: int64 [pairs], those of the smaller table.
        scores: float64 [pairs].
    """
    rest = np.arange(len(scores))
    rounds = []
    for _ in range(3):
        chosen = rest[one_to_one(left[rest], right[rest], scores[rest])]
        rounds.append(chosen)
        rest = np.setdiff1d(rest, chosen)
    return _by_row(rounds, rows)


def play_apart(rows: Rows, scores: Values) -> Rounds:
    """Give each row its three best partners, whoever else has them.

    Args:
        rows: int64 [pairs], rows of the table that may hold a thing twice.
        scores: float64 [pairs].
    """
    order = np.lexsort((-scores, rows))
    rank = np.arange(len(order)) - np.searchsorted(rows[order], rows[order], side="left")
    return _by_row([order[rank == place] for place in range(3)], rows)


def believe(rounds: Rounds, scores: Values) -> Values:
    """Weigh the first round against what it would be without partners.

    With f the density of the first round's scores, f₀ that of the best wrong pair of a row and π the share of rows
    without a partner, a pair of score z is a match with probability 1 − π f₀(z) / f(z) (Efron et al. 2001).

    The best wrong pair of a row with a partner is its second. That of a row without one is its first, which must not
    testify in its own cause: its second stands in, raised by how far the best of wrong pairs is above the next on
    average. In a row with a partner that is z₂ − z₃; in one without it is twice that, as for scores with an exponential
    tail (Rényi 1953). Which row is which is found in turns, beginning with the belief that none has a partner.

    Args:
        rounds: The rounds.
        scores: float64 [pairs], of all pairs.

    Returns:
        float64 [rows], the probability that the first pair is a match; it rises with the score.
    """
    first = scores[rounds.first]
    shares = np.zeros(len(first))
    if not len(first):
        return shares
    # Where a row has no other candidate, nothing speaks for a better one than the worst there is.
    second = np.where(rounds.second >= 0, scores[rounds.second], first.min())
    third = np.where(rounds.third >= 0, scores[rounds.third], second)
    gaps = np.maximum(second - third, 0.0)
    for _ in range(_TURNS):
        without = np.concatenate([second, second + ((2.0 - shares) * gaps).mean()])
        weights = np.concatenate([shares, 1.0 - shares]) + _LEAST
        shares = _compared(first, without, weights / weights.sum())
    return shares


def _compared(first: Values, without: Values, weights: Values) -> Values:
    """float64 [rows]: 1 − π f₀ / f, a rising function of the score."""
    scores = np.concatenate([first, without])
    order = np.argsort(scores, kind="stable")
    is_first = np.concatenate([np.ones(len(first)), np.zeros(len(without))])[order]
    weight = np.concatenate([np.full(len(first), 1.0 / len(first)), weights])[order]
    # The share of the first round among both at a score, f / (f + f₀), made to rise.
    share = np.clip(isotonic_regression(is_first, weights=weight).x, _LEAST, 1.0)
    found = np.empty(len(scores))
    found[order] = np.clip(1.0 - _alone(first, without, weights) * (1.0 - share) / share, 0.0, 1.0)
    return found[: len(first)]


def _alone(first: Values, without: Values, weights: Values) -> float:
    """π, from how many first pairs score no more than half of the wrong ones do (Storey 2002)."""
    order = np.argsort(without, kind="stable")
    cumulated = np.cumsum(weights[order])
    place = min(int(np.searchsorted(cumulated, _MEDIAN)), len(without) - 1)
    return float(min(1.0, (first <= without[order[place]]).mean() / cumulated[place]))


def _by_row(rounds: list[npt.NDArray[np.int64]], rows: Rows) -> Rounds:
    places = np.full((3, int(rows.max()) + 1 if len(rows) else 0), -1, dtype=np.int64)
    for place, chosen in enumerate(rounds):
        places[place, rows[chosen]] = chosen
    return Rounds(*places[:, places[0] >= 0])

"""Whether one model is better than another by more than chance: the same users, measured twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from tastegraph.errors import InputError
from tastegraph.evaluate.evaluation import Evaluation

_CHUNK_VALUES = 2**22


@dataclass(frozen=True)
class Difference:
    """A paired difference of a per-user metric, first less second.

    Attributes:
        mean: Mean over users.
        low, high: Bootstrap percentile interval of the mean.
        confidence: Coverage of that interval, such as 0.95.
        p_value: Two-sided p-value of the paired t-test of mean 0.
        users: Number of users for whom both values are defined.
    """

    mean: float
    low: float
    high: float
    confidence: float
    p_value: float
    users: int


def compare(
    first: Evaluation,
    second: Evaluation,
    metric: str,
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    rng: np.random.Generator | int = 0,
) -> Difference:
    """Compare two evaluations of the same users in one per-user metric, such as "ndcg@10".

    Raises:
        InputError: The metric has no per-user values in both, or the users are not the same.
    """
    for evaluation in (first, second):
        if metric not in evaluation.per_user:
            known = ", ".join(sorted(evaluation.per_user))
            raise InputError(f"no values of single users for {metric!r}", field="metric", fix=f"Choose from {known}")
    order = second.users.index(first.users)
    if len(first.users) != len(second.users) or (order < 0).any():
        raise InputError("the two evaluations are of different users", fix="Evaluate both models on the same test part")
    return paired_difference(
        first.per_user[metric],
        second.per_user[metric][order],
        confidence=confidence,
        resamples=resamples,
        rng=rng,
    )


def paired_difference(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    *,
    confidence: float = 0.95,
    resamples: int = 2000,
    rng: np.random.Generator | int = 0,
) -> Difference:
    """Return the mean of first - second with its bootstrap interval and the p-value of the paired t-test.

    Args:
        first: float64 [users].
        second: float64 [users], the same users in the same order. Users with a NaN in either are left out.
        confidence: Coverage of the interval, between 0 and 1.
        resamples: Number of bootstrap samples of the users.
        rng: Generator, or seed of one.

    Raises:
        InputError: Lengths differ, fewer than two users are left, or an option is out of range.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13 (percentile interval);
    Smucker, Allan and Carterette, CIKM 2007, find that test and t-test agree on ranking metrics.
    """
    if first.shape != second.shape or first.ndim != 1:
        raise InputError(f"values have shapes {first.shape} and {second.shape}, not one value for each user")
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence}", field="confidence", fix="Give a value between 0 and 1")
    if resamples < 1:
        raise InputError(f"resamples is {resamples}", field="resamples", fix="Give a positive number")
    differences = first - second
    differences = differences[~np.isnan(differences)]
    if len(differences) < 2:
        raise InputError(f"only {len(differences)} users have both values", fix="A comparison needs two users or more")
    means = _bootstrap_means(differences, resamples, np.random.default_rng(rng))
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Difference(
        mean=float(differences.mean()),
        low=float(low),
        high=float(high),
        confidence=confidence,
        p_value=_t_test(differences),
        users=len(differences),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for being several; in the order given.

    Of m p-values the smallest is multiplied by m, the next by m - 1 and so on; none gets smaller than one before it,
    and none larger than 1. Rejecting where the result is below α keeps the chance of any false rejection
    below α, whatever depends on what. (Holm, Scandinavian Journal of Statistics 6, 1979.)
    """
    corrected = [1.0] * len(p_values)
    so_far = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        so_far = max(so_far, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = so_far
    return corrected


def _bootstrap_means(differences: NDArray[np.float64], resamples: int, rng: np.random.Generator) -> NDArray[np.float64]:
    # Users with equal differences are interchangeable: how often each value is drawn is all that matters.
    values, counts = np.unique(differences, return_counts=True)
    n_users = len(differences)
    means = np.empty(resamples)
    chunk = max(1, _CHUNK_VALUES // len(values))
    for start in range(0, resamples, chunk):
        size = min(chunk, resamples - start)
        means[start : start + size] = rng.multinomial(n_users, counts / n_users, size=size) @ values / n_users
    return means


def _t_test(differences: NDArray[np.float64]) -> float:
    n_users = len(differences)
    mean, error = differences.mean(), differences.std(ddof=1) / np.sqrt(n_users)
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stdtr(n_users - 1, -abs(mean / error)))

"""Logistic models: whether something is so, and which of several things it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

DoubleArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_ROUNDS: Final = 200
_LEAST_SPREAD: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Scale:
    """Brings features to mean 0 and deviation 1.

    Attributes:
        mean: float64 [features].
        spread: float64 [features].
    """

    mean: DoubleArray
    spread: DoubleArray

    @classmethod
    def of(cls, rows: DoubleArray) -> Scale:
        """The scale of float64 [rows, features]; a feature that never changes counts for nothing."""
        spread = rows.std(axis=0)
        return cls(rows.mean(axis=0), np.where(spread > _LEAST_SPREAD, spread, np.inf))

    def scaled(self, rows: DoubleArray) -> DoubleArray:
        """The features, scaled: float64 [rows, features]."""
        return (rows - self.mean) / self.spread


@dataclass(frozen=True, eq=False)
class Choice:
    """Which of several rows it is, or none (McFadden 1974, conditional logit).

    Attributes:
        scale: Of the features.
        weights: float64 [features].
        none: Score of none.
    """

    scale: Scale
    weights: DoubleArray
    none: float

    @classmethod
    def fit(cls, rows: DoubleArray, groups: IntArray, right: npt.NDArray[np.bool_], *, penalty: float = 1.0) -> Choice:
        """Fit to groups of rows of which any right one may be chosen, or none where there is no right one.

        Args:
            rows: float64 [rows, features].
            groups: int64 [rows], from 0 on; each number occurs.
            right: bool [rows].
            penalty: Of the squared weights, over 2.
        """
        scale, count = Scale.of(rows), int(groups.max()) + 1
        scaled, correct = scale.scaled(rows), right.astype(np.float64)
        some = np.bincount(groups, correct, minlength=count) > 0

        def loss(values: DoubleArray) -> tuple[float, DoubleArray]:
            weights, none = values[:-1], values[-1]
            scores = scaled @ weights
            highest = np.full(count, none)
            np.maximum.at(highest, groups, scores)
            each, nothing = np.exp(scores - highest[groups]), np.exp(none - highest)
            total = nothing + np.bincount(groups, each, minlength=count)
            hit = np.where(some, np.bincount(groups, each * correct, minlength=count), nothing)
            hit = np.maximum(hit, np.finfo(np.float64).tiny)
            wanted = np.where(some[groups], each * correct / hit[groups], 0.0)
            slope = scaled.T @ (each / total[groups] - wanted) + penalty * weights
            at_none = (nothing / total).sum() - (~some).sum() + penalty * none * _GENTLE
            value = -np.log(hit / total).sum() + penalty / 2 * (weights @ weights + _GENTLE * none**2)
            return float(value), np.append(slope, at_none)

        values = _least(loss, rows.shape[1] + 1)
        return cls(scale, values[:-1], float(values[-1]))

    def probabilities(self, rows: DoubleArray) -> DoubleArray:
        """Float64 [rows], the probability of each row of one group; they and that of none add up to 1."""
        scores = self.scale.scaled(rows) @ self.weights
        highest = scores.max(initial=self.none)
        each = np.exp(scores - highest)
        return np.asarray(each / (each.sum() + np.exp(self.none - highest)), dtype=np.float64)


_GENTLE: Final = 0.01
"""Penalty of what is added to all rows alike, beside that of a weight."""


@dataclass(frozen=True, eq=False)
class Logistic:
    """Whether a row is right; rows are of several kinds.

    Attributes:
        scale: Of the features.
        weights: float64 [features].
        kinds: float64 [kinds], added to the rows of a kind.
    """

    scale: Scale
    weights: DoubleArray
    kinds: DoubleArray

    @classmethod
    def fit(
        cls,
        rows: DoubleArray,
        kinds: IntArray,
        right: npt.NDArray[np.bool_],
        n_kinds: int,
        *,
        apart: bool,
        penalty: float = 1.0,
    ) -> Logistic:
        """Fit to the cross entropy.

        Args:
            rows: float64 [rows, features].
            kinds: int64 [rows].
            right: bool [rows].
            n_kinds: How many kinds there are.
            apart: Whether kinds are told apart later on. Where not, each has its own constant while learning, so that
                kinds of which more is labelled teach nothing about features; after that all have their mean.
            penalty: Of the squared weights, over 2.
        """
        scale = Scale.of(rows)
        scaled, correct = scale.scaled(rows), right.astype(np.float64)

        def loss(values: DoubleArray) -> tuple[float, DoubleArray]:
            weights, added = values[:-n_kinds], values[-n_kinds:]
            scores = scaled @ weights + added[kinds]
            miss = 1 / (1 + np.exp(-np.clip(scores, -30, 30))) - correct
            value = np.logaddexp(0, scores).sum() - correct @ scores
            value += penalty / 2 * (weights @ weights + _KIND_PENALTY * (added @ added))
            slope = scaled.T @ miss + penalty * weights
            of_kinds = np.bincount(kinds, miss, minlength=n_kinds) + penalty * _KIND_PENALTY * added
            return float(value), np.concatenate([slope, of_kinds])

        values = _least(loss, rows.shape[1] + n_kinds)
        added = values[-n_kinds:]
        return cls(scale, values[:-n_kinds], added if apart else np.full(n_kinds, added.mean()))

    def probabilities(self, rows: DoubleArray, kinds: IntArray) -> DoubleArray:
        """Float64 [rows]."""
        scores = self.scale.scaled(rows) @ self.weights + self.kinds[kinds]
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float64)


_KIND_PENALTY: Final = 0.1


def _least(loss: object, size: int) -> DoubleArray:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    return np.asarray(found.x, dtype=np.float64)

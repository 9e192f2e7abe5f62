"""Logistic regression that starts from given weights and leaves them as far as the data demands."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from tastegraph.graph.resolve.records.weights import Values

_STRENGTH: Final = 10.0
"""Pairs' worth of evidence, roughly, that a weight has to have against it before it moves by its own spread."""
_STEPS: Final = 200


def fit_weights(measured: npt.NDArray[np.float32], shares: Values, importance: Values, prior: Values) -> Values:
    """Return the weights of a logistic regression with a Gaussian prior around given ones.

    Args:
        measured: float32 [pairs, features].
        shares: float64 [pairs], from 0 to 1: the probability with which each pair is a match.
        importance: float64 [pairs], 0 or more: how often it counts.
        prior: float64 [features + 1], the weights to start from, the intercept last.

    Returns:
        float64 [features + 1], the intercept last.
    """
    X = np.column_stack([measured, np.ones(len(measured), dtype=np.float32)]).astype(np.float64)
    spread = X.var(axis=0)
    spread[-1] = 1.0 / _STRENGTH
    # What never varies tells nothing, and keeps its weight.
    penalty = _STRENGTH * np.maximum(spread, 1e-6)

    def loss(weights: Values) -> tuple[float, Values]:
        z = X @ weights
        distance = weights - prior
        value = importance @ (np.logaddexp(0.0, z) - shares * z) + 0.5 * penalty @ distance**2
        return float(value), X.T @ (importance * (expit(z) - shares)) + penalty * distance

    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x)


def log_odds(measured: npt.NDArray[np.float32], weights: Values) -> Values:
    """float64 [pairs]: the log-odds of a match."""
    return np.asarray(measured @ weights[:-1] + weights[-1], dtype=np.float64)

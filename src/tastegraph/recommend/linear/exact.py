"""The exact form of the linear core: one dense system for all items, solved in two steps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.recommend.linear.algebra import (
    invert_in_place,
    self_excluding_solution,
    self_excluding_solution_near,
)
from tastegraph.recommend.linear.cold_scale import cold_scale, some_known
from tastegraph.recommend.linear.config import LinearConfig
from tastegraph.recommend.linear.gram import weighted_gram
from tastegraph.recommend.linear.neighbour_term import with_neighbours
from tastegraph.recommend.linear.weighting import (
    LogScale,
    ridge,
    scaled,
    stand_in_scale,
    user_weights,
    weighted_counts,
)


@dataclass(frozen=True, eq=False)
class Inverse:
    """The inverse that all columns share, and what it was made of.

    Attributes:
        P: (XᵀWX + αK + Λ)⁻¹, float32 [items × items], C-contiguous and symmetric.
        counts: g, the weighted interactions of each item, float32 [items].
        ridge: Diagonal of Λ, float32 [items].
        scale: The scale of the weights.
    """

    P: NDArray[np.float32]
    counts: NDArray[np.float32]
    ridge: NDArray[np.floating]
    scale: LogScale


def exact_weights(
    X: csr_array,
    config: LinearConfig,
    *,
    stand_ins: NDArray[np.float32] | None = None,
    kernel: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """B of the joint objective, scaled for histories and targets; float32 [items × items], zero diagonal.

    Args:
        X: users × items, binary.
        config: The hyperparameters.
        stand_ins: T of the knowledge model [items × items]: the prior is made of it.
        kernel: Σ_s α_s F_s F_sᵀ [items × items], to stand in the Gram matrix beside behaviour.
    """
    return weights_from(exact_inverse(X, config, kernel=kernel), X, config, stand_ins=stand_ins)


def exact_inverse(
    X: csr_array,
    config: LinearConfig,
    *,
    kernel: NDArray[np.float32] | None = None,
    scale: LogScale | None = None,
) -> Inverse:
    """The first step, items³ flop, in one dense matrix.

    Args:
        X: users × items, binary.
        config: The hyperparameters.
        kernel: As for `exact_weights`.
        scale: Of the weights; that of X unless given.
    """
    scale = scale or LogScale.of(X, config)
    weights = user_weights(X, config.user_exponent, scale.users)
    counts = weighted_counts(X, weights)
    held = ridge(counts, config, scale.items)
    gram = weighted_gram(X, weights)
    gram[np.diag_indices_from(gram)] += held
    if kernel is not None and config.coupling:
        gram += np.float32(config.coupling) * kernel
    return Inverse(invert_in_place(gram), counts, held, scale)


def weights_from(
    inverse: Inverse,
    X: csr_array,
    config: LinearConfig,
    *,
    stand_ins: NDArray[np.float32] | None = None,
    keep: bool = False,
) -> NDArray[np.float32]:
    """The second step: B out of the inverse, scaled for histories and targets.

    Args:
        inverse: Of X. Its P is overwritten.
        X: users × items, binary.
        config: The hyperparameters.
        stand_ins: As for `exact_weights`.
        keep: Leave P as it is, at the cost of one more dense matrix.
    """
    if keep and (stand_ins is None or config.knowledge == 0):
        inverse = replace(inverse, P=inverse.P.copy())
    P, held, cold = inverse.P, inverse.ridge, inverse.counts == 0
    loudness = stand_in_scale(inverse.counts, config, inverse.scale.items)
    kappa = np.float32(1)
    if stand_ins is not None and cold.any() and not cold.all():
        known = some_known(inverse.counts)
        kappa = cold_scale(X, known, _smoothed(P, held, loudness, stand_ins[:, known]))
    if stand_ins is None:
        B = self_excluding_solution(P)
    elif config.knowledge == 0:
        expected = _smoothed(P, held, loudness, stand_ins[:, cold])
        B = self_excluding_solution(P)
        B[:, cold] = kappa * expected
    else:
        expected = _smoothed(P, held, loudness, stand_ins)
        of_cold = expected[:, cold]
        expected *= np.float32(config.knowledge)
        B = self_excluding_solution_near(P, held, expected)
        B[:, cold] = kappa * of_cold
    blended = with_neighbours(B, X, config.neighbours)
    weights: NDArray[np.float32] = scaled(blended, inverse.counts, config, inverse.scale.items)
    return weights


def _smoothed(
    P: NDArray[np.float32],
    ridge: NDArray[np.floating],
    loudness: NDArray[np.float32],
    stand_ins: NDArray[np.float32],
) -> NDArray[np.float32]:
    """H D T = (I − P Λ) D T: what a history leads to, read at the items that stand in for the columns'.

    D, the loudness, scales the rows of T. Two matrices of the size of T are made, and one is left.
    """
    held_back = (ridge * loudness).astype(np.float32)[:, None] * stand_ins
    expected = P @ held_back
    np.multiply(stand_ins, loudness[:, None], out=held_back)
    np.subtract(held_back, expected, out=expected)
    return expected

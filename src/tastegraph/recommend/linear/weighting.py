"""How much users and items count in the linear core: pure functions of the interactions and the config."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, issparse

from tastegraph.recommend.linear.config import LinearConfig

Weights = TypeVar("Weights", NDArray[np.float32], csr_array)


OUTGROWN: Final = 0.1
"""How far the scale of a log may move before a model that kept the old one is fitted again."""


@dataclass(frozen=True)
class LogScale:
    """What weights have in common across a whole log. A model that is updated keeps it from its fit.

    Attributes:
        users: c of the user weights c n_u^−b.
        items: ḡ, the mean count of the items that anybody has.
    """

    users: float
    items: float

    @classmethod
    def of(cls, X: csr_array, config: LinearConfig) -> Self:
        """The scale at which all interactions together weigh what they weighed before.

        Args:
            X: users × items, binary.
            config: The hyperparameters.
        """
        users = _total_kept(np.diff(X.indptr), config.user_exponent)
        counts = weighted_counts(X, user_weights(X, config.user_exponent, users))
        warm = counts > 0
        return cls(users, float(counts[warm].mean()) if warm.any() else 1.0)


def outgrown(scale: LogScale, X: csr_array, config: LinearConfig) -> bool:
    """Whether a log has moved so far from the scale that its values would mean something else.

    Args:
        scale: As it was kept.
        X: users × items, binary.
        config: The hyperparameters.
    """
    now = LogScale.of(X, config)
    exponents = "regularisation_exponent", "history_exponent", "target_exponent", "stand_in_exponent"
    relative = any(getattr(config, name) for name in exponents)
    moves = [now.users / scale.users, now.items / scale.items if relative else 1.0]
    return any(abs(move - 1) > OUTGROWN for move in moves)


def user_weights(X: csr_array, exponent: float, scale: float | None = None) -> NDArray[np.float32] | None:
    """Diagonal of W, c n_u^−b.

    Args:
        X: users × items, binary.
        exponent: b; None is returned for 0.
        scale: c; unless given, all interactions together weigh what they weighed before.
    """
    if exponent == 0:
        return None
    lengths = np.diff(X.indptr)
    c = _total_kept(lengths, exponent) if scale is None else scale
    return np.asarray(np.maximum(lengths, 1.0) ** -exponent * c, dtype=np.float32)


def weighted_counts(X: csr_array, weights: NDArray[np.float32] | None) -> NDArray[np.float32]:
    """g, the weighted interactions of each item, float32 [items].

    Args:
        X: users × items, binary.
        weights: Diagonal of W [users]; 1 where not given.
    """
    each = None if weights is None else np.repeat(weights, np.diff(X.indptr))
    return np.bincount(X.indices, each, minlength=X.shape[1]).astype(np.float32)


def popularity_share(counts: NDArray[np.floating], mean: float) -> NDArray[np.floating]:
    """g_i / ḡ [items]; 1 for items that nobody has.

    Args:
        counts: g, the weighted interactions of each item.
        mean: ḡ.
    """
    return np.where(counts > 0, counts / counts.dtype.type(mean), counts.dtype.type(1))


def ridge(counts: NDArray[np.floating], config: LinearConfig, mean: float) -> NDArray[np.floating]:
    """Diagonal of Λ [items]: λ (g_i / ḡ)^q + p g_i."""
    share = popularity_share(counts, mean)
    return np.asarray(config.regularisation * share**config.regularisation_exponent + config.dropout * counts)


def stand_in_scale(counts: NDArray[np.floating], config: LinearConfig, mean: float) -> NDArray[np.float32]:
    """(g / ḡ)^−ρ [items]: how much each item counts where it stands in for others."""
    return np.asarray(popularity_share(counts, mean) ** -config.stand_in_exponent, dtype=np.float32)


def scaled(B: Weights, counts: NDArray[np.floating], config: LinearConfig, mean: float) -> Weights:
    """B with its rows scaled for histories, (g / ḡ)^s, and its columns for targets, (g / ḡ)^−t; dense B in place."""
    share = popularity_share(counts, mean)
    rows = (share**config.history_exponent).astype(np.float32)
    columns = (share**-config.target_exponent).astype(np.float32)
    if issparse(B):
        scaled_sparse: Weights = (diags_array(rows) @ B @ diags_array(columns)).tocsr()
        return scaled_sparse
    if config.history_exponent:
        B *= rows[:, None]
    if config.target_exponent:
        B *= columns
    return B


def _total_kept(lengths: NDArray[np.integer], exponent: float) -> float:
    """The c at which all interactions together weigh what they weighed before."""
    total = float((np.maximum(lengths, 1.0) ** -exponent * lengths).sum())
    return float(lengths.sum() / max(total, 1e-12))

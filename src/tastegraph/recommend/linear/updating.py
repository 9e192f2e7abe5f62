"""An exact model brought up to date: the inverse is changed by what changed, not made anew.

When users and items change, A = XᵀWX + αK + Λ becomes A + V S Vᵀ with a V of few columns, and then

    (A + V S Vᵀ)⁻¹ = P − P V · S (I + VᵀP V S)⁻¹ · VᵀP.

Woodbury, "Inverting modified matrices", 1950. New items enter as a border of A, by its Schur complement, and items that
are gone leave the same way.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from tastegraph.recommend.change import LogChange
from tastegraph.recommend.linear.algebra import mirror_upper
from tastegraph.recommend.linear.config import LinearConfig
from tastegraph.recommend.linear.exact import Inverse
from tastegraph.recommend.linear.weighting import LogScale, ridge, user_weights, weighted_counts

WORTH_IT: Final = 1 / 3
"""Rank of an update as a share of the items above which the inverse is better made anew."""
DRIFT: Final = 5e-3
"""Largest error of A P v in any item, for vectors v of ±1, that is put down to rounding."""
PROBES: Final = 4
"""Vectors by which the error is looked for."""
BLOCK: Final = 512
"""Rows changed at a time."""


def updated_inverse(
    P: NDArray[np.float32],
    change: LogChange,
    config: LinearConfig,
    scale: LogScale,
    *,
    kernel: NDArray[np.float32] | None = None,
    worth_it: float = WORTH_IT,
) -> tuple[Inverse, int] | None:
    """The inverse for a changed log, at the scale of the old one.

    Args:
        P: The inverse for the old log [old items × old items]; not changed.
        change: From the old log to the new one.
        config: The hyperparameters.
        scale: Of the weights, as the old log had it.
        kernel: Σ_s α_s F_s F_sᵀ [new items × new items] where the coupling is not 0.
        worth_it: Highest rank, as a share of the items.

    Returns:
        The inverse for the new log and the rank of the change. None where it is better made anew: the rank is more
        than ``worth_it``, or what was made does not invert the new system, be it by rounding that has
        added up or because the kernel has changed.

    Cost: items² · rank flop, and beside the old inverse and the new one items × rank numbers.
    """
    V, S = low_rank_change(change, config, scale)
    rank = V.shape[0]
    if rank > worth_it * change.n_items:
        return None
    coupled = None if kernel is None else np.float32(config.coupling) * kernel
    try:
        all_items = _bordered(P, change, config, coupled)
        _add_low_rank(all_items, V, S)
        inverse = _bounded(all_items, change.n_items)
    except np.linalg.LinAlgError:
        return None
    X = change.histories
    counts = weighted_counts(X, user_weights(X, config.user_exponent, scale.users))
    made = Inverse(inverse, counts, ridge(counts, config, scale.items), scale)
    return (made, rank) if drift(made, X, config, coupled) <= DRIFT else None


def low_rank_change(change: LogChange, config: LinearConfig, scale: LogScale) -> tuple[csr_array, NDArray[np.floating]]:
    """V and S of the change of XᵀWX + Λ, whichever of two forms has fewer columns.

    Either each changed user leaves with the old row and enters with the new one, and each item whose ridge changes is
    a column; or each item in these rows is a column, and S is all that changes among them.

    Returns:
        Vᵀ, float32 CSR [rank × items], and S, float64 [rank × rank].
    """
    old, new = change.before[change.users], change.after[change.users]
    old, new = old[np.diff(old.indptr) > 0], new[np.diff(new.indptr) > 0]
    w_old, w_new = (
        np.ones(len(X.indptr) - 1, dtype=np.float32) if w is None else w
        for X, w in ((X, user_weights(X, config.user_exponent, scale.users)) for X in (old, new))
    )
    before = weighted_counts(change.before, user_weights(change.before, config.user_exponent, scale.users))
    items = change.items
    gained = weighted_counts(new, w_new)[items] - weighted_counts(old, w_old)[items].astype(np.float64)
    counts = before[items].astype(np.float64)
    after = np.where(_held_by_somebody(change.after)[items], counts + gained, 0)
    stiffer = ridge(after, config, scale.items) - ridge(counts, config, scale.items)
    firm = np.flatnonzero(stiffer)
    if old.shape[0] + new.shape[0] + len(firm) < len(items):
        rows = vstack([old, new, _unit_rows(items[firm], change.after.shape[1])], format="csr")
        return rows, np.diag(np.concatenate([-w_old.astype(np.float64), w_new, stiffer[firm]]))
    O, N = old[:, items].astype(np.float64), new[:, items].astype(np.float64)
    S = (N.T @ (N * w_new[:, None])).toarray() - (O.T @ (O * w_old[:, None])).toarray()
    return _unit_rows(items, change.after.shape[1]), S + np.diag(stiffer)


def drift(inverse: Inverse, X: csr_array, config: LinearConfig, coupled: NDArray[np.float32] | None) -> float:
    """Largest entry of |A P v − v| for a few vectors v of ±1, where A is made of the log: no matrix is multiplied.

    Args:
        inverse: P, and the ridge and scale of A.
        X: users × items, binary.
        config: The hyperparameters.
        coupled: α K [items × items], or None.
    """
    v = np.random.default_rng(0).choice([-1.0, 1.0], (len(inverse.counts), PROBES))
    y = (inverse.P @ v.astype(np.float32)).astype(np.float64)
    W = user_weights(X, config.user_exponent, inverse.scale.users)
    seen = X @ y
    product = X.T @ (seen if W is None else W[:, None] * seen) + inverse.ridge[:, None] * y
    if coupled is not None:
        product += coupled @ y.astype(np.float32)
    return float(np.abs(product - v).max())


def _bordered(
    P: NDArray[np.float32], change: LogChange, config: LinearConfig, coupled: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """The inverse with rows for new items that nobody has yet: A has λ on their diagonal, and their coupling."""
    n_all = change.after.shape[1]
    new = np.setdiff1d(np.arange(n_all), change.places)
    whole = np.zeros((n_all, n_all), dtype=np.float32)
    for start in range(0, len(P), BLOCK):
        rows = change.places[start : start + BLOCK]
        whole[rows[:, None], change.places] = P[start : start + BLOCK]
    # Nobody has a new item yet: its share of the mean count is 1, and so its ridge is λ.
    corner = np.diag(np.full(len(new), config.regularisation))
    if coupled is None or not len(new):
        whole[new, new] = 1 / config.regularisation
        return whole
    known = np.flatnonzero(change.places < change.n_items)
    border = coupled[np.ix_(change.places[known], new)]
    through = P[:, known] @ border
    corner += coupled[np.ix_(new, new)] - border.T @ through[known]
    schur = np.linalg.inv(corner)
    bent = (through @ schur).astype(np.float32)
    for start in range(0, len(P), BLOCK):
        rows = change.places[start : start + BLOCK]
        whole[rows[:, None], change.places] += bent[start : start + BLOCK] @ through.T
    whole[np.ix_(change.places, new)] = -bent
    whole[np.ix_(new, change.places)] = -bent.T
    whole[np.ix_(new, new)] = schur
    return whole


def _add_low_rank(P: NDArray[np.float32], V: csr_array, S: NDArray[np.floating]) -> None:
    """P becomes (P⁻¹ + V S Vᵀ)⁻¹, in place, block of rows by block of rows.

    Args:
        P: float32 [items × items], symmetric.
        V: Its transpose, CSR [rank × items].
        S: [rank × rank], symmetric.
    """
    right = np.asarray(V @ P, dtype=np.float32)
    inner = S @ np.asarray(V @ right.T, dtype=np.float64).T
    inner[np.diag_indices_from(inner)] += 1
    middle = np.linalg.solve(inner, S).astype(np.float32)
    for start in range(0, len(P), BLOCK):
        stop = min(start + BLOCK, len(P))
        P[start:stop, start:] -= (right[:, start:stop].T @ middle) @ right[:, start:]
    mirror_upper(P)


def _bounded(P: NDArray[np.float32], n_items: int) -> NDArray[np.float32]:
    """The inverse of A without the rows and columns of the items from ``n_items`` on."""
    if n_items == len(P):
        return P
    corner = P[n_items:, n_items:].astype(np.float64)
    border = P[:n_items, n_items:]
    kept = np.ascontiguousarray(P[:n_items, :n_items])
    kept -= border @ np.linalg.solve(corner, border.T).astype(np.float32)
    mirror_upper(kept)
    return kept


def _held_by_somebody(X: csr_array) -> NDArray[np.bool_]:
    return np.bincount(X.indices, minlength=X.shape[1]) > 0


def _unit_rows(columns: NDArray[np.integer], n_columns: int) -> csr_array:
    """Rows that hold a single 1, in the given columns."""
    ones = np.ones(len(columns), dtype=np.float32)
    return csr_array((ones, columns, np.arange(len(columns) + 1)), shape=(len(columns), n_columns))

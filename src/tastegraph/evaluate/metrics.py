"""Metrics of ranked lists as pure functions on arrays; ``docs/metrics.md`` defines each in a formula.

Accuracy is computed from ``hits``, bool [users, K]: True where the item at that rank is in the user's truth,
and ``truth_sizes``, int [users], at least 1: users with no truth are left out before. K is the width of the array,
so that ``recall(hits[:, :10], truth_sizes)`` is recall@10. Lists themselves are ``recommended``,
int [users, K] item indices in rank order, -1 where a list is shorter than K.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tastegraph.errors import InputError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.integer]

_DIVERSITY_ROWS = 4096


def mark_hits(recommended: IntArray, truth: sparse.csr_array) -> NDArray[np.bool_]:
    """Return bool [users, K]: True where ``recommended`` [users, K] is stored in ``truth``, CSR [users, items]."""
    users, items = truth.shape
    first_key = np.arange(users, dtype=np.int64)[:, None] * items
    keys = np.repeat(first_key[:, 0], np.diff(truth.indptr)) + truth.indices
    return np.isin(first_key + recommended, keys) & (recommended >= 0)


def recall(hits: NDArray[np.bool_], truth_sizes: IntArray) -> FloatArray:
    """Share of the truth that is in the list: hits / |truth|, float64 [users]."""
    _check(hits, truth_sizes)
    return _float64(hits.sum(axis=1) / truth_sizes)


def precision(hits: NDArray[np.bool_], truth_sizes: IntArray) -> FloatArray:
    """Share of the K places that hold a hit: hits / K, float64 [users]; a place left empty counts as a miss."""
    _check(hits, truth_sizes)
    return _float64(hits.sum(axis=1) / hits.shape[1])


def hit_rate(hits: NDArray[np.bool_], truth_sizes: IntArray) -> FloatArray:
    """1 where the list holds at least one hit, else 0, float64 [users]."""
    _check(hits, truth_sizes)
    return _float64(hits.any(axis=1))


def reciprocal_rank(hits: NDArray[np.bool_], truth_sizes: IntArray) -> FloatArray:
    """1 / rank of the first hit, 0 without one, float64 [users]; its mean over users is MRR."""
    _check(hits, truth_sizes)
    return _float64(np.where(hits.any(axis=1), 1.0 / (hits.argmax(axis=1) + 1.0), 0.0))


def average_precision(hits: NDArray[np.bool_], truth_sizes: IntArray) -> FloatArray:
    """Precision at the rank of each hit, summed, over min(|truth|, K), float64 [users]; its mean over users is MAP."""
    _check(hits, truth_sizes)
    width = hits.shape[1]
    precisions = np.cumsum(hits, axis=1) / np.arange(1, width + 1)
    return _float64(np.where(hits, precisions, 0.0).sum(axis=1) / np.minimum(truth_sizes, width))


def ndcg(hits: NDArray[np.bool_], truth_sizes: IntArray) -> FloatArray:
    """Discounted gain over that of the best list possible, of min(|truth|, K) hits, float64 [users].

    Gains are 0 or 1 and the discount is 1 / log2(rank + 1) (Järvelin and Kekäläinen 2002, with the logarithm
    applied from the first rank on). The ideal list is that of the truth, not of what was retrieved.
    """
    _check(hits, truth_sizes)
    width = hits.shape[1]
    discounts = 1.0 / np.log2(np.arange(2, width + 2))
    ideal = np.cumsum(discounts)
    # Added up in the order of the ideal list, so that a perfect list gives exactly 1.
    gained = np.cumsum(np.where(hits, discounts, 0.0), axis=1)[:, -1]
    return _float64(gained / ideal[np.minimum(truth_sizes, width) - 1])


def coverage(recommended: IntArray, n_items: int) -> float:
    """Share of the ``n_items`` items that are in at least one list."""
    return float(np.count_nonzero(_times_recommended(recommended, n_items)) / n_items)


def gini(recommended: IntArray, n_items: int) -> float:
    """Gini coefficient of how often each of ``n_items`` items is recommended: 0 all equally, near 1 always the same.

    Items that are never recommended count; without any recommendation it is 0.
    """
    times = np.sort(_times_recommended(recommended, n_items))
    total = int(times.sum())
    if not total:
        return 0.0
    order = 2 * np.arange(1, n_items + 1, dtype=np.int64) - n_items - 1
    return float(order @ times) / (n_items * total)


def novelty(recommended: IntArray, item_counts: IntArray, n_users: int) -> FloatArray:
    """Mean self-information of a list's items in bits, -log2(share of users who have the item), float64 [users].

    Args:
        recommended: int [users, K], -1 where a list is shorter.
        item_counts: int [items], in how many training histories each item is.
        n_users: Number of training users.

    An item in no history counts as one in a single history, so that novelty is at most log2(n_users).
    The novelty of an empty list is NaN. (Zhou et al., PNAS 2010, "surprisal".)
    """
    bits = -np.log2(np.maximum(item_counts, 1) / n_users)
    present = recommended >= 0
    total = np.where(present, bits[np.maximum(recommended, 0)], 0.0).sum(axis=1)
    length = present.sum(axis=1)
    return _float64(np.divide(total, length, out=np.full(len(length), np.nan), where=length > 0))


def intra_list_diversity(recommended: IntArray, features: sparse.csr_array | NDArray[np.floating]) -> FloatArray:
    """Mean of 1 - cosine over the pairs of items in a list, float64 [users].

    Args:
        recommended: int [users, K], -1 where a list is shorter.
        features: [items, features], CSR or dense. The cosine with an item that has no features is 0.

    Lists of fewer than two items have no pair: NaN. (Ziegler et al., WWW 2005.)
    """
    unit = _unit_rows(features.astype(np.float64))
    own = _squared_norms(unit)
    result = np.full(len(recommended), np.nan)
    for start in range(0, len(recommended), _DIVERSITY_ROWS):
        rows = recommended[start : start + _DIVERSITY_ROWS]
        present = rows >= 0
        length = present.sum(axis=1)
        boundaries = np.concatenate(([0], np.cumsum(length)))
        chosen = sparse.csr_array(
            (np.ones(boundaries[-1]), rows[present], boundaries), shape=(len(rows), unit.shape[0])
        )
        # The cosines of all ordered pairs of distinct places: |sum of unit rows|² less each row with itself.
        sums = chosen @ unit
        squares = _squared_norms(sums if isinstance(sums, np.ndarray) else sparse.csr_array(sums))
        cosines = squares - chosen @ own
        pairs = length * (length - 1.0)
        np.divide(cosines, pairs, out=result[start : start + len(rows)], where=pairs > 0)
    return np.clip(1.0 - result, 0.0, 2.0)


def _check(hits: NDArray[np.bool_], truth_sizes: IntArray) -> None:
    if hits.ndim != 2 or hits.shape[1] < 1 or hits.dtype != np.bool_:
        raise InputError(
            f"hits is {hits.dtype} with shape {hits.shape}, not bool [users, K]", fix="Make them with mark_hits"
        )
    if truth_sizes.shape != (len(hits),):
        raise InputError(f"truth_sizes has shape {truth_sizes.shape}, not one size for each of {len(hits)} users")
    if len(hits) and truth_sizes.min() < 1:
        user = int(truth_sizes.argmin())
        raise InputError("a user has no truth", row=user + 1, field="truth_sizes", fix="Leave such users out")
    excess = hits.sum(axis=1) - truth_sizes
    if len(hits) and excess.max() > 0:
        user = int(excess.argmax())
        raise InputError(
            "more hits than truth", row=user + 1, field="hits", fix="A list must not name an item twice; remove repeats"
        )


def _times_recommended(recommended: IntArray, n_items: int) -> NDArray[np.int64]:
    if n_items < 1:
        raise InputError(f"n_items is {n_items}", field="n_items", fix="Give the number of items that could be ranked")
    times = np.bincount(recommended[recommended >= 0], minlength=n_items)
    if len(times) > n_items:
        raise InputError(f"item index {len(times) - 1} is recommended but there are {n_items} items", field="n_items")
    return times


def _unit_rows(features: sparse.csr_array | NDArray[np.floating]) -> sparse.csr_array | FloatArray:
    norms = np.sqrt(_squared_norms(features))
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    if isinstance(features, np.ndarray):
        return _float64(features * scale[:, None])
    return sparse.csr_array(sparse.diags_array(scale) @ features)


def _squared_norms(rows: sparse.csr_array | NDArray[np.floating]) -> FloatArray:
    if isinstance(rows, np.ndarray):
        return _float64(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))
    return _float64(rows.power(2).sum(axis=1))


def _float64(values: ArrayLike) -> FloatArray:
    return np.asarray(values, dtype=np.float64)

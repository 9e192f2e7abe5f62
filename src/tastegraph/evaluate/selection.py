"""The k best items of every row of a block of scores: exact, deterministic and in about one pass.

Sorting or partitioning whole rows is what a naive top-k spends its time on. Here a row is folded into a few hundred
groups first; k groups have a maximum of at least t, the k-th largest of these maxima, so no item below t can be among
the k best and hardly more than k items are left to sort. The fold is an element-wise maximum, which runs at the speed
of memory.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tastegraph.errors import InputError

_TILE_BYTES = 2**20
"""Rows are worked on in tiles of this size, so that the scratch copy stays in the processor's cache."""
_GROUP_SIZE = 50
"""Most items folded into one group."""
_GROUPS_PER_PLACE = 4
"""Fewest groups for each of the k places: with fewer, t is too low and too many items are left."""
_CROWD = 4
"""A row with more than this many times k items left is cut to k before sorting: it holds ties."""


def top_k(
    scores: NDArray[np.floating],
    k: int,
    *,
    exclude: sparse.csr_array | None = None,
    candidates: NDArray[np.integer] | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the k best items of each user, best first, and their scores.

    Args:
        scores: float [users, items]; never changed. An item scored -inf is not recommended.
        k: Length of the lists.
        exclude: CSR [users, items]; the items stored in a user's row, whatever the value, are not recommended.
        candidates: int, the item indices that may be recommended, in any order; all when not given.

    Returns:
        items: int32 [users, k]; of equal scores the lower item index comes first, also where the list is cut;
            -1 where a user has fewer than k items left.
        scores: float32 [users, k]; -inf where the item is -1.

    Raises:
        InputError: k is below 1, a score is NaN, shapes do not match or a candidate is out of range.

    Scratch memory is about 1 MB whatever the size of the block.
    """
    if k < 1:
        raise InputError(f"k is {k}", field="k", fix="Give a positive whole number")
    if scores.ndim != 2 or not np.issubdtype(scores.dtype, np.floating):
        raise InputError(f"scores is {scores.dtype} with shape {scores.shape}, not float [users, items]")
    if exclude is not None and exclude.shape != scores.shape:
        raise InputError(f"exclude has shape {exclude.shape}, scores {scores.shape}", field="exclude")
    n_users, n_items = scores.shape
    allowed = None if candidates is None else _allowed(candidates, n_items)
    width = n_items if allowed is None else len(allowed)
    best = np.full((n_users, k), -1, dtype=np.int32)
    best_scores = np.full((n_users, k), -np.inf, dtype=np.float32)
    if not n_users or not width:
        return best, best_scores

    rows_per_tile = max(1, _TILE_BYTES // (width * scores.dtype.itemsize))
    scratch = np.empty((min(rows_per_tile, n_users), width), dtype=scores.dtype)
    kept = np.empty(scratch.shape, dtype=np.bool_)
    position = None if allowed is None else _position(allowed, n_items)
    in_place = exclude is None and allowed is None and scores.flags.c_contiguous
    for start in range(0, n_users, rows_per_tile):
        stop = min(start + rows_per_tile, n_users)
        if in_place:
            tile = scores[start:stop]
        else:
            tile = scratch[: stop - start]
            if allowed is None:
                np.copyto(tile, scores[start:stop])
            else:
                np.take(scores[start:stop], allowed, axis=1, out=tile, mode="clip")
            if exclude is not None:
                _mask(tile, exclude, start, position)
        rows, ranks, columns = _select(tile, k, kept[: stop - start])
        best[start + rows, ranks] = columns if allowed is None else allowed[columns]
        best_scores[start + rows, ranks] = tile[rows, columns]
    return best, best_scores


def _allowed(candidates: NDArray[np.integer], n_items: int) -> NDArray[np.integer]:
    allowed = np.unique(candidates)
    if len(allowed) and (allowed[0] < 0 or allowed[-1] >= n_items):
        raise InputError(f"candidates must be item indices from 0 to {n_items - 1}", field="candidates")
    return allowed


def _position(allowed: NDArray[np.integer], n_items: int) -> NDArray[np.int64]:
    position = np.full(n_items, -1, dtype=np.int64)
    position[allowed] = np.arange(len(allowed))
    return position


def _mask(
    tile: NDArray[np.floating], exclude: sparse.csr_array, start: int, position: NDArray[np.int64] | None
) -> None:
    boundaries = exclude.indptr[start : start + len(tile) + 1]
    columns: NDArray[np.integer] = exclude.indices[boundaries[0] : boundaries[-1]]
    rows = np.repeat(np.arange(len(tile)), np.diff(boundaries))
    if position is not None:
        positions = position[columns]
        rows, columns = rows[positions >= 0], positions[positions >= 0]
    tile[rows, columns] = -np.inf


def _select(
    tile: NDArray[np.floating], k: int, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    bounds = _lower_bounds(tile, k)
    np.greater_equal(tile, bounds[:, None], out=kept)
    if np.count_nonzero(kept) > _CROWD * k * len(tile):
        for row in np.flatnonzero(np.count_nonzero(kept, axis=1) > _CROWD * k):
            _cut(tile[row], k, bounds[row], kept[row])
    rows, columns = np.divmod(np.flatnonzero(kept), tile.shape[1])
    # Stable: within a row and among equal scores the columns stay in ascending order.
    order = np.lexsort((-tile[rows, columns], rows))
    rows, columns = rows[order], columns[order]
    ranks = np.arange(len(rows)) - np.searchsorted(rows, np.arange(len(tile)))[rows]
    within = ranks < k
    return rows[within], ranks[within], columns[within]


def _lower_bounds(tile: NDArray[np.floating], k: int) -> NDArray[np.floating]:
    """Return for each row a score that at least k items reach, or the lowest finite one: -inf never passes."""
    n_rows, width = tile.shape
    lowest = np.finfo(tile.dtype).min
    size = max(1, min(_GROUP_SIZE, width // (_GROUPS_PER_PLACE * k)))
    groups = width // size
    rest = tile[:, groups * size :]
    maxima = tile[:, : groups * size].reshape(n_rows, size, groups).max(axis=1)
    if np.isnan(maxima).any() or np.isnan(rest).any():
        raise InputError("a score is NaN", field="scores", fix="Check the weights and features the model was fitted on")
    if k >= groups:
        return np.full(n_rows, lowest)
    return np.maximum(np.partition(maxima, groups - k, axis=1)[:, groups - k], lowest)


def _cut(scores: NDArray[np.floating], k: int, bound: np.floating, kept: NDArray[np.bool_]) -> None:
    """Leave in ``kept`` the k best of the items that reach ``bound``, of equal scores the first."""
    above = np.count_nonzero(np.greater(scores, bound, out=kept))
    if above >= k:
        left = scores[kept]
        bound = np.partition(left, len(left) - k)[len(left) - k]
        above = np.count_nonzero(np.greater(scores, bound, out=kept))
    kept[np.flatnonzero(scores == bound)[: k - above]] = True

"""A sparse model brought up to date: only the columns that what changed can reach are solved again."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from tastegraph.recommend.change import LogChange
from tastegraph.recommend.linear.sparse import SparseColumns, SparseProblem, solve_in_blocks

WORTH_IT: Final = 1 / 2
"""Columns solved again, as a share of all, above which the model is better made anew."""
MOVED: Final = 0.05
"""How much what is known about an item may move, as a share of it, before its column is solved again."""


def updated_columns(
    columns: SparseColumns, change: LogChange, problem: SparseProblem, moved: NDArray[np.bool_]
) -> tuple[SparseColumns, int] | None:
    """The columns for a changed log.

    Solved again are items in the old or new history of a user who changed, new items, items whose knowledge moved, and
    columns whose support held one of these or an item that is gone. The other columns keep their support: an item whose
    count fell might have come into it.

    Args:
        columns: Of the old items, in their order.
        change: From the old log to the new one.
        problem: Of the new log, at the scale of the old one.
        moved: Old items about which something else is known, bool [old items].

    Returns:
        The columns of the new items and how many were solved again; None where it would be more than half.
    """
    n_all = change.after.shape[1]
    touched = np.ones(n_all, dtype=np.bool_)
    touched[change.places] = moved
    touched[change.items] = True
    touched[change.n_items :] = True
    affected = touched.copy()
    for matrix in (columns.solution, columns.bare):
        held = np.repeat(change.places, np.diff(matrix.indptr))
        affected[held[touched[change.places][matrix.indices]]] = True
    targets = np.flatnonzero(affected[: change.n_items])
    if len(targets) > WORTH_IT * change.n_items:
        return None
    # Row of each item in the old columns followed by the fresh ones.
    origin = np.empty(n_all, dtype=np.int64)
    origin[change.places] = np.arange(len(change.places))
    origin[targets] = len(change.places) + np.arange(len(targets))
    origin = origin[: change.n_items]
    parts = [_on_all_items(columns, change.places, n_all)]
    if len(targets):
        parts.append(_on_all_items(solve_in_blocks(targets, problem), np.arange(change.n_items), n_all))
    rows = [vstack([getattr(part, name) for part in parts], format="csr")[origin] for name in ("solution", "bare")]
    solution, bare = (each[:, : change.n_items] for each in rows)
    return SparseColumns(solution, bare, np.concatenate([part.spread for part in parts])[origin]), len(targets)


def moved_items(before: NDArray[np.float32], after: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Items about which something else is known, bool [items].

    Args:
        before: `ItemFeatures.probe` of the old knowledge, float32 [items × probes].
        after: That of the new knowledge about the same items.
    """
    length = np.maximum(np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1))
    return np.asarray(np.linalg.norm(after - before, axis=1) > MOVED * length)


def _on_all_items(columns: SparseColumns, places: NDArray[np.int64], n_all: int) -> SparseColumns:
    """The same columns with their entries where the items stand among all."""

    def moved(rows: csr_array) -> csr_array:
        return csr_array((rows.data, places[rows.indices], rows.indptr), shape=(rows.shape[0], n_all))

    return SparseColumns(moved(columns.solution), moved(columns.bare), columns.spread)

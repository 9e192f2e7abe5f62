"""Pairs worth a closer look: for each row the rows of the other table that share most of what is rare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from tastegraph.graph.resolve.records.weights import Rows, Weighted

NEIGHBOURS: Final = 10
"""Rows of the other table looked at, for each row and each way to find them."""
_MOST_PRODUCTS: Final = 4_000_000
"""Scalar products in a block at most, which bounds memory."""
_WIDEST: Final = 2000
"""A token in more than so many rows of the other table tells too little to be worth its time."""


def candidate_pairs(
    ways: list[Weighted],
    vectors: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]] | None = None,
) -> tuple[Rows, Rows]:
    """Return the pairs that some way finds from either side, each once, by left and then right row.

    Args:
        ways: Sparse vectors of all rows, in different views.
        vectors: float32 [rows, dimension] of both tables, rows of length 1; None without an encoder.

    Returns:
        int64 [pairs] left rows, int64 [pairs] right rows. At most 20 · (len(ways) + 1) times the rows of both tables.
    """
    left_rows = ways[0].left.shape[0]
    right_rows = ways[0].right.shape[0]
    keys: list[npt.NDArray[np.int64]] = []
    for way in ways:
        mine, other = _of_unit_length(way.left, way.left_length), _of_unit_length(way.right, way.right_length)
        keys += [row * right_rows + column for row, column in _nearest(mine, other)]
        keys += [column * right_rows + row for row, column in _nearest(other, mine)]
    if vectors is not None:
        keys += [row * right_rows + column for row, column in _nearest_vectors(*vectors)]
        keys += [column * right_rows + row for row, column in _nearest_vectors(*reversed(vectors))]
    found = np.unique(np.concatenate(keys)) if keys and left_rows else np.empty(0, dtype=np.int64)
    return found // right_rows, found % right_rows


def _nearest(queries: sp.csr_matrix, rows: sp.csr_matrix) -> Iterator[tuple[Rows, Rows]]:
    """Yield the rows with the greatest scalar products, block by block of the queries."""
    holders = np.bincount(rows.indices, minlength=rows.shape[1])
    narrow = holders <= _WIDEST
    kept = queries.copy()
    kept.data = np.where(narrow[kept.indices], kept.data, 0.0)
    kept.eliminate_zeros()
    columns = sp.csr_matrix(rows.T)
    products = np.concatenate([[0], np.cumsum(holders[kept.indices])])[kept.indptr]
    start = 0
    while start < queries.shape[0]:
        end = int(np.searchsorted(products, products[start] + _MOST_PRODUCTS, side="right")) - 1
        end = min(max(end, start + 1), queries.shape[0])
        row, column = _largest(sp.csr_matrix(kept[start:end] @ columns))
        yield row + start, column
        start = end


def _largest(products: sp.csr_matrix) -> tuple[Rows, Rows]:
    """Rows and columns of the greatest entries of each row."""
    rows, columns = [], []
    for row, (start, end) in enumerate(pairwise(products.indptr.tolist())):
        found = products.indices[start:end]
        if len(found) > NEIGHBOURS:
            # Partial sorting row by row: sorting a block as a whole took most of the time of a run.
            found = found[np.argpartition(-products.data[start:end], NEIGHBOURS)[:NEIGHBOURS]]
        columns.append(found)
        rows.append(np.full(len(found), row, dtype=np.int64))
    return np.concatenate(rows), np.concatenate(columns).astype(np.int64)


def _nearest_vectors(queries: npt.NDArray[np.float32], rows: npt.NDArray[np.float32]) -> Iterator[tuple[Rows, Rows]]:
    k = min(NEIGHBOURS, len(rows))
    block = max(1, _MOST_PRODUCTS // max(1, len(rows)))
    for start in range(0, len(queries), block):
        cosines = queries[start : start + block] @ rows.T
        best = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        yield np.repeat(np.arange(start, start + len(best), dtype=np.int64), k), best.ravel().astype(np.int64)


def _of_unit_length(matrix: sp.csr_matrix, lengths: npt.NDArray[np.float64]) -> sp.csr_matrix:
    return sp.csr_matrix(
        (matrix.data / np.repeat(lengths, np.diff(matrix.indptr)), matrix.indices, matrix.indptr), shape=matrix.shape
    )

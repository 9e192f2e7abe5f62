"""Texts of two tables as sparse vectors in which what is rare weighs most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Rows: TypeAlias = npt.NDArray[np.int64]
Values: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Weighted:
    """Tokens of two tables, weighted.

    Attributes:
        left: CSR [left rows, tokens], the weight of each token that the row has.
        right: CSR [right rows, tokens].
        left_length: float64 [left rows], Euclidean length of the rows.
        right_length: float64 [right rows].
    """

    left: sp.csr_matrix
    right: sp.csr_matrix
    left_length: Values
    right_length: Values

    def cosine(self, left: Rows, right: Rows) -> Values:
        """float64 [pairs]: cosine of left and right rows, 0 where either is empty."""
        return _shared(self.left, self.right, left, right) / (self.left_length[left] * self.right_length[right])

    def overlap(self, left: Rows, right: Rows) -> Values:
        """float64 [pairs]: weight of the shared tokens over the whole of the lighter row."""
        shared = _shared(_root(self.left), _root(self.right), left, right)
        totals = np.minimum(_total(self.left)[left], _total(self.right)[right])
        return np.minimum(shared / np.maximum(totals, 1e-9), 1.0)

    def left_within(self, left: Rows, right: Rows) -> Values:
        """float64 [pairs]: the share, by weight, of the left row's tokens that the right row has."""
        return _within(self.left, self.right, left, right)

    def right_within(self, left: Rows, right: Rows) -> Values:
        """float64 [pairs]: the share, by weight, of the right row's tokens that the left row has."""
        return _within(self.right, self.left, right, left)

    def filled(self, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Bool [pairs]: whether both rows have a token at all."""
        return np.asarray((np.diff(self.left.indptr) > 0)[left] & (np.diff(self.right.indptr) > 0)[right])


def weighted(left: Iterable[Sequence[str]], right: Iterable[Sequence[str]]) -> Weighted:
    """Weigh tokens by (1 + log count) · log(2 / (share of left rows + share of right rows)).

    A token that all rows have weighs next to nothing, one that a row of each table has the most.
    """
    places: dict[str, int] = {}
    counted = [_counts(rows, places) for rows in (left, right)]
    width = max(1, len(places))
    matrices = [
        sp.csr_matrix((values, columns, starts), shape=(len(starts) - 1, width)) for values, columns, starts in counted
    ]
    shares = sum(np.bincount(matrix.indices, minlength=width) / max(1, matrix.shape[0]) for matrix in matrices)
    rarity = np.maximum(np.log(2.0 / np.maximum(shares, 1e-12)), 0.0) + 0.01
    for matrix in matrices:
        matrix.data *= rarity[matrix.indices]
        matrix.sort_indices()
    lengths = [np.maximum(np.sqrt(_row_sums(matrix, matrix.data**2)), 1e-9) for matrix in matrices]
    return Weighted(matrices[0], matrices[1], lengths[0], lengths[1])


def _counts(rows: Iterable[Sequence[str]], places: dict[str, int]) -> tuple[Values, Rows, Rows]:
    columns: list[int] = []
    values: list[int] = []
    starts = [0]
    for tokens in rows:
        for token, count in Counter(tokens).items():
            columns.append(places.setdefault(token, len(places)))
            values.append(count)
        starts.append(len(columns))
    return 1.0 + np.log(np.array(values, dtype=np.float64)), np.array(columns, np.int64), np.array(starts, np.int64)


def _shared(one: sp.csr_matrix, other: sp.csr_matrix, rows: Rows, other_rows: Rows) -> Values:
    return np.asarray(one[rows].multiply(other[other_rows]).sum(axis=1), dtype=np.float64).ravel()


def _within(one: sp.csr_matrix, other: sp.csr_matrix, rows: Rows, other_rows: Rows) -> Values:
    present = other[other_rows]
    present.data = np.ones_like(present.data)
    shared = np.asarray(one[rows].multiply(present).sum(axis=1), dtype=np.float64).ravel()
    return shared / np.maximum(_total(one)[rows], 1e-9)


def _root(matrix: sp.csr_matrix) -> sp.csr_matrix:
    return sp.csr_matrix((np.sqrt(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape)


def _total(matrix: sp.csr_matrix) -> Values:
    return _row_sums(matrix, matrix.data)


def _row_sums(matrix: sp.csr_matrix, values: Values) -> Values:
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[matrix.indptr[1:]] - sums[matrix.indptr[:-1]])

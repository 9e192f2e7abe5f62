"""Interactions seen with other id maps: the rows of given users, the columns of given items, matched by id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tastegraph.data import IdMap, Interactions


@dataclass(frozen=True, eq=False)
class AlignedRows:
    """Interactions of ``users`` with ``items``; what either map does not hold is left out.

    Attributes:
        matrix: float32 CSR [rows, items] in the log's own order of users; the last row is empty.
        rows: int64 [users], the row of each user; -1, the empty one, for a user who is not in the log.
    """

    matrix: sparse.csr_array
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, interactions: Interactions, users: IdMap, items: IdMap) -> AlignedRows:
        """Align ``interactions``, which stay as they are."""
        matrix = interactions.matrix
        if items == interactions.items:
            boundaries = np.append(matrix.indptr, matrix.indptr[-1])
            shape = (matrix.shape[0] + 1, len(items))
            aligned = sparse.csr_array((matrix.data, matrix.indices, boundaries), shape=shape)
            return cls(aligned, interactions.users.index(users))
        columns = items.index(interactions.items)[matrix.indices]
        known = columns >= 0
        before = np.concatenate(([0], np.cumsum(known)))
        boundaries = before[np.append(matrix.indptr, matrix.indptr[-1])]
        shape = (matrix.shape[0] + 1, len(items))
        aligned = sparse.csr_array((matrix.data[known], columns[known], boundaries), shape=shape)
        aligned.sort_indices()
        return cls(aligned, interactions.users.index(users))

    def block(self, part: slice) -> sparse.csr_array:
        """Return the rows of a range of users, CSR [users, items]."""
        return self.matrix[self.rows[part]]

    def as_mask(self) -> AlignedRows:
        """Return the same cells with the value 1: adding matrices drops zeros, and a weight may be zero."""
        ones = np.ones(self.matrix.nnz, dtype=np.int8)
        matrix = sparse.csr_array((ones, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)
        return AlignedRows(matrix, self.rows)

    def item_counts(self) -> NDArray[np.int64]:
        """Return int64 [items], the number of the log's users who have each item."""
        return np.bincount(self.matrix.indices, minlength=self.matrix.shape[1])

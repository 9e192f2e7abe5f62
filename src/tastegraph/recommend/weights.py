"""The one matrix that an additive recommender is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, issparse

LEAST: Final = 1e-6
"""Weight that the oldest interaction of a history keeps at least: it stays part of the history."""


@dataclass(frozen=True, eq=False)
class ItemWeights:
    """All that an additive recommender has learned.

    Attributes:
        matrix: float32 [items × items]; entry (i, j) is what having i in the history adds to the score of j.
        offset: float32 [items] added to everybody's score, or None.
        kept: What the recommender needs beside them to be updated, by name: arrays, and CSR [items × items]. Empty
            where it is fitted again instead.
    """

    matrix: NDArray[np.float32] | csr_array
    offset: NDArray[np.float32] | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)

    def score(self, histories: csr_array) -> NDArray[np.float32]:
        """float32 [users × items] from histories [users × items]."""
        product = histories @ self.matrix
        scores = np.asarray(product.toarray() if issparse(product) else product, dtype=np.float32)
        if self.offset is not None:
            scores += self.offset
        return scores

    def contributions(self, history: csr_array, targets: NDArray[np.integer]) -> NDArray[np.float32]:
        """What each item of one history [1 × items] adds to each target: float32 [stored items × targets]."""
        part = self.matrix[history.indices[:, None], targets[None, :]]
        dense = np.asarray(part.toarray() if issparse(part) else part, dtype=np.float32)
        return np.asarray(dense * history.data[:, None])


def positive(matrix: csr_array) -> csr_array:
    """The same matrix without stored zeros; the matrix itself where it stores none."""
    if matrix.data.all():
        return matrix
    kept = matrix.copy()
    kept.eliminate_zeros()
    return kept


def binary(matrix: csr_array) -> csr_array:
    """The same pattern with every positive weight set to 1 and zeros dropped; the matrix itself where it is that."""
    kept = positive(matrix)
    if (kept.data == 1).all():
        return kept
    ones = np.ones(kept.nnz, dtype=np.float32)
    return csr_array((ones, kept.indices, kept.indptr), shape=kept.shape)


def popularity(histories: csr_array) -> NDArray[np.float32]:
    """Share of the users who have each item, whatever its weight, float32 [items]."""
    having = np.bincount(histories.indices, minlength=histories.shape[1])
    return np.asarray(having / max(histories.shape[0], 1), dtype=np.float32)


def faded(age: NDArray[np.integer], recency: float) -> NDArray[np.float32]:
    """Weight of an interaction so many steps old, float32: recency^age."""
    return np.asarray(np.maximum(np.float32(recency) ** age.astype(np.float32), np.float32(LEAST)))

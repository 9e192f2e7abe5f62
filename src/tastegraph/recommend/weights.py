"""The one matrix that an additive recommender is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, issparse


@dataclass(frozen=True, eq=False)
class ItemWeights:
    """All that an additive recommender has learned.

    Attributes:
        matrix: float32 [items × items]; entry (i, j) is what having i in the history adds to the score of j.
        offset: float32 [items] added to everybody's score, or None.
    """

    matrix: NDArray[np.float32] | csr_array
    offset: NDArray[np.float32] | None = None

    def score(self, histories: csr_array) -> NDArray[np.float32]:
        """float32 [users × items] from histories [users × items]."""
        product = histories @ self.matrix
        scores = np.asarray(product.toarray() if issparse(product) else product, dtype=np.float32)
        if self.offset is not None:
            scores += self.offset
        return scores

    def contributions(self, history: NDArray[np.integer], targets: NDArray[np.integer]) -> NDArray[np.float32]:
        """float32 [history × targets]: what each item of the history adds to each target."""
        part = self.matrix[history[:, None], targets[None, :]]
        return np.asarray(part.toarray() if issparse(part) else part, dtype=np.float32)


def binary(matrix: csr_array) -> csr_array:
    """The same pattern with every positive weight set to 1 and zeros dropped."""
    kept = matrix.copy()
    kept.eliminate_zeros()
    kept.data = np.ones(kept.nnz, dtype=np.float32)
    return kept


def popularity(histories: csr_array) -> NDArray[np.float32]:
    """Share of the users who have each item, float32 [items]."""
    return np.asarray(histories.sum(axis=0) / max(histories.shape[0], 1), dtype=np.float32)

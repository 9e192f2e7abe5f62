"""The nearest-neighbour term that is blended into the solution."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, issparse

from tastegraph.recommend.neighbours import cosine_neighbours

Weights = TypeVar("Weights", NDArray[np.float32], csr_array)

NEIGHBOURS, SHRINKAGE = 200, 10.0


def with_neighbours(B: Weights, X: csr_array, share: float) -> Weights:
    """B and, scaled to its spread, the cosine similarities of each item's nearest neighbours; dense B in place.

    Args:
        B: float32 [items × items].
        X: users × items, binary.
        share: Spread of the similarities as a share of that of B; 0 leaves them out.
    """
    if share == 0:
        return B
    similar = cosine_neighbours(X, NEIGHBOURS, SHRINKAGE)
    spread = np.sqrt(_squares(B) / max(_squares(similar), 1e-12))
    similar.data *= np.float32(share * spread)
    if issparse(B):
        blended: Weights = (B + similar).tocsr()
        return blended
    rows = np.repeat(np.arange(similar.shape[0]), np.diff(similar.indptr))
    B[rows, similar.indices] += similar.data
    return B


def _squares(B: Weights) -> float:
    """Sum of the squared entries."""
    if issparse(B):
        return float(np.square(B.data).sum())
    return float(np.einsum("ij,ij->", B, B))

"""The Gram matrix of behaviour, built in blocks of items."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.engine import stream_blocks

BLOCK: Final = 512
"""Items whose rows are made at a time; the same wherever they are made, and so are the sums."""


def weighted_gram(X: csr_array, user_weights: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """G = Xᵀ W X, float32 [items × items], C-contiguous and symmetric.

    Args:
        X: users × items.
        user_weights: Diagonal of W [users]; 1 where not given.

    Memory: the result and X twice; of the sparse product only a few blocks of rows are held.
    """
    X = X.astype(np.float32, copy=False)
    by_item = X.T.tocsr()
    if user_weights is not None:
        by_item.data *= user_weights[by_item.indices]
    n_items = X.shape[1]
    blocks = [slice(start, min(start + BLOCK, n_items)) for start in range(0, n_items, BLOCK)]
    G = np.empty((n_items, n_items), dtype=np.float32)
    for block, rows in zip(blocks, stream_blocks(_gram_rows, blocks, by_item, X), strict=True):
        rows.toarray(out=G[block])
    return G


def _gram_rows(block: slice, by_item: csr_array, X: csr_array) -> csr_array:
    return by_item[block] @ X

"""Similarity of items in one block of features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, issparse

from tastegraph.represent import FeatureBlock


def item_kernel(block: FeatureBlock) -> NDArray[np.float32]:
    """F Fᵀ of the rows at length 1, float32 [items × items].

    Sparse features weigh log(items / items that have it), so that what everybody has says nothing and hubs say
    little; features of a single item join nothing and drop out. Dense rows are taken as they are.
    """
    if not issparse(block.matrix):
        return np.asarray(block.matrix @ block.matrix.T, dtype=np.float32)
    rows = _at_length_one(_by_rarity(block.matrix))
    return np.asarray((rows @ rows.T).toarray(), dtype=np.float32)


def joins_items(kernel: NDArray[np.float32]) -> bool:
    """Whether any two different items are similar at all."""
    return bool(np.count_nonzero(kernel) > np.count_nonzero(np.diag(kernel)))


def _by_rarity(F: csr_array) -> csr_array:
    holders = np.bincount(F.indices, minlength=F.shape[1])
    rarity = np.log(F.shape[0] / np.maximum(holders, 1))
    return (F @ diags_array(np.where(holders > 1, rarity, 0))).tocsr()


def _at_length_one(F: csr_array) -> csr_array:
    lengths = np.sqrt(np.asarray(F.multiply(F).sum(axis=1)).ravel())
    return (diags_array(np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)) @ F).tocsr()

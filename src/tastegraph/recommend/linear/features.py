"""What is known about the items, weighed and side by side: F of the joint objective, never multiplied out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, hstack

from tastegraph.represent import FeatureBlock, Knowledge, Matrix

OTHERS: Final = "other relations"
"""The name that blocks share which speak of few items."""
FEW: Final = 0.02
"""Share of the items below which a block has no weight of its own: too little to choose one by."""
BLOCK: Final = 512
"""Rows of a kernel made at a time."""


def weighed_features(block: FeatureBlock) -> Matrix:
    """F with its features weighed by rarity and its rows at length 1, float32 [items × features].

    Sparse features weigh log(items / items that have it), so that what everybody has says nothing and hubs say
    little; features of a single item join nothing and drop out. Dense rows are taken as they are.
    """
    if isinstance(block.matrix, np.ndarray):
        return block.matrix
    return _at_length_one(_by_rarity(block.matrix))


def joins_items(features: Matrix) -> bool:
    """Whether any two items may be similar by weighed features."""
    if isinstance(features, np.ndarray):
        return bool(np.count_nonzero(features.any(axis=1)) > 1)
    held = features.indices[features.data != 0]
    return bool(len(held) and np.bincount(held).max() > 1)


def joining_features(knowledge: Knowledge) -> Iterator[tuple[str, Matrix]]:
    """The weighed features of each block that joins any two items, and the name under which its weight is chosen."""
    for block in knowledge.blocks:
        features = weighed_features(block)
        if joins_items(features):
            yield OTHERS if block.known.mean() < FEW else block.name, features


@dataclass(frozen=True, eq=False)
class ItemFeatures:
    """All blocks as two: √α_s F_s, the sparse ones beside each other, and the dense ones.

    Attributes:
        sparse: float32 CSR [items × sparse features].
        dense: float32 [items × dense features].
    """

    sparse: csr_array
    dense: NDArray[np.float32]

    @classmethod
    def of(cls, knowledge: Knowledge, weights: Mapping[str, float]) -> Self | None:
        """The features of those blocks whose weight is not 0 and that join items; None where there are none.

        Args:
            knowledge: The blocks.
            weights: α of each block; 1 where not named.
        """
        return cls.beside(
            [
                features * np.float32(np.sqrt(weights.get(name, 1.0)))
                for name, features in joining_features(knowledge)
                if weights.get(name, 1.0)
            ]
        )

    @classmethod
    def beside(cls, parts: Sequence[Matrix]) -> Self | None:
        """Matrices items × features beside each other; None where there are none."""
        if not parts:
            return None
        sparse = [part for part in parts if not isinstance(part, np.ndarray)]
        dense = [part for part in parts if isinstance(part, np.ndarray)]
        n_items = parts[0].shape[0]
        return cls(
            hstack(sparse, format="csr") if sparse else csr_array((n_items, 0), dtype=np.float32),
            np.hstack(dense) if dense else np.empty((n_items, 0), dtype=np.float32),
        )

    @cached_property
    def by_feature(self) -> csr_array:
        """The sparse features transposed, float32 CSR [sparse features × items]."""
        return self.sparse.T.tocsr()

    def add_kernel(self, K: NDArray[np.float32], weight: float = 1.0) -> None:
        """Add the kernel of all items, weighed, to K [items × items], in place and in blocks of rows."""
        for start in range(0, len(K), BLOCK):
            rows = np.arange(start, min(start + BLOCK, len(K)))
            K[rows] += np.float32(weight) * self.kernel_rows(rows)

    def kernel(self, items: NDArray[np.integer]) -> NDArray[np.float32]:
        """Σ_s α_s F_s F_sᵀ among some items, float32 [items × items]."""
        sparse, dense = self.sparse[items], self.dense[items]
        return np.asarray((sparse @ sparse.T).toarray() + dense @ dense.T, dtype=np.float32)

    def kernel_rows(self, rows: NDArray[np.integer]) -> NDArray[np.float32]:
        """Some rows of it, over all items, float32 [rows × all items]."""
        product = np.asarray((self.sparse[rows] @ self.by_feature).toarray(), dtype=np.float32)
        if self.dense.shape[1]:
            product += self.dense[rows] @ self.dense.T
        return product

    def probe(self, signs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Σ_s α_s F_s F_sᵀ times a few vectors, float32 [items × vectors]: moves where what is known of an item moves.

        Args:
            signs: float32 [items × vectors].
        """
        product = np.asarray(self.sparse @ (self.sparse.T @ signs), dtype=np.float32)
        return product + self.dense @ (self.dense.T @ signs)


def _by_rarity(F: csr_array) -> csr_array:
    holders = np.bincount(F.indices, minlength=F.shape[1])
    rarity = np.log(F.shape[0] / np.maximum(holders, 1))
    return (F @ diags_array(np.where(holders > 1, rarity, 0))).tocsr()


def _at_length_one(F: csr_array) -> csr_array:
    lengths = np.sqrt(np.asarray(F.multiply(F).sum(axis=1)).ravel())
    scales = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return (diags_array(scales) @ F).astype(np.float32).tocsr()

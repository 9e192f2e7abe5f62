"""Item-based nearest neighbours, the baseline that most published models fail to beat."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csr_array, vstack

from tastegraph.data import Interactions
from tastegraph.recommend.additive import AdditiveRecommender
from tastegraph.recommend.weights import ItemWeights, binary
from tastegraph.represent import Knowledge


class ItemKNNConfig(BaseModel):
    """How many neighbours, and how sure a similarity must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    neighbours: int = Field(default=100, ge=1)
    shrinkage: float = Field(default=10.0, ge=0, allow_inf_nan=False)
    """Added to the denominator of the cosine: similarities that rest on few users shrink towards 0."""


class ItemKNNRecommender(AdditiveRecommender[ItemKNNConfig]):
    """Cosine similarity between the users of two items, the nearest neighbours of each item kept.

    ``s_ij = |U_i ∩ U_j| / (√(|U_i| |U_j|) + shrinkage)``: Sarwar et al., WWW 2001, shrunk as by Bell and Koren 2007.
    """

    name: ClassVar[str] = "itemknn"
    config_type = ItemKNNConfig
    uses_knowledge: ClassVar[bool] = False

    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:
        X = binary(interactions.with_items(knowledge.items).matrix)
        return ItemWeights(cosine_neighbours(X, self.config.neighbours, self.config.shrinkage))

    @classmethod
    def ladders(cls, knowledge: Knowledge | None) -> dict[str, tuple[float, ...]]:  # noqa: ARG003 - behaviour alone
        """Values for ``tune`` to try."""
        return {"neighbours": (10, 20, 50, 100, 200, 400), "shrinkage": (0, 5, 10, 20, 50, 100)}


def cosine_neighbours(X: csr_array, neighbours: int, shrinkage: float, *, block: int = 2048) -> csr_array:
    """Sparse similarities [items × items]: column j holds the nearest neighbours of item j.

    Args:
        X: users × items, binary.
        neighbours: Entries kept in each column.
        shrinkage: Added to the denominator.
        block: Items handled at a time; memory is bounded by block × items where the co-occurrence is dense.
    """
    n_items = X.shape[1]
    norms = np.sqrt(np.asarray(X.sum(axis=0), dtype=np.float64))
    by_item = X.T.tocsr()
    blocks = []
    for start in range(0, n_items, block):
        items = np.arange(start, min(start + block, n_items))
        blocks.append(nearest_by_cosine(items, by_item, X, norms, neighbours, shrinkage))
    return vstack(blocks, format="csr").T.tocsr()


def nearest_by_cosine(
    items: NDArray[np.integer],
    by_item: csr_array,
    by_user: csr_array,
    lengths: NDArray[np.floating],
    neighbours: int,
    shrinkage: float,
) -> csr_array:
    """The nearest neighbours of some items by shrunk cosine, without the items themselves: CSR [m × items].

    Args:
        items: Rows [m].
        by_item: items × users.
        by_user: Its transpose.
        lengths: Of the rows of ``by_item`` [items].
        neighbours: Entries kept in each row.
        shrinkage: Added to the denominator.
    """
    together = (by_item[items] @ by_user).tocsr()
    rows = np.repeat(items, np.diff(together.indptr))
    together.data = (together.data / (lengths[rows] * lengths[together.indices] + shrinkage)).astype(np.float32)
    together.data[rows == together.indices] = 0
    return largest_of_each_row(together, neighbours)


def largest_of_each_row(matrix: csr_array, count: int) -> csr_array:
    """The same matrix with only the ``count`` largest stored values of each row; of equal ones the first columns."""
    matrix.eliminate_zeros()
    lengths = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(matrix.shape[0]), lengths)
    order = np.lexsort((matrix.indices, -matrix.data, rows))
    rank = np.arange(len(order)) - np.repeat(matrix.indptr[:-1], lengths)
    keep = order[rank < count]
    return csr_array((matrix.data[keep], (rows[keep], matrix.indices[keep])), shape=matrix.shape)

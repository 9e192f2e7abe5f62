"""The linear core: behaviour and knowledge in one objective, solved exactly."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.data import Interactions
from tastegraph.engine import sized_for
from tastegraph.recommend.additive import AdditiveRecommender
from tastegraph.recommend.linear.algebra import (
    invert_in_place,
    self_excluding_solution,
    self_excluding_solution_near,
    weighted_gram,
)
from tastegraph.recommend.linear.config import EASEConfig, LinearConfig
from tastegraph.recommend.linear.knowledge_model import KnowledgeModel
from tastegraph.recommend.neighbours import cosine_neighbours
from tastegraph.recommend.weights import ItemWeights, binary
from tastegraph.represent import Knowledge


class LinearRecommender(AdditiveRecommender[LinearConfig]):
    """Item–item weights that explain behaviour and stay near what knowledge predicts.

    The knowledge model T says which items stand in for which; it leads behaviour, smoothed to H, to a prior
    B₀ = H T; behaviour moves the weights away from the prior where it has something to say. An item nobody has
    interacted with keeps its prior: that is how cold items get their scores. ``docs/linear.md`` derives it.

    Limits: two dense matrices items × items with knowledge, one without; cost about 6 items³ and 1 items³ flop.
    """

    name: ClassVar[str] = "linear"
    config_type = LinearConfig

    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:
        X = binary(interactions.matrix)
        with sized_for(X.shape[1]):
            stand_ins = None
            if (model := KnowledgeModel.of(knowledge)).kernels:
                stand_ins = model.stand_ins(self.config.blocks, self.config.smoothing, interactions.item_counts > 0)
            return ItemWeights(linear_weights(X, stand_ins, self.config))

    @classmethod
    def ladders(cls, knowledge: Knowledge | None) -> dict[str, tuple[float, ...]]:
        """Values for ``tune`` to try, in the order in which they matter."""
        behaviour: dict[str, tuple[float, ...]] = {
            "regularisation": (5, 10, 20, 50, 100, 200, 300, 450, 700, 1000, 1500),
            "dropout": (0, 0.25, 0.5, 1, 1.5, 2, 3),
            "user_exponent": (0, 0.25, 0.5, 0.75),
            "regularisation_exponent": (0, 0.25, 0.5),
            "history_exponent": (-0.3, -0.2, -0.1, 0),
            "target_exponent": (0, 0.1, 0.2, 0.3),
            "neighbours": (0, 0.1, 0.2, 0.4),
        }
        if knowledge is None:
            return behaviour
        return (
            {"knowledge": (0, 0.5, 1, 2, 3, 5), "smoothing": (1, 3, 10, 30, 60, 120)}
            | {"regularisation": behaviour["regularisation"]}
            | {f"blocks.{name}": (0, 0.3, 1, 3) for name in KnowledgeModel.of(knowledge).kernels}
        )


class EASERecommender(AdditiveRecommender[EASEConfig]):
    """EASE: behaviour alone, one ridge for all. Steck, WWW 2019."""

    name: ClassVar[str] = "ease"
    config_type = EASEConfig
    uses_knowledge: ClassVar[bool] = False

    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:  # noqa: ARG002
        plain = LinearConfig(regularisation=self.config.regularisation, user_exponent=0)
        with sized_for(len(interactions.items)):
            return ItemWeights(linear_weights(binary(interactions.matrix), None, plain))

    @classmethod
    def ladders(cls, knowledge: Knowledge | None) -> dict[str, tuple[float, ...]]:  # noqa: ARG003 - behaviour alone
        """Values for ``tune`` to try."""
        return {"regularisation": (20, 50, 100, 200, 300, 500, 800, 1200, 2000)}


def linear_weights(X: csr_array, stand_ins: NDArray[np.float32] | None, config: LinearConfig) -> NDArray[np.float32]:
    """B of the joint objective, scaled for histories and targets; float32 [items × items], zero diagonal.

    Args:
        X: users × items, binary.
        stand_ins: T of the knowledge model [items × items], or None.
        config: The hyperparameters.
    """
    gram = weighted_gram(X, user_weights(X, config.user_exponent))
    counts = np.diag(gram).copy()
    warm = counts > 0
    share = np.where(warm, counts / counts[warm].mean(), 1.0) if warm.any() else np.ones_like(counts)
    ridge = config.regularisation * share**config.regularisation_exponent + config.dropout * counts

    gram[np.diag_indices_from(gram)] += ridge
    P = invert_in_place(gram)
    if stand_ins is None:
        B = self_excluding_solution(P)
    elif config.knowledge == 0:
        expected = _smoothed(P, ridge, stand_ins[:, ~warm])
        B = self_excluding_solution(P)
        B[:, ~warm] = expected
    else:
        expected = _smoothed(P, ridge, stand_ins)
        B = self_excluding_solution_near(P, ridge, config.knowledge * expected)
        B[:, ~warm] = expected[:, ~warm]
    if config.neighbours > 0:
        _blend_neighbours(B, X, config.neighbours)
    if config.history_exponent:
        B *= (share**config.history_exponent)[:, None]
    if config.target_exponent:
        B *= share**-config.target_exponent
    return B


def _smoothed(
    P: NDArray[np.floating], ridge: NDArray[np.floating], stand_ins: NDArray[np.float32]
) -> NDArray[np.floating]:
    """H T = (I − P Λ) T: what a history leads to, read at the items that stand in for the columns'."""
    return stand_ins - P @ (ridge[:, None] * stand_ins)


def user_weights(X: csr_array, exponent: float) -> NDArray[np.float32] | None:
    """Diagonal of W, n_u^−b, scaled so that all interactions together weigh what they weighed before."""
    if exponent == 0:
        return None
    lengths = np.diff(X.indptr).astype(np.float64)
    weights = np.maximum(lengths, 1) ** -exponent
    total = max(float((weights * lengths).sum()), 1e-12)
    return np.asarray(weights * (lengths.sum() / total), dtype=np.float32)


def _blend_neighbours(B: NDArray[np.float32], X: csr_array, share: float) -> None:
    """Add nearest-neighbour similarities, scaled to the spread of B, in place."""
    similar = cosine_neighbours(X, neighbours=200, shrinkage=10.0)
    spread = np.sqrt(np.einsum("ij,ij->", B, B) / max(float((similar.data**2).sum()), 1e-12))
    rows = np.repeat(np.arange(similar.shape[0]), np.diff(similar.indptr))
    B[rows, similar.indices] += (share * spread * similar.data).astype(np.float32)

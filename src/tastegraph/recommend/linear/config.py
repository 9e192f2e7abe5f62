"""The hyperparameters of the linear core."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Form: TypeAlias = Literal["auto", "exact", "sparse"]
"""How the solution is held."""


class LinearConfig(BaseModel):
    """Values of the exact solution; ``tune`` chooses them, the defaults suit a medium-sized log.

    Notation as in ``docs/linear.md``: G = XᵀWX, g = diag G, ridge Λ_ii = λ (g_i / ḡ)^q + p g_i.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    regularisation: float = Field(default=200.0, gt=0)
    """λ: how strongly weights are held to their prior; in interactions."""
    regularisation_exponent: float = Field(default=0.0, ge=0, le=1)
    """q: how much stronger that is for popular items."""
    dropout: float = Field(default=0.0, ge=0, le=10)
    """p: ridge in proportion to an item's interactions; p = d / (1 − d) is dropping each of them with probability d."""
    user_exponent: float = Field(default=0.5, ge=0, le=2)
    """b: a user with n interactions counts n^−b; 0 lets the busiest speak loudest."""
    history_exponent: float = Field(default=0.0, ge=-1, le=1)
    """s: a liked item speaks with (g / ḡ)^s; below 0, rare likes say more."""
    target_exponent: float = Field(default=0.0, ge=0, le=1)
    """t: scores are divided by (g / ḡ)^t; above 0, rare items are favoured."""
    neighbours: float = Field(default=0.0, ge=0)
    """Share of the nearest-neighbour term that is blended in."""
    recency: float = Field(default=1.0, gt=0, le=1)
    """What an interaction of the history counts for, as a share of the next newer one; 1 where age does not count."""
    knowledge: float = Field(default=1.0, ge=0)
    """η: how much of what knowledge predicts is the prior of warm items; 0 leaves knowledge to cold items alone."""
    coupling: float = Field(default=0.0, ge=0)
    """α: how much what is known about the items counts as rows of X beside those of the users."""
    stand_in_exponent: float = Field(default=0.0, ge=0, le=1)
    """ρ: an item stands in for others with (g / ḡ)^−ρ; above 0, popular items speak for new ones less loudly."""
    smoothing: float = Field(default=30.0, gt=0)
    """μ: ridge of the knowledge model; larger borrows from more and less similar items."""
    blocks: dict[str, float] = Field(default_factory=dict)
    """Weight of each feature block in the knowledge model; 1 where not named, 0 switches a block off.
    Blocks that speak of less than 2% of the items go by "other relations" together."""
    form: Form = "auto"
    """``exact``: one dense matrix. ``sparse``: each column on its nearest items. ``auto``: exact where it fits."""
    support: int = Field(default=100, ge=1, le=2000)
    """Items that may speak for another one in the sparse form."""
    updatable: bool = False
    """Keep what `update` needs to follow a changed log without a refit: in the exact form one more dense matrix,
    items × items, in memory and in the model folder; in the sparse form two more sparse ones."""


class EASEConfig(BaseModel):
    """EASE has one hyperparameter."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    regularisation: float = Field(default=200.0, gt=0)
    """λ of Steck (WWW 2019)."""
    form: Form = "auto"
    """As in `LinearConfig`."""
    support: int = Field(default=100, ge=1, le=2000)
    """As in `LinearConfig`."""

"""Popularity: the same list for everybody, and the yardstick for anything personal."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict
from scipy.sparse import csr_array

from tastegraph.data import Interactions
from tastegraph.recommend.additive import AdditiveRecommender
from tastegraph.recommend.weights import ItemWeights
from tastegraph.represent import Knowledge


class PopularityConfig(BaseModel):
    """Popularity has nothing to set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PopularityRecommender(AdditiveRecommender[PopularityConfig]):
    """Scores an item by the share of users who interacted with it."""

    name: ClassVar[str] = "popularity"
    config_type = PopularityConfig
    uses_knowledge: ClassVar[bool] = False

    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:
        n_items = len(knowledge.items)
        counts = np.bincount(interactions.item_index, minlength=n_items)
        share = (counts / len(interactions.users)).astype(np.float32)
        return ItemWeights(csr_array((n_items, n_items), dtype=np.float32), share)

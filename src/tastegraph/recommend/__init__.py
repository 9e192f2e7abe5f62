"""Recommenders: the linear core, its yardsticks, and what they share.

``LinearRecommender`` is the core. ``tune`` chooses hyperparameters on held-out data, for any recommender.
"""

from tastegraph.recommend.additive import AdditiveRecommender
from tastegraph.recommend.change import Change
from tastegraph.recommend.linear import EASERecommender, LinearConfig, LinearRecommender
from tastegraph.recommend.neighbours import ItemKNNConfig, ItemKNNRecommender
from tastegraph.recommend.popularity import PopularityRecommender
from tastegraph.recommend.protocol import (
    Contribution,
    Explanation,
    Recommendation,
    Recommendations,
    Recommender,
    State,
)
from tastegraph.recommend.registry import load_recommender, recommender_class, recommender_names
from tastegraph.recommend.tuning import BUDGET, Choice, tune, uses_knowledge
from tastegraph.recommend.weights import ItemWeights

__all__ = [
    "BUDGET",
    "AdditiveRecommender",
    "Change",
    "Choice",
    "Contribution",
    "EASERecommender",
    "Explanation",
    "ItemKNNConfig",
    "ItemKNNRecommender",
    "ItemWeights",
    "LinearConfig",
    "LinearRecommender",
    "PopularityRecommender",
    "Recommendation",
    "Recommendations",
    "Recommender",
    "State",
    "load_recommender",
    "recommender_class",
    "recommender_names",
    "tune",
    "uses_knowledge",
]

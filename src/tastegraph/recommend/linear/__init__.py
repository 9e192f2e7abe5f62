"""The linear core: an exact item × item model of behaviour and knowledge, and EASE, its bare form."""

from tastegraph.recommend.linear.config import EASEConfig, LinearConfig
from tastegraph.recommend.linear.exact import exact_weights
from tastegraph.recommend.linear.model import EASERecommender, LinearRecommender
from tastegraph.recommend.linear.sparse import sparse_weights

__all__ = ["EASEConfig", "EASERecommender", "LinearConfig", "LinearRecommender", "exact_weights", "sparse_weights"]

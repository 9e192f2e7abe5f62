"""The linear core: an exact item × item model of behaviour and knowledge, and EASE, its bare form."""

from tastegraph.recommend.linear.config import EASEConfig, LinearConfig
from tastegraph.recommend.linear.model import EASERecommender, LinearRecommender, linear_weights

__all__ = ["EASEConfig", "EASERecommender", "LinearConfig", "LinearRecommender", "linear_weights"]

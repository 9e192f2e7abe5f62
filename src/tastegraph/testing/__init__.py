"""The exam that every recommender must pass, ours and a plugin's alike."""

from tastegraph.testing.recommenders import check_recommender, two_crowds

__all__ = ["check_recommender", "two_crowds"]

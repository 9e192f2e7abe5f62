"""Hyperparameters chosen on held-out interactions, never on the test part."""

from tastegraph.recommend.tuning.folds import Fold, cold_fold, sample_items, warm_folds
from tastegraph.recommend.tuning.search import BUDGET, Choice, tune, uses_knowledge

__all__ = ["BUDGET", "Choice", "Fold", "cold_fold", "sample_items", "tune", "uses_knowledge", "warm_folds"]

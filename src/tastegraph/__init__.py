"""Tastegraph: recommendations that know why.

A catalogue and an interaction log become a knowledge graph whose statements carry their evidence, and a recommender
that joins behaviour with that knowledge in one exact solution. ``Project`` does the whole job on a folder; the
packages below it can each be used alone.
"""

from tastegraph.config import ProjectConfig
from tastegraph.data import Catalogue, Interactions
from tastegraph.errors import InputError, TastegraphError
from tastegraph.evaluate import evaluate_ranking
from tastegraph.graph import Evidence, KnowledgeGraph, Schema, Statement
from tastegraph.project import Project
from tastegraph.recommend import LinearConfig, LinearRecommender, load_recommender
from tastegraph.represent import Knowledge

__all__ = [
    "Catalogue",
    "Evidence",
    "InputError",
    "Interactions",
    "Knowledge",
    "KnowledgeGraph",
    "LinearConfig",
    "LinearRecommender",
    "Project",
    "ProjectConfig",
    "Schema",
    "Statement",
    "TastegraphError",
    "evaluate_ranking",
    "load_recommender",
]

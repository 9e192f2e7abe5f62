"""A Project is a folder: what a person writes, what is made from it, and the few verbs between them."""

from tastegraph.progress import Progress
from tastegraph.project.answers import (
    Answer,
    BuildAnswer,
    ExplainAnswer,
    Reason,
    RecommendAnswer,
    Suggestion,
    TrainAnswer,
)
from tastegraph.project.benchmark import run_benchmark
from tastegraph.project.layout import Layout
from tastegraph.project.measure import Bench, Measured, measure
from tastegraph.project.project import Project

__all__ = [
    "Answer",
    "Bench",
    "BuildAnswer",
    "ExplainAnswer",
    "Layout",
    "Measured",
    "Progress",
    "Project",
    "Reason",
    "RecommendAnswer",
    "Suggestion",
    "TrainAnswer",
    "measure",
    "run_benchmark",
]

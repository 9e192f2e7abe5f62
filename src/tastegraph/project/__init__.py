"""A Project is a folder: what a person writes, what is made from it, and the few verbs between them."""

from tastegraph.progress import Progress
from tastegraph.project.ablate import ablate_model
from tastegraph.project.answers import (
    Answer,
    BatchAnswer,
    BuildAnswer,
    ExplainAnswer,
    Reason,
    RecommendAnswer,
    Suggestion,
    TrainAnswer,
    UpdateAnswer,
)
from tastegraph.project.batch import recommend_all
from tastegraph.project.benchmark import BenchmarkFolder, run_benchmark
from tastegraph.project.compare import compare_models
from tastegraph.project.layout import Layout
from tastegraph.project.measure import Bench, Measured, measure
from tastegraph.project.project import Project
from tastegraph.project.terms import Terms

__all__ = [
    "Answer",
    "BatchAnswer",
    "Bench",
    "BenchmarkFolder",
    "BuildAnswer",
    "ExplainAnswer",
    "Layout",
    "Measured",
    "Progress",
    "Project",
    "Reason",
    "RecommendAnswer",
    "Suggestion",
    "Terms",
    "TrainAnswer",
    "UpdateAnswer",
    "ablate_model",
    "compare_models",
    "measure",
    "recommend_all",
    "run_benchmark",
]

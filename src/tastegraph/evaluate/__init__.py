"""How good a recommender is: metrics, full ranking, paired comparison and the record of a run.

Metrics are pure functions on arrays, defined in ``docs/metrics.md``. `evaluate_ranking` applies them to
any model that can score histories, block by block. `compare` says whether a difference is more than chance.
`Run` is what a measurement leaves behind: one JSON file with its cost and the versions it was made with.
"""

from tastegraph.evaluate.cost import CpuClock, cpu_clock, peak_memory_mb
from tastegraph.evaluate.evaluation import Evaluation
from tastegraph.evaluate.metrics import (
    average_precision,
    coverage,
    gini,
    hit_rate,
    intra_list_diversity,
    mark_hits,
    ndcg,
    novelty,
    precision,
    recall,
    reciprocal_rank,
)
from tastegraph.evaluate.ranking import Scorer, evaluate_ranking
from tastegraph.evaluate.run import Run, package_versions
from tastegraph.evaluate.selection import top_k
from tastegraph.evaluate.significance import Difference, compare, paired_difference

__all__ = [
    "CpuClock",
    "Difference",
    "Evaluation",
    "Run",
    "Scorer",
    "average_precision",
    "compare",
    "coverage",
    "cpu_clock",
    "evaluate_ranking",
    "gini",
    "hit_rate",
    "intra_list_diversity",
    "mark_hits",
    "ndcg",
    "novelty",
    "package_versions",
    "paired_difference",
    "peak_memory_mb",
    "precision",
    "recall",
    "reciprocal_rank",
    "top_k",
]

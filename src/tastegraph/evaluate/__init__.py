"""How good a recommender is: metrics, full ranking, paired comparison and the record of a run.

Metrics are pure functions on arrays, defined in ``docs/metrics.md``. `evaluate_ranking` applies them to
any model that can score histories, block by block. `compare` says whether a difference is more than chance.
`Run` is what a measurement leaves behind: one JSON file with its cost and the versions it was made with;
`ComparisonRun` and `AblationRun` are those of several models, or of one without parts of what it knows.
"""

from tastegraph.evaluate.ablation import ALL, AblationRun, GroupSize, GroupTest, Variant, compare_by_group
from tastegraph.evaluate.comparison import ComparedModel, ComparisonRun, PairedTest, compare_with_first
from tastegraph.evaluate.cost import CpuClock, MemoryPeak, cpu_clock, memory_peak, peak_memory_mb
from tastegraph.evaluate.evaluation import Evaluation
from tastegraph.evaluate.groups import GROUPS, among, item_groups
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
from tastegraph.evaluate.seeds import Spread, average
from tastegraph.evaluate.selection import top_k
from tastegraph.evaluate.significance import Difference, compare, holm, paired_difference

__all__ = [
    "ALL",
    "GROUPS",
    "AblationRun",
    "ComparedModel",
    "ComparisonRun",
    "CpuClock",
    "Difference",
    "Evaluation",
    "GroupSize",
    "GroupTest",
    "MemoryPeak",
    "PairedTest",
    "Run",
    "Scorer",
    "Spread",
    "Variant",
    "among",
    "average",
    "average_precision",
    "compare",
    "compare_by_group",
    "compare_with_first",
    "coverage",
    "cpu_clock",
    "evaluate_ranking",
    "gini",
    "hit_rate",
    "holm",
    "intra_list_diversity",
    "item_groups",
    "mark_hits",
    "memory_peak",
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

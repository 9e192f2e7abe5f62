"""Metrics as columns of a table: what they measure, in words, and which figure of a column is the best."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tastegraph.report.wording import decimal

_MEANINGS: Final = {
    "recall": "share of what people went on to like that stands in their list",
    "precision": "share of the list that people went on to like",
    "hit_rate": "share of people with at least one hit in their list",
    "mrr": "how far up the first hit stands: 1 for the top, ½ for the second place",
    "map": "precision at the places of the hits, averaged",
    "ndcg": "hits in the list, worth more the further up they stand",
    "coverage": "share of the catalogue that is shown to somebody",
    "gini": "how unequally items are shown: 0 all alike, 1 one item for everybody",
    "novelty": "how little known the shown items are, in bits",
    "intra_list_diversity": "how unlike each other the items of a list are",
}
_LOWER_IS_BETTER: Final = frozenset({"gini"})


@dataclass(frozen=True)
class Metric:
    """A column of a table, and what it measures, in words."""

    name: str
    meaning: str


def metric(name: str) -> Metric:
    """Return the metric of that name; of one nobody has described, the meaning is empty."""
    return Metric(name, _MEANINGS.get(name.partition("@")[0], ""))


def best_figure(name: str, models: Mapping[str, Mapping[str, float]]) -> str | None:
    """Return the best figure as it is written: what reads the same is as good. None where nothing is compared."""
    values = [metrics[name] for metrics in models.values() if math.isfinite(metrics.get(name, math.nan))]
    if len(values) < 2:
        return None
    return decimal(min(values) if name.partition("@")[0] in _LOWER_IS_BETTER else max(values))

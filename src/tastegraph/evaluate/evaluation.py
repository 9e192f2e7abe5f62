"""What an evaluation found: a mean for each metric, and the value of each user behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tastegraph.data import IdMap


@dataclass(frozen=True, eq=False)
class Evaluation(Mapping[str, float]):
    """Metrics by name, such as ``evaluation["recall@10"]``.

    Attributes:
        metrics: Name to value. Of per-user metrics it is the mean over the users for whom the metric is defined.
        per_user: Name to float64 [users], in the order of ``users``; NaN where the metric is undefined for a user.
            Metrics of all lists together (coverage, gini) are not in it.
        users: Ids of the users who were evaluated: those with truth.
    """

    metrics: Mapping[str, float]
    per_user: Mapping[str, NDArray[np.float64]]
    users: IdMap

    def __getitem__(self, name: str) -> float:
        return self.metrics[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.metrics)

    def __len__(self) -> int:
        return len(self.metrics)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value:.4f}" for name, value in self.metrics.items())
        return f"Evaluation({values}, users={len(self.users)})"

"""The facts that a picture shows: statements between chosen entities, each told once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from tastegraph.report.network import Network, Numbers


@dataclass(frozen=True)
class Fact:
    """A statement between two chosen entities, given by their places among the chosen."""

    start: int
    end: int
    predicate: str
    confidence: float
    method: str
    field: str | None
    quote: str | None


def facts_among(network: Network, chosen: Numbers) -> tuple[Fact, ...]:
    """Return the facts whose two ends are chosen; where several statements make one, the surest of them.

    Args:
        network: The graph.
        chosen: Some of its entities, int64 [chosen].
    """
    place = np.full(len(network.names), -1)
    place[chosen] = np.arange(len(chosen))
    start, end = place[network.subject], place[network.object]
    rows = np.flatnonzero((start >= 0) & (end >= 0) & (start != end))
    columns = network.statements.select(["predicate", "confidence", "method", "field", "quote"]).take(rows)
    surest: dict[tuple[int, int, str], Fact] = {}
    for first, last, row in zip(start[rows].tolist(), end[rows].tolist(), columns.to_pylist(), strict=True):
        fact = Fact(first, last, **row)
        key = (first, last, fact.predicate)
        if key not in surest or fact.confidence > surest[key].confidence:
            surest[key] = fact
    return tuple(surest[key] for key in sorted(surest))


def by_frequency(counts: Counter[str]) -> list[tuple[str, int]]:
    """Return names and their counts, the most frequent first, then by name."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

"""How big a graph is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Counts:
    """How big a graph is.

    Args:
        documents: Documents.
        entities: Distinct (type, name) pairs that are subject or object of a statement, items among them.
        relations: Distinct predicates.
        statements: Statements; the same fact read in two places counts twice.
        by_method: Statements by the method that produced them, sorted by its name.
    """

    documents: int = 0
    entities: int = 0
    relations: int = 0
    statements: int = 0
    by_method: Mapping[str, int] = field(default_factory=dict)


def count(statements: pa.Table, documents: int) -> Counts:
    """Count a table of ``STATEMENTS`` that belongs to so many documents."""
    ends = pa.concat_tables(
        [statements.select([f"{end}_type", end]).rename_columns(["type", "name"]) for end in ("subject", "object")]
    )
    methods = pc.value_counts(statements.column("method"))
    return Counts(
        documents=documents,
        entities=len(ends.group_by(["type", "name"]).aggregate([])),
        relations=len(pc.unique(statements.column("predicate"))),
        statements=len(statements),
        by_method={
            pair["values"]: pair["counts"] for pair in sorted(methods.to_pylist(), key=lambda pair: pair["values"])
        },
    )

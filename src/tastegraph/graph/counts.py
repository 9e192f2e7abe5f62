"""How big a graph is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph.neighbourhood import Node

NAMED: Final = ("subject", "subject_type", "predicate", "object", "object_type")
"""The columns that say which entities and relations there are."""


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
    return Counts(
        documents=documents,
        entities=len(_ends(statements)),
        relations=len(pc.unique(statements.column("predicate"))),
        statements=len(statements),
        by_method=dict(sorted(_methods(statements).items())),
    )


def recount(counts: Counts, gone: pa.Table, added: pa.Table, rest: Iterable[pa.RecordBatch]) -> Counts:
    """Return the counts after rows left and others came, without counting what stayed.

    Args:
        counts: Those before.
        gone: The rows that left, columns of ``STATEMENTS``.
        added: The rows that came.
        rest: Columns ``NAMED`` of the rows that stayed; read only as far as a name is in doubt.
    """
    left, came = nodes(gone), nodes(added)
    dropped, new = predicates(gone), predicates(added)
    lone_nodes, lone_predicates = unsupported(left ^ came, dropped ^ new, rest)
    by_method = Counter(counts.by_method)
    by_method.update(_methods(added))
    by_method.subtract(_methods(gone))
    return Counts(
        documents=counts.documents,
        entities=counts.entities + len(lone_nodes & came) - len(lone_nodes & left),
        relations=counts.relations + len(lone_predicates & new) - len(lone_predicates & dropped),
        statements=counts.statements + len(added) - len(gone),
        by_method={method: number for method, number in sorted(by_method.items()) if number},
    )


def unsupported(entities: set[Node], relations: set[str], rest: Iterable[pa.RecordBatch]) -> tuple[set[Node], set[str]]:
    """Return those of some entities and relations that occur in no batch (columns ``NAMED``)."""
    entities, relations = set(entities), set(relations)
    for batch in rest:
        if not entities and not relations:
            break
        names = pa.array({name for _, name in entities}, pa.string())
        for end in ("subject", "object"):
            hits = batch.filter(pc.is_in(batch.column(end), names))
            entities -= set(zip(hits.column(f"{end}_type").to_pylist(), hits.column(end).to_pylist(), strict=True))
        if relations:
            relations -= set(pc.unique(batch.column("predicate")).to_pylist())
    return entities, relations


def nodes(statements: pa.Table) -> set[Node]:
    """Return the entities that are subject or object in a table of ``STATEMENTS``."""
    ends = _ends(statements)
    return set(zip(ends.column("type").to_pylist(), ends.column("name").to_pylist(), strict=True))


def predicates(statements: pa.Table) -> set[str]:
    """Return the relations in a table of ``STATEMENTS``."""
    return set(pc.unique(statements.column("predicate")).to_pylist())


def _ends(statements: pa.Table) -> pa.Table:
    ends = [statements.select([f"{end}_type", end]).rename_columns(["type", "name"]) for end in ("subject", "object")]
    return pa.concat_tables(ends).group_by(["type", "name"]).aggregate([])


def _methods(statements: pa.Table) -> dict[str, int]:
    return {pair["values"]: pair["counts"] for pair in pc.value_counts(statements.column("method")).to_pylist()}

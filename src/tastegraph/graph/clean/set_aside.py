"""Statements that are kept, but not in the graph, with the rule that took them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from tastegraph.graph.columns import STATEMENTS, batch, read
from tastegraph.graph.statement import Statement

Rule: TypeAlias = Literal["violation", "loop", "contradiction", "redundant", "hub", "orphan"]
RULES: Final[tuple[Rule, ...]] = get_args(Rule)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A statement that cleaning took out.

    Args:
        statement: As it was read.
        rule: Which rule took it.
        reason: Why, in words.
    """

    statement: Statement
    rule: Rule
    reason: str


def write_aside(path: Path, aside: Iterable[SetAside]) -> None:
    """Write what was set aside as a Parquet file: the columns of statements, ``rule`` and ``reason``.

    Raises:
        InputError: The file cannot be written; what stood there before still does.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tastegraph.writing import unfinished

    kept = list(aside)
    table = pa.Table.from_batches([batch([one.statement for one in kept])])
    table = table.append_column("rule", pa.array([one.rule for one in kept], pa.string()))
    table = table.append_column("reason", pa.array([one.reason for one in kept], pa.string()))
    with unfinished(path) as place:
        pq.write_table(table, place)


def read_aside(path: Path) -> list[SetAside]:
    """Read such a file; none where there is no file."""
    import pyarrow.parquet as pq

    if not path.exists():
        return []
    table = pq.read_table(path)
    statements = read(table.select(STATEMENTS.names).to_batches())
    rules, reasons = table.column("rule").to_pylist(), table.column("reason").to_pylist()
    return [SetAside(*row) for row in zip(statements, rules, reasons, strict=True)]

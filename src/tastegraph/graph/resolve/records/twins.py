"""Whether a table holds the same thing twice."""

from __future__ import annotations

from typing import Final, Literal

from tastegraph.graph.resolve.records.alignment import Aligned
from tastegraph.graph.resolve.records.kinds import kind_of
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.words import unordered

MOST_TWINS: Final = 0.2
"""Share of rows with a twin up to which a table counts as free of duplicates: a few slip into most catalogues, and each
costs one pair at most, while a partner for every row that looks like another costs precision everywhere."""


def share_of_twins(table: Records, name: Aligned | None, side: Literal["left", "right"]) -> float:
    """The share of rows that have a twin: the same name, and no number, year or code that differs.

    Args:
        table: The table.
        name: The columns that name a record.
        side: Which of them is this table's.
    """
    if name is None:
        return 0.0
    telling = [cells for cells in table.columns.values() if kind_of(cells) in ("number", "year", "code")]
    groups: dict[str, list[int]] = {}
    for row, cell in enumerate(table.columns[getattr(name, side)]):
        if cell:
            groups.setdefault(unordered(cell), []).append(row)
    twins = sum(_with_twin(rows, telling) for rows in groups.values() if len(rows) > 1)
    return twins / len(table)


def _with_twin(rows: list[int], telling: list[tuple[str, ...]]) -> int:
    agree = [
        all(cells[row] == cells[rows[0]] or not (cells[row] and cells[rows[0]]) for cells in telling) for row in rows
    ]
    return sum(agree) if sum(agree) > 1 else 0

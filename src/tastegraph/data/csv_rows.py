"""The rows of quoted text, one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

LONGEST_CELL = 1 << 27
"""Characters after which a quotation mark is taken to be never closed."""


def next_row(rows: Iterator[list[str]]) -> list[str] | None:
    """The next row of a ``csv.reader``, or None after the last.

    Raises:
        csv.Error: A cell is longer than `LONGEST_CELL`, or the reader is strict and the row malformed.
    """
    # The limit belongs to the whole process: it is changed for one call only.
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return next(rows, None)
    finally:
        csv.field_size_limit(limit)


def stays_open(lines: Iterable[str], delimiter: str) -> bool:
    """Whether text ends inside a quoted cell."""
    try:
        widths(lines, delimiter)
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def widths(lines: Iterable[str], delimiter: str) -> set[int]:
    """How many cells the rows of strictly quoted text have.

    Raises:
        csv.Error: The text is malformed.
    """
    rows = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    found = set()
    while (row := next_row(rows)) is not None:
        found.add(len(row))
    return found - {0}

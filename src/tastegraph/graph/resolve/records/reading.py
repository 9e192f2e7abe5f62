"""A table of records: one row, one id."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from tastegraph.data import MISSING, column_names, open_table
from tastegraph.errors import ReadError

_CANDIDATES: Final = ("\t", "|", ";", ",", "#", "::", "^", "~")
_LINES: Final = 50
_DELIMITED: Final = {".csv", ".tsv", ".txt", ".dat", ".psv", ".tab"}
_NOTHING: Final = MISSING | {"-", "--", "?"}


@dataclass(frozen=True, eq=False)
class Records:
    """A table in memory.

    Attributes:
        path: Where it was read.
        id_column: The column that holds the ids.
        ids: Of the rows, all different.
        columns: Name to cells, in the order of the file, without the ids; an empty cell is an empty text.
    """

    path: Path
    id_column: str
    ids: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.ids)


def read_records(path: str | Path, id_column: str | None = None, *, encoding: str = "utf-8") -> Records:
    """Read a table of records, whatever stands between its cells.

    Args:
        path: CSV, TSV or other delimited text with a header, JSON Lines or Parquet.
        id_column: The column that holds the ids; the first where not given.
        encoding: Of a text file.

    Raises:
        ReadError: The file is missing, empty or malformed, it has no such column or no other, a row has no id or
            that of a row before.
    """
    path = Path(path)
    columns = read_columns(path, encoding=encoding)
    name = id_column if id_column is not None else next(iter(columns))
    if name not in columns:
        shown = ", ".join(map(repr, columns))
        raise ReadError(f"no such column; the file has {shown}", path=path, field=name, fix="Name one of those columns")
    if len(columns) == 1:
        raise ReadError(
            "there is nothing beside the ids to compare", path=path, field=name, fix="Give a table with a second column"
        )
    ids = columns.pop(name)
    _check_ids(ids, name, path)
    return Records(path, name, tuple(ids), {column: tuple(cells) for column, cells in columns.items()})


def read_columns(path: Path, *, encoding: str = "utf-8") -> dict[str, list[str]]:
    """All columns of a table, as text without the white space around it; ``n/a``, ``-`` and the like are empty.

    Raises:
        ReadError: The file is missing, empty or malformed.
    """
    delimiter = told_delimiter(path, encoding)
    names = column_names(path, delimiter=delimiter, encoding=encoding)
    columns: dict[str, list[str]] = {name: [] for name in names}
    for batch in open_table(path, delimiter=delimiter, encoding=encoding):
        for name in names:
            columns[name] += [_said(cell) for cell in batch.column(name).to_pylist()]
    return columns


def told_delimiter(path: Path, encoding: str) -> str | None:
    """What stands between the cells of a text file: what cuts most of its first rows alike, and into most cells.

    None where the file has another format, cannot be opened or has a single column.
    """
    extension = path.suffixes[-1].lower() if path.suffixes else ""
    if extension not in _DELIMITED or not path.is_file():
        return None
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        lines = list(islice(stream, _LINES))
    best, most = None, 0.0
    for candidate in _CANDIDATES:
        widths = _widths(lines, candidate)
        if widths and widths[0] > 1:
            like_header = sum(width == widths[0] for width in widths) / len(widths)
            # A row cut unlike the header weighs heavily: the comma in prose cuts, too, but never evenly.
            merit = like_header**4 * widths[0]
            if merit > most:
                best, most = candidate, merit
    return best


def _said(cell: str | None) -> str:
    said = (cell or "").strip()
    return "" if said.casefold() in _NOTHING else said


def _widths(lines: list[str], delimiter: str) -> list[int]:
    if len(delimiter) > 1:
        return [len(line.split(delimiter)) for line in lines if line.strip()]
    return [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]


def _check_ids(ids: list[str], name: str, path: Path) -> None:
    first: dict[str, int] = {}
    for row, value in enumerate(ids, start=1):
        if not value:
            raise ReadError("the row has no id", path=path, row=row, field=name, fix="Give it one, or leave it out")
        if value in first:
            raise ReadError(
                f"the id {value!r} is that of row {first[value]}, too",
                path=path,
                row=row,
                field=name,
                fix="Give each row an id of its own, or name the column that has one with --id",
            )
        first[value] = row

"""Cells as text, and rows of such cells as Arrow batches."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from tastegraph.data.files import SURROGATE
from tastegraph.errors import ReadError

_BATCH_CHARACTERS = 1 << 25


def text_of(value: object) -> str | None:
    """A JSON value as the text of a cell; None where it is missing.

    Text stays as it is, empty text is missing, and so are null and NaN. A whole number loses its ``.0``. Lists and
    objects become JSON text.
    """
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if type(value) is int:
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def batches_of(
    rows: Iterable[Sequence[str | None]], names: Sequence[str], batch_rows: int, path: Path
) -> Iterator[pa.RecordBatch]:
    """Batches of text columns out of rows of cells, bounded both in rows and in characters.

    Args:
        rows: Rows with a cell for each name; empty cells become null.
        names: Names of the columns.
        batch_rows: Most rows in a batch.
        path: File that the rows are from.

    Raises:
        ReadError: A cell holds half of a surrogate pair, as a JSON escape can.
    """
    pending: list[Sequence[str | None]] = []
    done = characters = 0
    for row in rows:
        pending.append(row)
        characters += sum(map(len, filter(None, row)))
        if len(pending) >= batch_rows or characters >= _BATCH_CHARACTERS:
            yield _batch(pending, names, done, path)
            done += len(pending)
            pending, characters = [], 0
    if pending:
        yield _batch(pending, names, done, path)


def _batch(rows: list[Sequence[str | None]], names: Sequence[str], done: int, path: Path) -> pa.RecordBatch:
    arrays = []
    for position, name in enumerate(names):
        column = [row[position] or None for row in rows]
        try:
            arrays.append(pa.array(column, pa.string()))
        except UnicodeEncodeError:
            wrong = next(row for row, cell in enumerate(column) if cell and SURROGATE.search(cell))
            raise ReadError(
                "half of a surrogate pair, which is not text",
                path=path,
                row=done + wrong + 1,
                field=name,
                fix="Correct the escape that begins with \\ud",
            ) from None
    return pa.record_batch(arrays, names=list(names))

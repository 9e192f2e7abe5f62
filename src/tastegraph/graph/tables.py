"""The one place that knows Lance: versioned tables, in a folder each."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.errors import ReadError

if TYPE_CHECKING:
    from lance import LanceDataset, LanceFragment

ROW: Final = "_rowid"
"""Number of a row in one version: its part of the table in the upper 32 bits, its place there in the lower."""

_BATCH: Final = 65_536
_LISTED: Final = 1_000
"""Values that an SQL condition lists; for more, the whole column is read."""
_PARTS: Final = 32
_SMALL: Final = 10_000
_DELETED: Final = 0.3
_LAST: Final = 2**64 - 1
"""Lance counts the names of its manifests down from here, so that the last comes first."""


@dataclass(frozen=True)
class LanceTable:
    """One version of a table.

    Args:
        folder: Absolute path of the table; Lance takes some relative ones for addresses.
        schema: Its columns.
        version: Lance version; 0 is the table before its first write, without rows.
    """

    folder: Path
    schema: pa.Schema
    version: int


def load(table: LanceTable, columns: Sequence[str] | None = None, *, with_rows: bool = False) -> pa.Table:
    """Return a table whole, or some of its columns.

    Args:
        table: The table.
        columns: Their names.
        with_rows: Whether the column ``ROW`` is wanted, too.

    Raises:
        ReadError: It is missing or damaged.
    """
    names = table.schema.names if columns is None else columns
    batches = scan(table, names, with_rows=with_rows)
    return pa.Table.from_batches(batches, _schema(table, names, with_rows=with_rows))


def scan(
    table: LanceTable, columns: Sequence[str], where: str | None = None, *, with_rows: bool = False
) -> Iterator[pa.RecordBatch]:
    """Yield columns of a table in batches, of the rows that meet an SQL condition.

    Columns that the table was written without, by an older Tastegraph, are null.

    Raises:
        ReadError: It is missing or damaged.
    """
    if table.version == 0:
        return
    schema = _schema(table, columns, with_rows=with_rows)
    with _named_read_errors(table), _interrupts():
        opened = _open(table)
        stored = [name for name in columns if name in opened.schema.names]
        scanner = opened.scanner(columns=stored, filter=where, batch_size=_BATCH, with_row_id=with_rows)
        for batch in scanner.to_batches():
            yield batch if batch.schema.equals(schema) else _completed(batch, schema)


def find(table: LanceTable, column: str, values: Collection[str], *, or_null: bool = False) -> pa.Table:
    """Return the rows, with the column ``ROW``, that have one of the values in a column, or null where that counts.

    Raises:
        ReadError: The table is missing or damaged.
    """
    names = table.schema.names
    if len(values) <= _LISTED:
        conditions = [f"{column} IN ({', '.join(map(quoted, values))})"] if values else []
        conditions += [f"{column} IS NULL"] if or_null else []
        where = " OR ".join(conditions) or "false"
        return pa.Table.from_batches(scan(table, names, where, with_rows=True), _schema(table, names, with_rows=True))
    rows = load(table, with_rows=True)
    wanted = pc.is_in(rows.column(column), pa.array(list(values), pa.string()))
    return rows.filter(pc.or_(wanted, pc.is_null(rows.column(column))) if or_null else wanted)


def overwrite(table: LanceTable, rows: pa.Table) -> int:
    """Commit a version that holds these rows and no others; return its number."""
    exists = any(table.folder.glob("_versions/*.manifest"))
    with _interrupts():
        return int(_lance().write_dataset(rows, table.folder, mode="overwrite" if exists else "create").version)


def append(table: LanceTable, rows: pa.Table) -> int:
    """Commit a version that holds these rows after those of the table; return its number."""
    if table.version == 0:
        return overwrite(table, rows)
    with _interrupts():
        opened = _open(table)
        missing = [field for field in table.schema if field.name not in opened.schema.names]
        if missing:
            opened.add_columns(pa.schema(missing))
        return int(_lance().write_dataset(rows, opened, mode="append").version)


def delete(table: LanceTable, rows: pa.Array | pa.ChunkedArray) -> int:
    """Commit a version without the rows of these numbers (column ``ROW``); return its number."""
    with _interrupts():
        opened = _open(table)
        opened.delete(f"{ROW} IN ({', '.join(map(str, rows.to_pylist()))})")
        return int(opened.version)


def restore(table: LanceTable, version: int) -> int:
    """Commit a version that holds what an older one held, and shares its files; return its number."""
    if version == 0:
        return overwrite(table, table.schema.empty_table())
    with _interrupts():
        opened = _open(replace(table, version=version))
        opened.restore()  # type: ignore[no-untyped-call]
        return int(opened.version)


def compact(table: LanceTable) -> int:
    """Commit a version whose many small parts are joined to larger ones; return its number.

    A part is one write's. Nothing is done while there are few of them. Parts that hold an eighth of the table are
    left alone, so that what is written again is in proportion to what was written since.
    """
    with _interrupts():
        opened = _open(table)
        if len(opened.get_fragments()) > _PARTS:
            opened.optimize.compact_files(
                target_rows_per_fragment=max(opened.count_rows() // 8, _SMALL),
                materialize_deletions_threshold=_DELETED,
            )
        return int(opened.version)


def unshared(old: LanceTable, new: LanceTable) -> tuple[pa.Table, pa.Table]:
    """Return the rows of each of two versions of a table that are not, row for row, the same piece of the same file.

    What the versions share, which is most after a small change, is not read.

    Raises:
        ReadError: A version is missing or damaged.
    """
    parts = [_parts(table) for table in (old, new)]
    shared = {number for number, files in parts[0].items() if parts[1].get(number) == files}
    rows = [load(table, [], with_rows=True).column(ROW).to_numpy() for table in (old, new)]
    same = np.intersect1d(rows[0], rows[1], assume_unique=True)
    same = same[np.isin(same >> np.uint64(32), np.array(list(shared), np.uint64))]
    left, right = (
        _rows_at(table, np.setdiff1d(mine, same, assume_unique=True))
        for table, mine in zip((old, new), rows, strict=True)
    )
    return left, right


def files_of(table: LanceTable) -> set[str]:
    """Return the files that a version of a table is made of, relative to its folder, with ``/``.

    Raises:
        ReadError: It is missing or damaged.
    """
    if table.version == 0:
        return set()
    found = set()
    for fragment in _fragments(table):
        metadata = fragment.metadata
        found |= {f"data/{file.path}" for file in metadata.files}
        if metadata.deletion_file is not None:
            found.add(metadata.deletion_file.path(fragment.fragment_id))
    manifests = {f"_versions/{name}.manifest" for name in (table.version, _LAST - table.version)}
    written = {f"_transactions/{path.name}" for path in table.folder.glob(f"_transactions/{table.version - 1}-*")}
    return found | written | {name for name in manifests if (table.folder / name).exists()}


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def reason(error: Exception) -> str:
    """Return what an error says, in one line and without the place in Lance's own source."""
    return re.sub(r",?( location:)? \S+\.rs:\d+:\d+", "", str(error).partition("\n")[0]).rstrip(". ")


@contextmanager
def _named_read_errors(table: LanceTable) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise ReadError(
            f"version {table.version} of the table cannot be read: {reason(error)}",
            path=table.folder,
            fix="Open the last version of the graph; if that fails, too, remove its folder and build again",
        ) from error


@contextmanager
def _interrupts() -> Iterator[None]:
    """Raise Ctrl-C as what it is; where Lance notices it, it comes out as an error of reading or writing."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        if "KeyboardInterrupt" in str(error):
            raise KeyboardInterrupt from error
        raise


def _rows_at(table: LanceTable, rows: npt.NDArray[np.uint64]) -> pa.Table:
    names = table.schema.names
    if len(rows) <= _LISTED:
        where = f"{ROW} IN ({', '.join(map(str, rows))})" if len(rows) else "false"
        return pa.Table.from_batches(scan(table, names, where), table.schema)
    found = load(table, with_rows=True)
    return found.filter(pc.is_in(found.column(ROW), pa.array(rows))).select(names)


def _parts(table: LanceTable) -> dict[int, tuple[str, ...]]:
    return {
        fragment.fragment_id: tuple(file.path for file in fragment.metadata.files) for fragment in _fragments(table)
    }


def _fragments(table: LanceTable) -> list[LanceFragment]:
    if table.version == 0:
        return []
    with _named_read_errors(table), _interrupts():
        found: list[LanceFragment] = _open(table).get_fragments()
        return found


def _schema(table: LanceTable, columns: Sequence[str], *, with_rows: bool) -> pa.Schema:
    fields = [table.schema.field(name) for name in columns]
    return pa.schema([*fields, pa.field(ROW, pa.uint64())] if with_rows else fields)


def _completed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        batch.column(field.name) if field.name in batch.schema.names else pa.nulls(len(batch), field.type)
        for field in schema
    ]
    return pa.record_batch(columns, schema=schema)


def _open(table: LanceTable) -> LanceDataset:
    opened: LanceDataset = _lance().dataset(table.folder, version=table.version)
    return opened


def _lance() -> ModuleType:
    os.environ.setdefault("LANCE_LOG", "error")
    import lance

    return lance

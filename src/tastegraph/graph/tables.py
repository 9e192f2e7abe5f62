"""The one place that knows Lance: versioned tables, in a folder each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pyarrow as pa

from tastegraph.errors import ReadError

if TYPE_CHECKING:
    from lance import LanceDataset

_BATCH = 65_536


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


def load(table: LanceTable, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a table whole, or some of its columns.

    Raises:
        ReadError: It is missing or damaged.
    """
    schema = table.schema if columns is None else pa.schema([table.schema.field(name) for name in columns])
    return pa.Table.from_batches(scan(table, schema.names), schema)


def scan(table: LanceTable, columns: Sequence[str], where: str | None = None) -> Iterator[pa.RecordBatch]:
    """Yield columns of a table in batches, of the rows that meet an SQL condition.

    Raises:
        ReadError: It is missing or damaged.
    """
    if table.version == 0:
        return
    try:
        with _interrupts():
            yield from _open(table).scanner(columns=list(columns), filter=where, batch_size=_BATCH).to_batches()
    except (OSError, ValueError) as error:
        raise ReadError(
            f"version {table.version} of the table cannot be read: {reason(error)}",
            path=table.folder,
            fix="Remove the folder of the graph and build again",
        ) from error


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
        return int(_lance().write_dataset(rows, _open(table), mode="append").version)


def delete(table: LanceTable, where: str) -> int:
    """Commit a version without the rows that meet an SQL condition; return its number."""
    with _interrupts():
        opened = _open(table)
        opened.delete(where)
        return int(opened.version)


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def reason(error: Exception) -> str:
    """Return what an error says, in one line and without the place in Lance's own source."""
    return re.sub(r",?( location:)? \S+\.rs:\d+:\d+", "", str(error).partition("\n")[0]).rstrip(". ")


@contextmanager
def _interrupts() -> Iterator[None]:
    """Raise Ctrl-C as what it is; where Lance notices it, it comes out as an error of reading or writing."""
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        if "KeyboardInterrupt" in str(error):
            raise KeyboardInterrupt from error
        raise


def _open(table: LanceTable) -> LanceDataset:
    opened: LanceDataset = _lance().dataset(table.folder, version=table.version)
    return opened


def _lance() -> ModuleType:
    os.environ.setdefault("LANCE_LOG", "error")
    import lance

    return lance

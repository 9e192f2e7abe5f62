"""Any table on disk as a stream of text columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.data.delimited import DelimitedTable
from tastegraph.data.delimiters import delimiter_with, is_quoted, sniff_delimiter
from tastegraph.data.files import check_encoding, check_file, extension
from tastegraph.data.json_lines import JsonLinesTable
from tastegraph.data.parquet import ParquetTable
from tastegraph.errors import ReadError

_JSON_LINES = {".jsonl", ".ndjson", ".json"}
_PARQUET = {".parquet", ".pq"}
_QUOTED = {".csv": ",", ".tsv": "\t"}
_ATOMIC = {".inter", ".item", ".user", ".kg", ".link"}
_SNIFFED = {".dat", ".txt"}
_MAX_CELL, _BATCH_ROWS = 1_000_000, 65_536

Table = DelimitedTable | JsonLinesTable | ParquetTable


def open_table(
    path: str | Path,
    *,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    columns: Sequence[str] | None = None,
    max_cell: int = _MAX_CELL,
    batch_rows: int = _BATCH_ROWS,
    header: bool = True,
) -> Iterator[pa.RecordBatch]:
    """Stream a table, told by its extension: all columns text, null for empty cells.

    - ``.csv``: quoted as in RFC 4180.
    - ``.tsv``: quoted too if its first 10,000 lines are well-formed that way, else with plain quotation marks.
    - ``.inter``, ``.item``, ``.user``, ``.kg``, ``.link`` (RecBole): plain; the types in their header are dropped.
    - ``.dat``, ``.txt``: plain; the delimiter is told from the first lines.
    - ``.jsonl``, ``.ndjson``, ``.json``: one object a line; nested values become JSON text.
    - ``.parquet``, ``.pq``.

    All but Parquet may be compressed (``.gz``). Blank lines are no rows. A file with another extension is read as
    plain delimited text if its delimiter is given. Memory is bounded by one batch.

    Args:
        path: The file.
        delimiter: Between cells of a text file, one character or more.
        encoding: Of a text file.
        columns: Columns to read, in this order; all (of JSON Lines: those of the first batch) where not given.
        max_cell: Longest cell accepted, in characters.
        batch_rows: Most rows in a batch.
        header: Whether the first row of a delimited file names the columns; without it they are called 1, 2, 3, …

    Returns:
        Batches with the columns asked for. What is wrong with the file as a whole is raised by the call itself,
        what is wrong with a row when the stream reaches it.

    Raises:
        ReadError: The file or a column is missing, the file has no rows, is malformed or in another encoding.
    """
    table = _table(Path(path), delimiter, encoding, header, max_cell=max_cell, batch_rows=batch_rows)
    names = table.names(columns or ()) if isinstance(table, JsonLinesTable) else table.names()
    wanted = list(names if columns is None else dict.fromkeys(columns))
    _check_columns(table, names, wanted)
    return _checked(table, wanted, max_cell)


def column_names(
    path: str | Path, *, delimiter: str | None = None, encoding: str = "utf-8", header: bool = True
) -> list[str]:
    """Names of the columns of a table, in order; of JSON Lines, the keys of the first 65,536 rows.

    Raises:
        ReadError: The file is missing, empty, malformed or in another encoding.
    """
    return _table(Path(path), delimiter, encoding, header, max_cell=_MAX_CELL, batch_rows=_BATCH_ROWS).names()


def _table(path: Path, delimiter: str | None, encoding: str, header: bool, *, max_cell: int, batch_rows: int) -> Table:
    check_file(path)
    check_encoding(encoding, path)
    kind = extension(path)
    if kind in _PARQUET and path.suffix != ".gz":
        return ParquetTable(path, batch_rows)
    if kind in _JSON_LINES:
        return JsonLinesTable(path, encoding, batch_rows)
    if delimiter is None:
        if kind in _SNIFFED:
            delimiter = sniff_delimiter(path, encoding)
        elif kind in _QUOTED or kind in _ATOMIC:
            delimiter = _QUOTED.get(kind, "\t")
        else:
            known = sorted([*_QUOTED, *_JSON_LINES, *_PARQUET, *_ATOMIC, *_SNIFFED])
            raise ReadError(
                f"cannot tell the format from the extension {kind!r}",
                path=path,
                fix=f"Use one of {', '.join(known)}, or name the delimiter if it is delimited text",
            )
    if set(delimiter) & set('"\r\n'):
        raise ReadError(f"{delimiter!r} cannot stand between cells", path=path, fix="Give another delimiter")
    # With a delimiter of several characters there is no convention of quoting.
    quoted = len(delimiter) == 1 and (kind == ".csv" or (kind == ".tsv" and is_quoted(path, encoding, delimiter)))
    return DelimitedTable(path, delimiter, quoted, header, encoding, max_cell, batch_rows)


def _checked(table: Table, columns: list[str], max_cell: int) -> Iterator[pa.RecordBatch]:
    done = 0
    for batch in table.batches(columns):
        for name in columns:
            _check_cells(table.path, name, batch.column(name), done, max_cell)
        done += batch.num_rows
        yield batch
    if not done:
        raise ReadError("the file has no rows", path=table.path, fix="Give a file with at least one row of data")


def _check_cells(path: Path, name: str, column: pa.Array, done: int, max_cell: int) -> None:
    longest = pc.max(pc.binary_length(column)).as_py()
    if longest is None or longest <= max_cell:
        return
    for row, length in enumerate(pc.utf8_length(column).to_pylist(), start=done + 1):
        if length is not None and length > max_cell:
            raise ReadError(
                f"the cell has {length:,} characters, more than {max_cell:,}",
                path=path,
                row=row,
                field=name,
                fix="Shorten it, close its quotation mark, or raise max_cell",
            )


def _check_columns(table: Table, names: list[str], wanted: list[str]) -> None:
    for name in wanted:
        if names.count(name) > 1:
            raise ReadError("several columns have this name", path=table.path, field=name, fix="Rename all but one")
    missing = [name for name in wanted if name not in names]
    if not missing:
        return
    shown = ", ".join(map(repr, names[:20])) + (", …" if len(names) > 20 else "")
    nearest = get_close_matches(missing[0], names, n=1)
    fix = f"Perhaps {nearest[0]!r} is meant" if nearest else "Name one of those columns"
    if isinstance(table, DelimitedTable) and len(names) == 1:
        likely = delimiter_with(names[0], wanted)
        fix = "The delimiter is likely wrong" + (f": give delimiter = {_toml(likely)}" if likely else "")
    raise ReadError(f"no such column; the file has {shown}", path=table.path, field=missing[0], fix=fix)


def _toml(text: str) -> str:
    return '"\\t"' if text == "\t" else f'"{text}"'

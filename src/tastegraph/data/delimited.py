"""Tables as text: CSV, TSV, RecBole atomic files and other delimited files."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from tastegraph.data.cells import batches_of
from tastegraph.data.csv_rows import LONGEST_CELL, next_row, stays_open
from tastegraph.data.files import is_compressed, is_decoded, open_text, undecodable
from tastegraph.errors import ReadError

_TYPES = (":token", ":float", ":token_seq", ":float_seq")
_BLOCK_BYTES, _LARGEST_BLOCK = 1 << 20, 1 << 28


@dataclass(frozen=True)
class DelimitedTable:
    """A delimited text file and how it is written.

    Attributes:
        path: The file, compressed with gzip if its name ends in ``.gz``.
        delimiter: Between the cells of a row; one character or more.
        quoted: Whether quotation marks can enclose a cell (RFC 4180); needs a delimiter of one character.
        header: Whether the first row names the columns; without it they are called 1, 2, 3, …
        encoding: Of the text.
        max_cell: Longest cell expected, in characters; sizes the buffers.
        batch_rows: Most rows in a batch.
    """

    path: Path
    delimiter: str
    quoted: bool
    header: bool
    encoding: str
    max_cell: int
    batch_rows: int

    def first_row(self) -> list[str]:
        """Cells of the first row, as they are.

        Raises:
            ReadError: The file has no row.
        """
        for row in self._rows():
            return row
        raise ReadError("the file is empty", path=self.path, fix="Give a file with a header and at least one row")

    def names(self) -> list[str]:
        """Names of the columns, without surrounding white space and RecBole types (``:token`` and the like)."""
        first = self.first_row()
        if not self.header:
            return [str(position + 1) for position in range(len(first))]
        return [_untyped(name.strip()) for name in first]

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows, text columns with null for empty cells.

        Arrow reads as far as it can. At the first row that it cannot read the plain reader takes over, which
        either can or says which row is wrong and why.

        Raises:
            ReadError: A row has too few or too many cells or cannot be decoded, or a quotation mark stays open.
        """
        first, names = self.first_row(), self.names()
        positions = [names.index(column) for column in columns]
        done: int | None = 0
        if len(self.delimiter) == 1 and self.delimiter.isascii() and len(set(first)) == len(first):
            raw_names = first if self.header else [f"f{position}" for position in range(len(first))]
            done = yield from self._arrow_batches(
                columns, [raw_names[position] for position in positions], raw_names[-1]
            )
        if done is not None:
            rest = islice(self._data_rows(len(first)), done, None)
            cells = ([row[position] for position in positions] for row in rest)
            yield from batches_of(cells, columns, self.batch_rows, self.path)

    def _arrow_batches(
        self, columns: Sequence[str], raw_names: list[str], last: str
    ) -> Generator[pa.RecordBatch, None, int | None]:
        """Batches by Arrow; returns the number of rows given if the plain reader must take over, else None."""
        done, ends_open = 0, False
        try:
            # The last column is always read: a quotation mark that stays open shows there.
            for batch in self._arrow_reader(list(dict.fromkeys([*raw_names, last]))):
                wanted = pa.RecordBatch.from_arrays([batch.column(name) for name in raw_names], names=list(columns))
                for start in range(0, batch.num_rows, self.batch_rows):
                    yield wanted.slice(start, self.batch_rows)
                done += batch.num_rows
                ends_open = self.quoted and "\n" in "".join(filter(None, batch.column(last)[-1:].to_pylist()))
        except (pa.ArrowException, OSError, UnicodeError):
            return done
        return done if ends_open else None

    def _arrow_reader(self, wanted: list[str]) -> pyarrow.csv.CSVStreamingReader:
        stream = pa.input_stream(str(self.path), compression="gzip" if is_compressed(self.path) else None)
        return pyarrow.csv.open_csv(
            stream,
            read_options=pyarrow.csv.ReadOptions(
                block_size=min(max(_BLOCK_BYTES, self.max_cell), _LARGEST_BLOCK),
                autogenerate_column_names=not self.header,
                encoding=self.encoding,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self.delimiter,
                quote_char='"' if self.quoted else False,
                newlines_in_values=self.quoted,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={name: pa.string() for name in wanted},
                include_columns=wanted,
                strings_can_be_null=True,
                null_values=[""],
            ),
        )

    def _data_rows(self, width: int) -> Iterator[list[str]]:
        for row, cells in enumerate(self._rows(), start=0 if self.header else 1):
            if len(cells) != width:
                shape = "the header" if self.header else "the first row"
                fix = f"Enclose cells that contain {self.delimiter!r} in quotation marks, and close each of them"
                raise ReadError(
                    f"the row has {_cells(len(cells))}, {shape} has {width}",
                    path=self.path,
                    row=row,
                    fix=fix if self.quoted else f"Give each row as many cells, with {self.delimiter!r} between them",
                )
            if row:
                yield cells

    def _rows(self) -> Iterator[list[str]]:
        """All rows, the header among them; blank lines are no rows."""
        done = 0
        lines_of_row: list[str] = []

        def lines() -> Iterator[str]:
            for line in stream:
                if not is_decoded(line):
                    raise undecodable(self.path, self.encoding, self._row_number(done))
                lines_of_row.append(line)
                yield line

        try:
            with open_text(self.path, self.encoding) as stream:
                rows = self._split(lines())
                last = lines_of_row
                while (cells := next_row(rows)) is not None:
                    last, lines_of_row = lines_of_row, []
                    if cells:
                        yield cells
                        done += 1
        except UnicodeError:
            raise undecodable(self.path, self.encoding, self._row_number(done)) from None
        except csv.Error:
            raise ReadError(
                f"a cell is longer than {LONGEST_CELL:,} characters",
                path=self.path,
                row=self._row_number(done),
                fix="Look for a quotation mark that is never closed",
            ) from None
        if self.quoted and stays_open(last, self.delimiter):
            raise ReadError(
                "a quotation mark is never closed",
                path=self.path,
                row=self._row_number(done - 1),
                fix='Close it, or write a quotation mark inside a cell twice: ""',
            )

    def _split(self, lines: Iterator[str]) -> Iterator[list[str]]:
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter)
        stripped = (line.rstrip("\r\n") for line in lines)
        return (line.split(self.delimiter) if line else [] for line in stripped)

    def _row_number(self, rows_before: int) -> int | None:
        """1-based number of the data row that comes after so many rows; None for the header."""
        return (rows_before if self.header else rows_before + 1) or None


def _untyped(name: str) -> str:
    kind = next((kind for kind in _TYPES if name.endswith(kind)), "")
    return name.removesuffix(kind)


def _cells(number: int) -> str:
    return "1 cell" if number == 1 else f"{number} cells"

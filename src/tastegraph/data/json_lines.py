"""Tables as JSON Lines: one object a line, its keys the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from tastegraph.data.cells import batches_of, text_of
from tastegraph.data.files import is_decoded, open_text, undecodable
from tastegraph.errors import ReadError


@dataclass(frozen=True)
class JsonLinesTable:
    """A JSON Lines file. Rows may lack keys, nest values and mix types; blank lines are no rows.

    Attributes:
        path: The file, compressed with gzip if its name ends in ``.gz``.
        encoding: Of the text.
        batch_rows: Most rows in a batch.
    """

    path: Path
    encoding: str
    batch_rows: int

    def names(self, wanted: Sequence[str] = ()) -> list[str]:
        """Keys in order of appearance: until all wanted have appeared, or of the first ``batch_rows`` rows."""
        found: dict[str, None] = {}
        missing = set(wanted)
        for row in self._objects() if wanted else islice(self._objects(), self.batch_rows):
            found.update(dict.fromkeys(row))
            missing.difference_update(row)
            if wanted and not missing:
                break
        return list(found)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows, text columns with null for missing values; see `tastegraph.data.cells.text_of`.

        Raises:
            ReadError: A line is not a JSON object or cannot be decoded.
        """
        rows = ([text_of(row.get(column)) for column in columns] for row in self._objects())
        yield from batches_of(rows, columns, self.batch_rows, self.path)

    def _objects(self) -> Iterator[dict[str, object]]:
        number = 0
        try:
            with open_text(self.path, self.encoding) as stream:
                for number, line in enumerate(stream, start=1):
                    if not is_decoded(line):
                        raise undecodable(self.path, self.encoding, number)
                    if line.strip():
                        yield self._object(line, number)
        except UnicodeError:
            raise undecodable(self.path, self.encoding, number + 1) from None

    def _object(self, line: str, number: int) -> dict[str, object]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            problem = f"not valid JSON: {error}"
        else:
            if isinstance(value, dict):
                return value
            problem = "not a JSON object"
        fix = "Write one JSON object a line"
        if number == 1 and line.lstrip().startswith(("[", "{")):
            fix += f"; if the file is one array or object, `jq -c '.[]' {self.path.name}` does it"
        raise ReadError(problem, path=self.path, row=number, fix=fix)

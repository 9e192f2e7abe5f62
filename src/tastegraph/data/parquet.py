"""Tables as Parquet files, their columns made text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tastegraph.data.cells import text_of
from tastegraph.errors import ReadError


@dataclass(frozen=True)
class ParquetTable:
    """A Parquet file.

    Attributes:
        path: The file.
        batch_rows: Most rows in a batch.
    """

    path: Path
    batch_rows: int

    def names(self) -> list[str]:
        """Names of the columns."""
        with self._opened() as file:
            names: list[str] = file.schema_arrow.names
            return names

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """The rows, text columns with null for missing values, empty text and NaN.

        Whole floats lose their ``.0``; lists and structures become JSON text.

        Raises:
            ReadError: The file is damaged, or a binary column is not UTF-8.
        """
        with self._opened() as file:
            for batch in file.iter_batches(batch_size=self.batch_rows, columns=list(columns)):
                arrays = [_as_text(batch.column(name)) for name in columns]
                yield pa.RecordBatch.from_arrays(arrays, names=list(columns))

    @contextmanager
    def _opened(self) -> Iterator[pq.ParquetFile]:
        try:
            with pq.ParquetFile(self.path) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            reason = str(error).partition("\n")[0].partition(". ")[0]
            raise ReadError(
                f"cannot be read as Parquet: {reason}", path=self.path, fix="Write the file again or convert it to CSV"
            ) from None


def _as_text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_floating(kind):
        text = _float_text(column.cast(pa.float64()))
    elif pa.types.is_nested(kind):
        text = pa.array([text_of(value) for value in column.to_pylist()], pa.string())
    else:
        text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), None, text)


def _float_text(column: pa.Array) -> pa.Array:
    values = column.to_numpy(zero_copy_only=False)
    whole = (np.abs(values) < 2**53) & (np.floor(values) == values)
    integers = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.string())
    text = pc.if_else(pa.array(whole), integers, column.cast(pa.string()))
    return pc.if_else(pa.array(np.isnan(values)), None, text)

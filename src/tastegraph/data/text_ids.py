"""Ids as they stand in files: text, numbered while the file streams by."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tastegraph.data.room import Column, counts, looked_up
from tastegraph.errors import ReadError

_LEAST_PENDING = 1 << 18
_WHOLE_FLOAT = r"^(-?[0-9]+)\.0$"


def text_id(cell: str) -> str:
    """The id in a cell: without surrounding white space, and ``7`` for ``7.0``.

    pandas writes whole numbers as floats as soon as one of a column is missing; without this rule such a catalogue
    and such a log would not join.
    """
    return re.sub(_WHOLE_FLOAT, r"\1", cell.strip())


class TextIds:
    """Numbers the ids of one column in order of first appearance while its batches stream by.

    Memory holds the distinct ids, and at most about as many ids again.

    Args:
        field: Name of the column.
        path: File that it is in.
    """

    def __init__(self, field: str, path: Path) -> None:
        self._field, self._path = field, path
        self._known = pa.array([], pa.string())
        self._codes = Column(np.int32)
        self._pending: list[pa.DictionaryArray] = []
        self._pending_ids = 0
        self._rows = 0

    def add(self, column: pa.Array) -> None:
        """Take in the next batch.

        Raises:
            ReadError: An id is empty.
        """
        encoded = column.dictionary_encode()
        ids = pc.replace_substring_regex(pc.utf8_trim_whitespace(encoded.dictionary), _WHOLE_FLOAT, r"\1")
        numbered = pa.DictionaryArray.from_arrays(encoded.indices, ids)
        if column.null_count or pc.any(pc.equal(ids, "")).as_py():
            row = pc.index(pc.fill_null(pc.equal(numbered.dictionary_decode(), ""), True), True).as_py()
            raise ReadError(
                "the id is empty",
                path=self._path,
                row=self._rows + row + 1,
                field=self._field,
                fix="Fill it in or drop the row",
            )
        self._rows += len(column)
        self._pending.append(numbered)
        self._pending_ids += len(ids)
        # Uniting costs time in the ids known so far: it waits until it at least doubles them.
        if self._pending_ids > len(self._known) + _LEAST_PENDING:
            self._unite()

    def finish(self) -> tuple[NDArray[np.int32], pa.StringArray]:
        """Numbers int32 [rows] of all ids, and the distinct ids in the order of their numbers."""
        self._unite()
        return self._codes.finish(), self._known

    def _unite(self) -> None:
        known = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), self._known)
        united = pa.chunked_array([known, *self._pending]).unify_dictionaries()
        self._known = united.chunk(united.num_chunks - 1).dictionary
        for chunk in united.chunks[1:]:
            self._codes.add(chunk.indices.to_numpy())
        self._pending, self._pending_ids = [], 0


def occurring(codes: NDArray[np.int32], ids: pa.StringArray) -> tuple[NDArray[np.int32], pa.StringArray]:
    """A column, places int32 [n] in the ids, with only those ids that occur in it, still in their order."""
    occurs = counts(codes, len(ids)) > 0
    if occurs.all():
        return codes, ids
    return looked_up(codes, (np.cumsum(occurs) - 1).astype(np.int32)), ids.filter(pa.array(occurs))

"""Many text ids, packed one after the other instead of one Python object each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

MANY: Final = 1 << 17
"""Ids from which packing them pays: below, Python's own objects are small enough and faster to ask."""
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, eq=False)
class PackedIds:
    """Distinct text ids in a fixed order; about 50 bytes for a UUID, where a tuple and a dict take 200.

    Attributes:
        column: The ids, without null.
    """

    column: pa.StringArray

    @classmethod
    def of(cls, values: list[Any] | pa.StringArray) -> Self | None:
        """The ids packed; None where they are few, not all text that can be packed, not distinct or one is empty."""
        if len(values) < MANY:
            return None
        if not isinstance(values, pa.Array):
            if set(map(type, values)) != {str}:
                return None
            try:
                values = pa.array(values, pa.string())
            except (UnicodeEncodeError, pa.ArrowInvalid):
                return None
        if not isinstance(values, pa.StringArray) or values.null_count:
            return None
        distinct = pc.count_distinct(values).as_py() == len(values)
        return cls(values) if distinct and pc.min(pc.binary_length(values)).as_py() else None

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, index: int | np.integer[Any]) -> str:
        text: str = self.column[int(index)].as_py()
        return text

    def __contains__(self, value: object) -> bool:
        return bool(self.index([value])[0] >= 0)

    def __iter__(self) -> Iterator[str]:
        for chunk in self.chunks():
            yield from chunk

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PackedIds) and bool(self.column.equals(other.column))

    __hash__ = None  # type: ignore[assignment]

    def chunks(self) -> Iterator[list[str]]:
        """The ids in lists that are never long."""
        for start in range(0, len(self), _CHUNK):
            yield self.column.slice(start, _CHUNK).to_pylist()

    def index(self, ids: Iterable[object]) -> NDArray[np.int64]:
        """Positions [n], int64, of any values; -1 for those that are not among these ids."""
        if isinstance(ids, PackedIds):
            found = pc.fill_null(pc.index_in(ids.column, self.column), -1)
            return np.asarray(found.to_numpy(), dtype=np.int64)
        values = list(ids)
        hashes, positions = self._hashed
        wanted = np.fromiter(map(hash, values), dtype=np.int64, count=len(values))
        places = np.searchsorted(hashes, wanted)
        return np.array(
            [self._position(value, int(place), hashes, positions) for value, place in zip(values, places, strict=True)],
            dtype=np.int64,
        )

    def _position(self, value: object, place: int, hashes: NDArray[np.int64], positions: NDArray[np.int32]) -> int:
        """Position of a value whose hash stands at this place, if it stands anywhere."""
        wanted = hash(value)
        while place < len(hashes) and hashes[place] == wanted:
            position = int(positions[place])
            if self[position] == value:
                return position
            place += 1
        return -1

    @cached_property
    def _hashed(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Python's hashes in ascending order, and the position of the id of each."""
        hashes = np.fromiter(map(hash, self), dtype=np.int64, count=len(self))
        order = np.argsort(hashes).astype(np.int32)
        return hashes[order], order

"""The frozen map between the caller's ids and the rows of a matrix."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tastegraph.data.digest import digest
from tastegraph.data.packed_ids import PackedIds
from tastegraph.errors import InputError, UnknownIdError

Id = str | int
"""What a user or an item is called by the caller."""


def plain_id(value: object) -> Id | None:
    """The Python ``str`` or ``int`` for an id of any kind, or None where the value can be no id.

    Numpy scalars become Python ones and whole floats become integers. Booleans, other floats (NaN among them),
    empty text and everything else are no ids.
    """
    if isinstance(value, str):
        return str(value) or None
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return int(value)
    return None


@dataclass(frozen=True, init=False, eq=False, repr=False)
class IdMap:
    """Ids in a fixed order: position 0, 1, 2, …; text ``"1"`` and number ``1`` are different ids.

    Args:
        values: The ids, each once, in the order of their positions, as Python values or an Arrow column of text; see
            `plain_id` for what can be one. Many text ids are kept packed.

    Raises:
        InputError: A value is no id or occurs twice.
    """

    _values: tuple[Id, ...] | PackedIds
    _positions: dict[Id, int] | PackedIds

    def __init__(self, values: Iterable[Id] | pa.StringArray) -> None:
        ids: Any = values if isinstance(values, pa.Array) else list(values)
        if (packed := PackedIds.of(ids)) is not None:
            object.__setattr__(self, "_values", packed)
            object.__setattr__(self, "_positions", packed)
            return
        ids = ids.to_pylist() if isinstance(ids, pa.Array) else ids
        if not set(map(type, ids)) <= {str, int} or "" in ids:
            for row, value in enumerate(ids):
                plain = plain_id(value)
                if plain is None:
                    raise InputError(f"{value!r} is not an id", row=row + 1, fix="Give text or whole numbers")
                ids[row] = plain
        positions = dict(zip(ids, range(len(ids)), strict=True))
        if len(positions) < len(ids):
            repeated = next(value for row, value in enumerate(ids) if positions[value] != row)
            raise InputError(
                f"the id {repeated!r} occurs more than once", row=positions[repeated] + 1, fix="Give each id once"
            )
        object.__setattr__(self, "_values", tuple(ids))
        object.__setattr__(self, "_positions", positions)

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, index: int | np.integer[Any]) -> Id:
        return self._values[index]

    def __contains__(self, value: object) -> bool:
        return plain_id(value) in self._positions

    def __iter__(self) -> Iterator[Id]:
        return iter(self._values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IdMap):
            return NotImplemented
        return self is other or self._values == other._values

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[type[IdMap], tuple[tuple[Id, ...] | pa.StringArray]]:
        return IdMap, (self._values.column if isinstance(self._values, PackedIds) else self._values,)

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, islice(self, 3))) + (", …" if len(self) > 3 else "")
        return f"IdMap({len(self)} ids: {shown})"

    def index(self, ids: Iterable[Id]) -> NDArray[np.int64]:
        """Positions [n], int64, of any ids; -1 for those that are unknown."""
        if isinstance(self._positions, PackedIds):
            return self._positions.index(ids._values if isinstance(ids, IdMap) else ids)
        # Numpy scalars and whole floats hash like the Python ids they stand for, so no conversion is needed.
        get = self._positions.get
        return np.fromiter((get(value, -1) for value in ids), dtype=np.int64)

    def position(self, id: Id) -> int:
        """Position of one id.

        Raises:
            UnknownIdError: The id is not in this map.
        """
        plain = plain_id(id)
        found = -1 if plain is None else int(self.index([plain])[0])
        if found < 0:
            raise UnknownIdError(f"{id!r} is not among the {len(self):,} known ids", fix=self.hint(id))
        return found

    def hint(self, id: object) -> str | None:
        """A fix for an unknown id: the same id written as text or as a number, where that one is known."""
        plain = plain_id(id)
        if isinstance(plain, int) and str(plain) in self._positions:
            return f"The ids here are text: give {str(plain)!r}"
        if isinstance(plain, str) and plain.lstrip("-").isdecimal() and int(plain) in self._positions:
            return f"The ids here are numbers: give {int(plain)}"
        return None

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over the ids, their types and their order."""
        values = self._values
        chunks = values.chunks() if isinstance(values, PackedIds) else iter([values] if values else [])
        pieces = [json.dumps(chunk)[1:-1].encode() for chunk in chunks]
        return digest("ids", [b"[", b", ".join(pieces), b"]"])

    def union(self, other_values: Iterable[Id]) -> IdMap:
        """These ids at their positions, then the new ones among the others in order; repeated ones count once."""
        others = other_values if isinstance(other_values, IdMap) else list(other_values)
        if isinstance(self._positions, PackedIds):
            is_new = self.index(others) < 0
            new = dict.fromkeys(compress(others, is_new))
        else:
            new = dict.fromkeys(value for value in others if value not in self)
        return IdMap((*self._values, *new)) if new else self

"""Columns of ids and numbers, as callers have them, made into checked arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tastegraph.data.ids import Id, plain_id
from tastegraph.errors import InputError

_FIX_ID = "Give text or whole numbers"


def encode_ids(ids: Iterable[object], field: str) -> tuple[NDArray[np.int32], list[Id]]:
    """Number the ids of a column in order of first appearance.

    Args:
        ids: A list, array, pandas or Arrow column [n] of ids; see `tastegraph.data.ids.plain_id`.
        field: What the column is called in errors.

    Returns:
        Codes int32 [n] and the distinct ids, so that ``distinct[codes[row]]`` is the id of a row.

    Raises:
        InputError: A value is no id; the row is named.
    """
    column = _column(ids, field)
    if isinstance(column, list):
        return _encode_one_by_one(column, field)
    if column.null_count:
        raise InputError("the id is missing", row=_first(column.is_null()), field=field, fix=_FIX_ID)
    encoded = column.dictionary_encode()
    distinct: list[Id] = encoded.dictionary.to_pylist()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    if "" in distinct:
        raise InputError("the id is empty text", row=_first(codes == distinct.index("")), field=field, fix=_FIX_ID)
    return codes, distinct


def as_weights(weights: Iterable[object], field: str) -> NDArray[np.float32]:
    """Weights float32 [n] out of a column of numbers.

    Raises:
        InputError: A weight is missing, not finite in 32 bits, negative or not a number; the row is named.
    """
    try:
        with np.errstate(over="ignore"):
            array = np.array(_materialised(weights), dtype=np.float64).astype(np.float32)
    except (TypeError, ValueError):
        raise InputError("the weights are not all numbers", field=field, fix="Give finite numbers from 0 on") from None
    wrong = ~(np.isfinite(array) & (array >= 0))
    if wrong.any():
        row = _first(wrong)
        raise InputError(
            f"the weight {array[row - 1]} is not a finite number from 0 on",
            row=row,
            field=field,
            fix="Drop the row or correct its weight",
        )
    return array


def as_timestamps(timestamps: Iterable[object], field: str) -> NDArray[np.int64]:
    """Timestamps int64 [n] out of whole numbers, floats (rounded down) or numpy times (made seconds).

    Raises:
        InputError: A time is missing, not finite or not a number; the row is named.
    """
    array = np.asarray(_materialised(timestamps))
    fix = "Give seconds since 1970 as whole numbers"
    if array.dtype.kind == "M":
        wrong = np.isnat(array)
        array = array.astype("datetime64[s]")
    elif array.dtype.kind == "f":
        wrong = ~(np.abs(array) < 2**63)
        array = np.floor(np.where(wrong, 0, array))
    elif array.dtype.kind in "iu":
        wrong = array > np.iinfo(np.int64).max
    else:
        raise InputError("the timestamps are not all numbers", field=field, fix=fix)
    if wrong.any():
        raise InputError("the timestamp is missing or out of range", row=_first(wrong), field=field, fix=fix)
    return array.astype(np.int64)


def _column(ids: Iterable[object], field: str) -> pa.Array | list[object]:
    """The ids as an Arrow column of integers or text where they are all of one kind, else as a list."""
    if isinstance(ids, str | bytes):
        raise InputError("one text instead of a column of ids", field=field, fix="Give a list of ids")
    values = _materialised(ids)
    if isinstance(values, pa.Array):
        return values
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise InputError(f"an array of {values.ndim} dimensions instead of a column", field=field, fix=_FIX_ID)
        if values.dtype.kind == "f" and bool((np.abs(values) < 2**63).all()):
            whole = values.astype(np.int64)
            values = whole if bool((whole == values).all()) else values
        if values.dtype.kind in "iu":
            return pa.array(values)
        values = values.tolist()
    kinds = set(map(type, values))
    if kinds in ({int}, {str}):
        try:
            return pa.array(values, pa.int64() if kinds == {int} else pa.string())
        except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
            return values
    return values


def _materialised(values: Iterable[object]) -> pa.Array | NDArray[np.generic] | list[object]:
    """Arrow text and integers as Arrow, other columns as numpy arrays, anything else as a list."""
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else pa.array([], values.type)
    if isinstance(values, pa.DictionaryArray):
        values = values.dictionary_decode()
    if isinstance(values, pa.Array):
        kind = values.type
        if pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return values
        return values.to_numpy(zero_copy_only=False)
    if isinstance(values, np.ndarray):
        return values
    if hasattr(values, "to_numpy"):
        converted: NDArray[np.generic] = values.to_numpy()
        return converted
    return list(values)


def _encode_one_by_one(values: list[object], field: str) -> tuple[NDArray[np.int32], list[Id]]:
    positions: dict[Id, int] = {}
    codes = np.empty(len(values), dtype=np.int32)
    for row, value in enumerate(values):
        plain = plain_id(value)
        if plain is None:
            raise InputError(f"{value!r} is not an id", row=row + 1, field=field, fix=_FIX_ID)
        codes[row] = positions.setdefault(plain, len(positions))
    return codes, list(positions)


def _first(mask: NDArray[np.bool_] | pa.BooleanArray) -> int:
    """1-based row of the first true value."""
    return int(np.argmax(np.asarray(mask))) + 1

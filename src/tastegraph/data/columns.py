"""Numbers and times out of text columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tastegraph.errors import ReadError

_UNITS_PER_SECOND = ((1e17, 10**9), (1e14, 10**6), (1e11, 10**3))
_ISO_TYPES = (pa.timestamp("us"), pa.timestamp("us", "UTC"), pa.timestamp("ns"), pa.timestamp("ns", "UTC"))


def numbers_of(column: pa.Array, field: str, path: Path, rows_before: int) -> NDArray[np.float64]:
    """Numbers float64 [n] out of a text column.

    Raises:
        ReadError: A cell is empty or not a finite number.
    """
    try:
        numbers: NDArray[np.float64] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        numbers = np.array([_or_nan(float, cell) for cell in column.to_pylist()])
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ReadError(
            _problem(column[row].as_py(), "a finite number"),
            path=path,
            row=rows_before + row + 1,
            field=field,
            fix="Correct it or drop the row",
        )
    return numbers


def times_of(column: pa.Array, field: str, path: Path, rows_before: int) -> NDArray[np.int64]:
    """Seconds since 1970 UTC, int64 [n], out of a text column.

    Numbers are seconds up to 10¹¹ (the year 5138), milliseconds up to 10¹⁴, microseconds up to 10¹⁷ and
    nanoseconds beyond; text is ISO 8601, in UTC where it names no zone. Fractions of a second are dropped.

    Raises:
        ReadError: A cell is empty or neither.
    """
    seconds = None if column.null_count else _all_numbers(column)
    if seconds is None:
        values = np.array([_or_nan(_seconds, cell) for cell in column.to_pylist()])
        wrong = np.isnan(values)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise ReadError(
                _problem(column[row].as_py(), "a time"),
                path=path,
                row=rows_before + row + 1,
                field=field,
                fix="Give seconds since 1970 or ISO 8601 such as 2024-05-31T18:00:00Z, or drop the row",
            )
        seconds = values.astype(np.int64)
    return seconds


def _all_numbers(column: pa.Array) -> NDArray[np.int64] | None:
    """Seconds of a column that Arrow can read whole, or None."""
    try:
        return _scaled(column.cast(pa.int64()).to_numpy())
    except pa.ArrowInvalid:
        pass
    for kind in _ISO_TYPES:
        try:
            units = column.cast(kind).cast(pa.int64()).to_numpy()
        except pa.ArrowInvalid:
            continue
        whole: NDArray[np.int64] = units // (10**9 if kind.unit == "ns" else 10**6)
        return whole
    return None


def _scaled(values: NDArray[np.int64]) -> NDArray[np.int64]:
    size = np.abs(values.astype(np.float64))
    units = np.select([size >= least for least, _ in _UNITS_PER_SECOND], [unit for _, unit in _UNITS_PER_SECOND], 1)
    scaled: NDArray[np.int64] = values // units
    return scaled


def _seconds(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        time = datetime.fromisoformat(cell.strip())
        number = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
        return math.floor(number)
    unit = next((unit for least, unit in _UNITS_PER_SECOND if abs(number) >= least), 1)
    return math.floor(number / unit) if abs(number) < 2**63 else math.nan


def _or_nan(parse: Callable[[str], float], cell: str | None) -> float:
    if cell is None:
        return math.nan
    try:
        return parse(cell)
    except ValueError:
        return math.nan


def _problem(cell: str | None, expected: str) -> str:
    return "the cell is empty" if cell is None else f"{cell[:40]!r} is not {expected}"

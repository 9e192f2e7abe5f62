"""What a column holds, told from its cells."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final, Literal

Kind = Literal["text", "list", "number", "year", "code"]

_NUMBER: Final = re.compile(
    r"[^\w\s.,+-]?\s*([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s*(?:%|[^\w\s]|[A-Za-z]{1,4}\.?)?"
)
_SEPARATORS: Final = (";", "|", "、", ",")
_LEAST_SHARE: Final = 0.9
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{4,39}")
_LONGEST_PIECE: Final = 3.0
"""Words that a piece of a list has on average at most; commas of prose stand further apart."""


def kind_of(cells: Sequence[str]) -> Kind | None:
    """The kind of a column: numbers, years, codes, lists of names, or text; None where it is empty.

    Args:
        cells: Of the column, of one table or both; empty ones are passed over.
    """
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    numbers = [number_in(cell) for cell in filled]
    known = [number for number in numbers if number is not None]
    if len(known) >= _LEAST_SHARE * len(filled):
        years = sum(number.is_integer() and _FIRST_YEAR <= number <= _LAST_YEAR for number in known)
        if years >= _LEAST_SHARE * len(known):
            return "year"
        return "code" if _all_codes(filled) else "number"
    if _all_codes(filled):
        return "code"
    return "list" if separator_of(filled) else "text"


def number_in(cell: str) -> float | None:
    """The number that a cell is, a currency or short unit aside; None where it is none."""
    found = _NUMBER.fullmatch(cell)
    if found is None or not any(map(str.isdigit, found[1])):
        return None
    return float(found[1].replace(",", ""))


def separator_of(cells: Sequence[str]) -> str | None:
    """What stands between the pieces of a column of lists (``[`` for JSON), or None where it is no such column."""
    filled = [cell for cell in cells if cell]
    if not filled:
        return None
    if sum(cell.startswith("[") and cell.endswith("]") for cell in filled) >= _LEAST_SHARE * len(filled):
        return "["
    for separator in _SEPARATORS:
        lists = [cell.split(separator) for cell in filled if separator in cell]
        if len(lists) < (0.5 if separator == "," else 0.2) * len(filled):
            continue
        pieces = [piece for pieces in lists for piece in pieces]
        if sum(len(piece.split()) for piece in pieces) <= _LONGEST_PIECE * len(pieces):
            return separator
    return None


def pieces_of(cell: str, separator: str) -> list[str]:
    """The pieces of a list in a cell."""
    if separator == "[":
        try:
            found = json.loads(cell)
        except json.JSONDecodeError:
            found = cell.strip("[]").split(",")
        return [str(piece).strip(" '\"") for piece in found] if isinstance(found, list) else [cell]
    return [piece.strip() for piece in cell.split(separator) if piece.strip()]


def _all_codes(filled: Sequence[str]) -> bool:
    """Whether the cells are single words with digits, nearly all different, as article numbers are."""
    codes = sum(_CODE.fullmatch(cell) is not None and sum(map(str.isdigit, cell)) >= 3 for cell in filled)
    # Over both tables, each code may come twice.
    return codes >= _LEAST_SHARE * len(filled) and 2.5 * len(set(filled)) >= len(filled) and not _is_price(filled)


def _is_price(filled: Sequence[str]) -> bool:
    return sum("." in cell or "," in cell for cell in filled) > 0.05 * len(filled) and all(
        number_in(cell) is not None for cell in filled[:100]
    )

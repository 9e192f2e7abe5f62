"""What the cells of a column look like: text, numbers, dates, lists, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

SEPARATORS: Final = ("|", ";", ",", "/")
_MISSING: Final = {"", "n/a", "null", "nan", "none"}

_URL = re.compile(r"^(https?://|www\.)", re.IGNORECASE)
_NUMBER = re.compile(r"^[^\w\s]?\s*[+-]?[\d.,]+(e[+-]?\d+)?\s*(%|[^\W\d_]{1,4})?$", re.IGNORECASE)
_DATE = re.compile(r"^(\d{4}-\d\d-\d\d|\d{1,2}[ ./-]\w{3,9}[ ./-]\d{2,4})")
_YEAR = re.compile(r"^1[5-9]\d\d$|^20\d\d$")

_RELATIONS: Final = {
    "director": "directed by",
    "directors": "directed by",
    "actor": "starring",
    "actors": "starring",
    "cast": "starring",
    "writer": "written by",
    "writers": "written by",
    "author": "written by",
    "authors": "written by",
    "artist": "performed by",
    "artists": "performed by",
    "year": "decade",
}


def relation_of(column: str) -> str:
    """What to call the relation that a column states: its name in small letters, or the usual words for it."""
    return _RELATIONS.get(column.lower(), re.sub(r"[_\W]+", " ", column).strip().lower())


def filled(cells: Sequence[str]) -> list[str]:
    """The cells with something in them."""
    return [cell for cell in cells if cell.strip().lower() not in _MISSING]


def share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    """The share of those that fit; 0 where there is none."""
    present = filled(cells)
    return sum(bool(fits(cell)) for cell in present) / len(present) if present else 0.0


def is_numeric(cells: Sequence[str]) -> bool:
    """Whether they are numbers, a currency or unit beside them allowed."""
    return share(cells, _NUMBER.match) > 0.95


def is_year(cells: Sequence[str]) -> bool:
    """Whether they are years."""
    return share(cells, _YEAR.match) > 0.9


def is_date(cells: Sequence[str], least: float = 0.9) -> bool:
    """Whether more than a share of them are dates."""
    return share(cells, _DATE.match) > least


def is_link(cells: Sequence[str]) -> bool:
    """Whether most are addresses of pages or pictures."""
    return share(cells, _URL.match) > 0.5


def is_text(cells: Sequence[str]) -> bool:
    """Whether they are sentences to read."""
    present = filled(cells)
    if not present or is_link(cells) or is_nested(cells):
        return False
    # Chinese and Japanese say in twenty characters what takes sixty in Latin letters.
    weight = sum(len(cell) + 2 * sum(character >= "\u2e80" for character in cell) for cell in present)
    return weight / len(present) >= 60 and len(set(present)) > len(present) / 2 and not _is_list(present)


def is_nested(cells: Sequence[str]) -> bool:
    """Whether most are JSON objects."""
    return share(cells, lambda cell: cell.startswith(("{", "[{"))) > 0.5


def _is_list(cells: Sequence[str]) -> bool:
    """Names between separators are a list, however long the cell: two or three words each, and no sentence."""
    parts = [part for cell in cells for part in re.split(r"[|;,]", re.sub(r"\(.*?\)", "", cell))]
    return len(parts) > 1.5 * len(cells) and sum(len(part.split()) for part in parts) / len(parts) <= 3


def repeats(values: Sequence[str]) -> float:
    """How often a value occurs, on average."""
    return len(values) / max(len(set(values)), 1)


def separator_of(cells: Sequence[str]) -> str | None:
    """The mark that cells with something in them are best split at: the one whose parts repeat most, or None."""
    mark = max((None, *SEPARATORS), key=lambda mark: repeats(split_cells(cells, mark)))
    return mark if mark and repeats(split_cells(cells, mark)) >= 1.1 * repeats(cells) else None


def split_cells(cells: Sequence[str], separator: str | None) -> list[str]:
    """The values between separators; the cells themselves without one."""
    if separator is None:
        return list(cells)
    return [value.strip() for cell in cells for value in cell.split(separator) if value.strip()]

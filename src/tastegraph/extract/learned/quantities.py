"""Dates and numbers in texts, and as values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH: Final = "|".join(rf"{name[:3]}(?:{name[3:]})?\.?" if len(name) > 3 else name for name in MONTHS)
_YEAR: Final = r"(?P<{0}>[12]\d{{3}})"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n1>{_MONTH}),?\s+{_YEAR.format('y1')}\b"
        rf"|\b(?P<n2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR.format('y2')}\b"
        rf"|\b(?P<n3>{_MONTH}),?\s+{_YEAR.format('y3')}\b"
        rf"|\b{_YEAR.format('y4')}[-/.](?P<m4>\d{{1,2}})(?:[-/.](?P<d4>\d{{1,2}}))?\b"
        rf"|\b(?P<m5>\d{{1,2}})[-/.](?P<d5>\d{{1,2}})[-/.]{_YEAR.format('y5')}\b"
        rf"|{_YEAR.format('y6')}年(?:(?P<m6>\d{{1,2}})月(?:(?P<d6>\d{{1,2}})日)?)?"
        rf"|\b00\s+{_YEAR.format('y8')}\b"
        rf"|(?<![\d.,]){_YEAR.format('y7')}(?!\d|[.,]\d)",
    )
)
_NUMBER: Final = re.compile(
    r"(?<![\w.])[+-]?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[ -]?(?P<s>thousand|million|billion)\b)?",
    re.IGNORECASE,
)
_SCALE: Final = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


class Date(NamedTuple):
    """A date; what it does not say is None."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def grain(self) -> str:
        """What it says: ``year``, ``month`` or ``day``."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    def agrees(self, other: Date) -> bool:
        """Whether two dates may be one: they differ in nothing that both say."""
        return all(left == right for left, right in zip(self, other, strict=True) if None not in (left, right))


def dates_in(text: str) -> Iterator[tuple[int, int, Date]]:
    """Yield the dates of a text with their spans."""
    for form in _FORMS:
        for match in form.finditer(text):
            parts = {name[0]: value for name, value in match.groupdict().items() if value}
            named = parts.get("n")
            month = _month(named) if named else int(parts["m"]) if "m" in parts else None
            day = int(parts["d"]) if "d" in parts else None
            if month is not None and not 1 <= month <= 12:
                month, day = (day, month) if day is not None and 1 <= day <= 12 else (None, None)
            yield match.start(), match.end(), Date(int(parts["y"]), month, day or None)


def as_date(value: str) -> Date | None:
    """The date that a value is; None where it is anything more or else."""
    plain = value.strip()
    found = next(iter(dates_in(plain)), None)
    if found is None or (found[0], found[1]) != (0, len(plain)):
        # A day that is not known is written 00: "00 January 1984".
        bare = re.sub(r"^00\s+", "", plain)
        return as_date(bare) if bare != plain else None
    return found[2]


def numbers_in(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield the numbers of a text with their spans; "2 million" is one."""
    for match in _NUMBER.finditer(text):
        scale = _SCALE[match["s"].lower()] if match["s"] else 1.0
        yield match.start(), match.end(), float(match["n"].replace(",", "")) * scale


def as_number(value: str) -> float | None:
    """The number that a value is; None where it is anything more or else."""
    try:
        number = float(value.strip().replace(",", ""))
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def _month(name: str) -> int:
    return next(place for place, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3].lower()))

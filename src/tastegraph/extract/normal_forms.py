"""Values that a text writes in another form: numbers, dates and plurals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

_MONTHS: Final = {
    form: number
    for number, month in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        1,
    )
    for form in (month, month[:3])
} | {"sept": 9}
_MONTH: Final = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>\d{4})(?!\d)"
_DATES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_DAY}\s+(?:of\s+)?{_MONTH}\b\.?,?\s+{_YEAR}",
        rf"\b{_MONTH}\b\.?\s+{_DAY},?\s+{_YEAR}",
        rf"\b{_MONTH}\b\.?,?\s+{_YEAR}",
        r"(?<!\d)(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*日)?",
        r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2}))?(?![-/.]?\d)",
        r"(?<!\d)(?P<day>\d{1,2})([./])(?P<month>\d{1,2})\2(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<month>\d{1,2})([./])(?P<day>\d{1,2})\2(?P<year>\d{4})(?!\d)",
    )
)
_WORDS: Final = {
    word: number
    for words in (
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        tuple("零一二三四五六七八九十"),
    )
    for number, word in enumerate(words)
} | {"两": 2, "兩": 2}
_SCALES: Final = {
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "m": 6, "bn": 9,
    "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8,
}  # fmt: skip
_SCALE: Final = rf"(?:\s*(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![a-z]))?"
_DIGITS: Final = r"(?P<digits>\d+(?:[.,'’\u00a0\u202f ]\d+)*)"
_SPACED: Final = "|".join(word for word in _WORDS if word.isascii())
_UNSPACED: Final = "".join(word for word in _WORDS if not word.isascii())
_WORD: Final = rf"(?P<word>\b(?:{_SPACED})\b|[{_UNSPACED}])"
_NUMBER: Final = re.compile(rf"(?P<minus>(?<![\w.])[-−])?(?:(?<![a-z0-9_.,]){_DIGITS}|{_WORD}){_SCALE}", re.IGNORECASE)
_MONEY: Final = " $€£¥￥%+"


class Form(NamedTuple):
    """Where a text gives a value in another form."""

    start: int
    end: int


def find_form(value: str, text: str) -> Form | None:
    """Return the first place in a text that gives a value in another form, or None.

    - a number: ``1300`` for ``1,300``, ``1 300`` or ``1.3 thousand``, ``2`` for ``two`` or ``两``;
    - a date: ``1979-05-25`` (or ``1979-05``) for ``May 25, 1979``, ``25 May 1979``, ``25.5.1979`` or ``1979年5月25日``;
    - an English plural: ``thriller`` for ``thrillers``, unless the text writes it with a capital, as names are.

    The same holds the other way round. Where a date or number can be read in two ways (``1.300``), either counts.
    """
    value = value.strip()
    dates = {reading for reading, _ in _dates(value, whole=True)} or ({value} if _is_iso(value) else set())
    if dates:
        for reading, place in _dates(text):
            if any(reading == wanted or reading.startswith(f"{wanted}-") for wanted in dates):
                return place
        return None
    numbers = {number for number, _ in _numbers(value.strip(_MONEY), whole=True)}
    if numbers:
        return next((place for number, place in _numbers(text) if number in numbers), None)
    return _plural(value, text)


def _is_iso(value: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value) is not None


def _dates(text: str, *, whole: bool = False) -> Iterator[tuple[str, Form]]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if whole and match.span() != (0, len(text)):
                continue
            part = match.groupdict()
            month = _MONTHS.get(part["month"].lower()) or (int(part["month"]) if part["month"].isdigit() else 0)
            day = int(part["day"]) if part.get("day") else None
            try:
                read = date(int(part["year"]), month, day or 1).isoformat()
            except ValueError:
                continue
            yield read if day else read[:7], Form(*match.span())


def _numbers(text: str, *, whole: bool = False) -> Iterator[tuple[Decimal, Form]]:
    for match in _NUMBER.finditer(text):
        if whole and match.span() != (0, len(text)):
            continue
        scale = Decimal(10) ** _SCALES.get((match["scale"] or "").lower(), 0)
        sign = -1 if match["minus"] else 1
        word = match["word"]
        for reading in [Decimal(_WORDS[word.lower()])] if word else _readings(match["digits"]):
            yield sign * reading * scale, Form(*match.span())


def _readings(digits: str) -> Iterator[Decimal]:
    """The numbers that digits with points, commas and spaces may mean."""
    groups = re.split(r"\D", digits)
    separators = re.findall(r"\D", digits)
    if not separators:
        yield Decimal(digits)
        return
    *before, last = groups
    if _are_thousands(before) and len(last) == 3 and len(set(separators)) == 1:
        yield Decimal("".join(groups))
    point, others = separators[-1], separators[:-1]
    if point in ".," and point not in others and len(set(others)) <= 1 and (not others or _are_thousands(before)):
        yield Decimal(f"{''.join(before)}.{last}")


def _are_thousands(groups: list[str]) -> bool:
    return len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def _plural(value: str, text: str) -> Form | None:
    if not (value.isascii() and value[-1:].isalpha() and len(value) > 3):
        return None
    stem = value.casefold()
    forms = {f"{stem}s", f"{stem}es"}
    if stem.endswith("y"):
        forms.add(f"{stem[:-1]}ies")
    if stem.endswith("ies"):
        forms.add(f"{stem[:-3]}y")
    if stem.endswith("s") and not stem.endswith("ss"):
        forms |= {stem[:-1], stem[:-2]} if stem.endswith("es") else {stem[:-1]}
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(forms)))})\b", text, re.IGNORECASE):
        if match.group()[0].islower():
            return Form(*match.span())
    return None

"""Where a value that somebody gave for a text stands in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz

from tastegraph.extract.learned.places import LONGEST, Place, ReadText
from tastegraph.extract.learned.quantities import as_date, as_number, dates_in, numbers_in
from tastegraph.extract.learned.words import Word, tight, words_of

_QUALIFIER: Final = re.compile(r"[\s_]*\([^()]*\)\s*$")
"""What tells a name from others of its kind: ``Alien_(film)``."""
SCALES: Final = (1.0, 60.0, 3600.0, 1e3, 1e6)
"""A value may be in a smaller unit than the text has it in: seconds for minutes."""
_ALIKE: Final = 87.0
_LONG: Final = 7
"""Letters of a name from which on it may be aligned by likeness."""


def align_value(value: str, text: ReadText) -> list[Place]:
    """Return the spans of a text that a value may have been read from; none where it does not stand there.

    In this order: the same letters and digits, whatever the case, spaces, underscores and punctuation between them;
    the same without a qualifier in brackets; a date that agrees with it; the same number, perhaps in another unit; the
    most similar words, if they are similar enough.
    """
    exact = list(_spelled(tight(value), text))
    if exact:
        return exact
    bare = _QUALIFIER.sub("", value)
    if bare != value and (exact := list(_spelled(tight(bare), text))):
        return exact
    if (date := as_date(value)) is not None:
        return [
            place
            for start, end, found in dates_in(text.text)
            if found.agrees(date) and (place := _place(text.words, start, end))
        ]
    if (number := as_number(value)) is not None:
        for scale in SCALES:
            same = [
                place
                for start, end, found in numbers_in(text.text)
                if found
                and abs(found * scale - number) <= 1e-6 * abs(number)
                and (place := _place(text.words, start, end))
            ]
            if same:
                return same
        return []
    return _similar(bare, text)


def _spelled(wanted: str, text: ReadText) -> Iterator[Place]:
    """Spans whose letters and digits are those that are wanted."""
    if not wanted:
        return
    pieces = [tight(text.text[word.start : word.end]) for word in text.words]
    for first, piece in enumerate(pieces):
        if not piece or not wanted.startswith(piece):
            continue
        found = ""
        for last in range(first, len(pieces)):
            found += pieces[last]
            if not wanted.startswith(found):
                break
            if len(found) == len(wanted):
                yield Place(first, last + 1)
                break


def _similar(value: str, text: ReadText) -> list[Place]:
    wanted = value.replace("_", " ").casefold()
    if len(wanted) < _LONG or any(map(str.isdigit, wanted)):
        return []
    size, best, place = len(words_of(wanted)), _ALIKE, None
    for first in range(len(text.words)):
        for last in range(first + max(1, size - 1), min(first + size + 1, len(text.words)) + 1):
            span = Place(first, last)
            alike = fuzz.ratio(wanted, text.surface(span).casefold(), score_cutoff=best)
            if alike > best:
                best, place = alike, span
    return [] if place is None else [place]


def _place(words: Sequence[Word], start: int, end: int) -> Place | None:
    """The words of a stretch of characters."""
    first = bisect_left(words, start, key=lambda word: word.start)
    last = bisect_right(words, end, key=lambda word: word.end)
    return Place(first, last) if last > first and words[first].start == start else None


def place_of(text: ReadText, start: int, end: int) -> Place | None:
    """The span of words that begins and ends at these characters."""
    place = _place(text.words, start, end)
    return place if place is not None and text.words[place.last - 1].end == end else None


def characters(text: ReadText, place: Place) -> tuple[int, int]:
    """Where a span begins and ends, in characters."""
    return text.words[place.first].start, text.words[place.last - 1].end


def short(places: Sequence[Place]) -> list[Place]:
    """The spans that a reader can propose: those of at most LONGEST words."""
    return [place for place in places if place.last - place.first <= LONGEST]

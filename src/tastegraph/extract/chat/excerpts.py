"""What a chat model is shown of a document in one call: all of its text, or a window on one field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from tastegraph.data import Document
from tastegraph.data.digest import digest
from tastegraph.extract.folding import plain
from tastegraph.extract.grounding import SearchableText
from tastegraph.text.chat import estimate_tokens

_ENDS: Final = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|(?<=[。！？\n])")
_GAPS: Final = re.compile(r"\s+|(?<=[,;:、，；：>])")
_STEP: Final = 64
"""Characters of a stretch without any gap that are taken at once."""


@dataclass(frozen=True, eq=False)
class Part:
    """A stretch of one field.

    Attributes:
        field: Name of the field.
        start: Offset at which it begins in the field, in code points.
        text: The stretch.
    """

    field: str
    start: int
    text: str

    @cached_property
    def searchable(self) -> SearchableText:
        """The stretch, to locate quotes in."""
        return SearchableText(self.text)

    @cached_property
    def shown(self) -> str:
        """The stretch as the model sees it: without tags, entities and unseen characters."""
        return plain(self.text)


@dataclass(frozen=True, eq=False)
class Excerpt:
    """What one call shows of one document.

    Attributes:
        number: Position of the document among those that are read.
        document: The document.
        parts: Stretches of its fields.
        tokens: About how many tokens it has.
    """

    number: int
    document: Document
    parts: tuple[Part, ...]
    tokens: int

    @cached_property
    def title(self) -> SearchableText:
        """The title, to locate names in."""
        return SearchableText(self.document.title)

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over what the model sees of the document: what it does not see changes no answer."""
        return digest(self.document.title, *(text for part in self.parts for text in (part.field, part.text)))


def excerpts_of(number: int, document: Document, fields: Sequence[str], limit: int, overlap: int) -> list[Excerpt]:
    """Return what calls show of a document, so that every character of its fields is in one of them at least.

    A document within the limit is one excerpt. Otherwise its fields are read one by one, in windows where they are too
    long themselves. Windows begin and end between sentences, or where a sentence is too long between words, and
    overlap, so that what is said across a border is seen in one piece.

    Args:
        number: Position of the document.
        document: The document.
        fields: Names of the fields to read, in order.
        limit: Most tokens of an excerpt.
        overlap: About how many tokens two neighbouring windows share; less than half of the limit.
    """
    whole = [Part(field, 0, document.fields[field]) for field in fields if document.fields.get(field, "").strip()]
    whole = [part for part in whole if part.shown]
    tokens = [estimate_tokens(part.shown) for part in whole]
    if not whole:
        return []
    if sum(tokens) <= limit:
        return [Excerpt(number, document, tuple(whole), sum(tokens))]
    return [
        Excerpt(number, document, (window,), estimate_tokens(window.shown))
        for part in whole
        for window in _windows(part, limit, overlap)
    ]


def _windows(part: Part, limit: int, overlap: int) -> Iterator[Part]:
    """Yield the windows on a field; one where it fits."""
    pieces = list(_pieces(part.text, limit))
    first = last = total = 0
    while last < len(pieces):
        while last < len(pieces) and (last == first or total + pieces[last][2] <= limit):
            total += pieces[last][2]
            last += 1
        start, end = pieces[first][0], pieces[last - 1][1]
        yield Part(part.field, start, part.text[start:end])
        first, total = last, 0
        while last < len(pieces) and first > 0 and total + pieces[first - 1][2] <= overlap:
            first -= 1
            total += pieces[first][2]


def _pieces(text: str, limit: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, tokens) of the sentences; of their words where a sentence is above half of the limit."""
    for start, end in _cut(text, 0, len(text), _ENDS):
        tokens = estimate_tokens(text[start:end])
        if tokens <= limit // 2:
            yield start, end, tokens
            continue
        for first, last in _cut(text, start, end, _GAPS):
            for at in range(first, last, _STEP):
                stop = min(at + _STEP, last)
                yield at, stop, estimate_tokens(text[at:stop])


def _cut(text: str, start: int, end: int, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    places = [start, *(match.end() for match in border.finditer(text, start, end) if match.end() > start), end]
    yield from ((first, last) for first, last in pairwise(places) if last > first)

"""The texts that an extractor reads, and their pieces that fit an encoder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.data import Document
from tastegraph.extract.encoder.words import IntArray

LONGEST: Final = 1000
"""Characters in a passage: about as many as an encoder of 256 tokens reads."""
_BREAK: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？\n])")


@dataclass(frozen=True)
class TextField:
    """One text: a field of a document.

    Attributes:
        number: Position of the document among those that are read.
        document: The document.
        field: Name of the field.
        text: What it says.
    """

    number: int
    document: Document
    field: str
    text: str


def text_fields(documents: Sequence[Document], fields: Sequence[str]) -> list[TextField]:
    """Return the fields that hold text, in order of documents and fields."""
    return [
        TextField(number, document, field, document.fields[field])
        for number, document in enumerate(documents)
        for field in fields
        if document.fields.get(field, "").strip()
    ]


@dataclass(frozen=True, eq=False)
class Passages:
    """Pieces of texts, in order.

    Attributes:
        text: int64, index of the text each is a piece of; ascending.
        start: int64, offset it begins at; ascending within a text, 0 for the first.
        wording: What to encode: the title of the document and the piece.
    """

    text: IntArray
    start: IntArray
    wording: tuple[str, ...]

    def containing(self, text: IntArray, offset: IntArray) -> IntArray:
        """Return the index of the passage that each offset of each text lies in."""
        width = max(int(self.start.max(initial=0)), int(offset.max(initial=0))) + 1
        return np.searchsorted(self.text * width + self.start, text * width + offset, side="right") - 1


def split_passages(texts: Sequence[TextField]) -> Passages:
    """Cut texts at the ends of sentences into passages of at most LONGEST characters."""
    rows = [(index, start, end) for index, text in enumerate(texts) for start, end in _pieces(text.text)]
    return Passages(
        text=np.array([index for index, _, _ in rows], dtype=np.int64),
        start=np.array([start for _, start, _ in rows], dtype=np.int64),
        wording=tuple(f"{texts[index].document.title}\n{texts[index].text[start:end]}" for index, start, end in rows),
    )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    if len(text) <= LONGEST:
        yield 0, len(text)
        return
    start = end = 0
    for stop in [*(match.end() for match in _BREAK.finditer(text)), len(text)]:
        while stop - start > LONGEST:
            # A sentence that is too long by itself is cut where it is full.
            cut = end if end > start else start + LONGEST
            yield start, cut
            start = cut
        end = stop
    if end > start:
        yield start, end

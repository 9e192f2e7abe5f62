"""Texts as the words that spans are made of, in pieces that fit an encoder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.extract.encoder.words import is_unspaced

LONGEST: Final = 120
"""Words of a piece, at most: with up to two sub-words a word it fits the 256 tokens of the encoder."""
_WORD: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W\d_]+|\S")
_STOPS: Final = frozenset(".!?…。！？")


@dataclass(frozen=True)
class Piece:
    """Some words of a text that follow each other.

    Attributes:
        text: Index of the text.
        words: The words as they are written.
        places: Offsets of each word's first character and after its last one.
        context: What the text is about in a word or two; empty where nothing is known.
    """

    text: int
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    context: str

    def __len__(self) -> int:
        return len(self.words)


def split_text(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the words: numbers, runs of letters, single characters of other kinds.

    A character of a script without spaces is a word. Accents and vowel signs belong to the word before them.
    """
    places: list[tuple[int, int]] = []
    marked = False
    for match in _WORD.finditer(text):
        start, end = match.span()
        follows = bool(places) and places[-1][1] == start
        mark = unicodedata.category(text[start])[0] == "M"
        if follows and (mark or (marked and text[start].isalpha() and not is_unspaced(text[start]))):
            places[-1] = places[-1][0], end
        else:
            letters = text[start].isalpha() and not text[start:end].isascii()
            places.extend(_by_script(text, start, end) if letters else [(start, end)])
        marked = mark
    return places


def valid(word: str) -> str:
    """Return the words with halves of surrogate pairs, which no model takes, as question marks."""
    return word.encode("utf-8", "replace").decode()


def split_pieces(texts: Sequence[str], contexts: Sequence[str]) -> list[Piece]:
    """Cut each text into pieces of at most LONGEST words, at the ends of sentences where there are any."""
    return [
        Piece(index, tuple(valid(text[start:end]) for start, end in places), tuple(places), context)
        for index, (text, context) in enumerate(zip(texts, contexts, strict=True))
        for places in _cut(text, split_text(text))
    ]


def _by_script(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for place in range(start, end):
        if is_unspaced(text[place]):
            if begin < place:
                yield begin, place
            yield place, place + 1
            begin = place + 1
    if begin < end:
        yield begin, end


def _cut(text: str, places: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    first = 0
    while len(places) - first > LONGEST:
        ends = [
            after
            for after in range(first + LONGEST // 4, first + LONGEST + 1)
            if text[places[after - 1][0]] in _STOPS or "\n" in text[places[after - 1][1] : places[after][0]]
        ]
        last = ends[-1] if ends else first + LONGEST
        yield places[first:last]
        first = last
    if first < len(places):
        yield places[first:]

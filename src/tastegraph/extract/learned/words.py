"""Texts as words that spans begin and end at: letters and digits, each mark of punctuation, each unspaced character."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tastegraph.extract.encoder.words import is_unspaced

_WORD: Final = re.compile(r"\w+|[^\w\s]")
_CONTENT: Final = re.compile(r"[^\W_]+")


class Word(NamedTuple):
    """One word: ``text[start:end]``."""

    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    words = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        begun = start
        for place in range(start, end):
            if is_unspaced(text[place]):
                if place > begun:
                    words.append(Word(begun, place))
                words.append(Word(place, place + 1))
                begun = place + 1
        if begun < end:
            words.append(Word(begun, end))
    return words


def tight(text: str) -> str:
    """Return letters and digits alone, case-folded: what two spellings of one name have in common."""
    return "".join(_CONTENT.findall(text)).casefold()

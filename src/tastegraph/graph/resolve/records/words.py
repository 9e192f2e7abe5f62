"""Texts as words, groups of letters and codes, alike in every script."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tastegraph.graph.resolve.vetoes import code_in

_WORD: Final = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")
_GRAM: Final = 4


def folded(text: str) -> str:
    """A text without case and accents: ``amelie`` for ``Amélie``; the voicing marks of Japanese stay."""
    # What is in ASCII, as most is, has nothing to take apart.
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart))


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, folded; of scripts without spaces, the pairs of characters."""
    found: list[str] = []
    for word in _WORD.findall(folded(text)):
        if word.isascii() or not _UNSPACED.search(word):
            found.append(word)
        else:
            found += _cut(word)
    return found


def codes_of(text: str) -> list[str]:
    """The model and part numbers of a text, without dashes."""
    return [code for token in _TOKEN.findall(folded(text)) if (code := code_in(token))]


def grams_of(text: str) -> list[str]:
    """All runs of four characters in a text's words with a space around each; two in scripts without spaces."""
    found = []
    words = _WORD.findall(folded(text))
    spaced = f" {' '.join(words)} "
    found = [spaced[place : place + _GRAM] for place in range(len(spaced) - _GRAM + 1)]
    return found + [pair for word in words if _UNSPACED.search(word) for pair in _cut(word)]


def unordered(text: str) -> str:
    """The words of a name in one order, whatever theirs: equal for ``Jun Ji-hyun`` and ``Ji-hyun Jun``."""
    return " ".join(sorted(_WORD.findall(folded(text))))


def _cut(word: str) -> list[str]:
    pieces: list[str] = []
    end = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > end:
            pieces.append(word[end : run.start()])
        characters = run[0]
        pieces += [characters[place : place + 2] for place in range(max(1, len(characters) - 1))]
        end = run.end()
    return [*pieces, word[end:]] if end < len(word) else pieces

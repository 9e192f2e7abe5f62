"""Where a word may begin or end, in any script."""

from __future__ import annotations

import unicodedata
from typing import Final

from tastegraph.extract.encoder.words import is_unspaced

_KATAKANA: Final = range(0x30A1, 0x3100)
_MIDDLE_DOT: Final = "・"
_HANGUL: Final = (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xAC00, 0xD7B0))
_POINTS: Final = ".,"
LONGEST_WORD: Final = 64
"""Characters that a part of a word may lack to be widened to a whole one; what is longer is no word."""


def opens_word(text: str, place: int) -> bool:
    """Whether what begins at an offset begins with a whole word."""
    return _is_border(text, place, closing=False)


def closes_word(text: str, place: int) -> bool:
    """Whether what ends before an offset ends with a whole word."""
    return _is_border(text, place, closing=True)


def whole_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span widened to whole words; None where that takes more than LONGEST_WORD characters on a side."""
    first = next((at for at in range(start, max(start - LONGEST_WORD, 0) - 1, -1) if opens_word(text, at)), None)
    last = next((at for at in range(end, min(end + LONGEST_WORD, len(text)) + 1) if closes_word(text, at)), None)
    return None if first is None or last is None else (first, last)


def _is_border(text: str, place: int, *, closing: bool) -> bool:
    """Whether no word goes on across an offset.

    Where a script has no spaces any character may begin a word, but a run of katakana is one word. Korean words carry
    their particles at the end, so that they may close anywhere. A number goes on across its points and commas.
    """
    before, after = place - 1, place
    while before >= 0 and _is_unseen(text[before]):
        before -= 1
    while after < len(text) and _is_unseen(text[after]):
        after += 1
    if before < 0 or after >= len(text):
        return True
    left, right = text[before], text[after]
    if unicodedata.category(right)[0] == "M" or _goes_on(text, before, after):
        return False
    if not (_is_word(left) and _is_word(right)):
        return True
    if is_unspaced(left) or is_unspaced(right):
        return not (_is_katakana(left) and _is_katakana(right))
    return closing and _is_hangul(left) and _is_hangul(right)


def _goes_on(text: str, before: int, after: int) -> bool:
    """Whether a number goes on across a point or comma."""
    if text[before].isdigit():
        return text[after] in _POINTS and text[after + 1 : after + 2].isdigit()
    return text[before] in _POINTS and text[after].isdigit() and text[max(before - 1, 0) : before].isdigit()


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) == "Cf"


def _is_katakana(character: str) -> bool:
    return ord(character) in _KATAKANA and character != _MIDDLE_DOT


def _is_hangul(character: str) -> bool:
    return any(ord(character) in block for block in _HANGUL)

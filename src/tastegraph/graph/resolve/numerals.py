"""Numbers as names write them: digits, Roman, in words, in Chinese and Japanese."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {"I": 1, "V": 5, "X": 10}
_ROMAN: Final = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_CHINESE: Final = {
    "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_COUNTED: Final = re.compile(r"第([一二三四五六七八九十\d]+)(?:部|季|集|章|卷|册|冊|回|話|话|作|代)")
_SPELT: Final = {
    word: number
    for number, words in enumerate(
        ("one first", "two second", "three third", "four fourth", "five fifth", "six sixth", "seven seventh",
         "eight eighth", "nine ninth", "ten tenth"), start=1,
    )
    for word in words.split()
}  # fmt: skip
PART_WORDS: Final = frozenset({
    "part", "parts", "vol", "volume", "chapter", "episode", "season", "series", "book", "no", "number", "act", "phase",
    "version", "edition", "generation", "teil", "band", "partie", "tome", "parte", "capitulo",
})  # fmt: skip
"""Words beside which a spelt number or a single Roman letter counts as a number."""


def roman_number(word: str) -> int | None:
    """The value of a Roman numeral of I, V and X in capitals, up to 39; None where it is none."""
    if not word or not _ROMAN.fullmatch(word):
        return None
    values = [_UNITS[letter] for letter in word]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def spelt_number(word: str) -> int | None:
    """The value of an English number or ordinal up to ten, in small letters; None where it is none."""
    return _SPELT.get(word)


def counted_numbers(text: str) -> list[int]:
    """The numbers that Chinese or Japanese counters hold: 2 for ``第二部`` and for ``第2季``."""
    return [int(found) if found.isdigit() else _chinese_number(found) for found in _COUNTED.findall(text)]


def _chinese_number(text: str) -> int:
    tens, found, units = text.rpartition("十")
    value = _CHINESE.get(units, 0)
    return value + (10 * _CHINESE.get(tens, 1) if found else 0)

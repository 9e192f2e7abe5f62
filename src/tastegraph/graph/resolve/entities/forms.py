"""A name as it is compared: its words without accents, dots, legal forms and the order a comma turns round."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final

from tastegraph.graph.names import normal_name

GENERATIONS: Final = {
    "jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip
_LEGAL: Final = frozenset(
    (
        "ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg",
        "kk", "limited", "llc", "llp", "ltd", "nv", "oy", "plc", "pty", "sa", "sarl", "spa", "srl",
        "株式会社", "有限公司",
    )
)  # fmt: skip
_ARTICLES: Final = frozenset({"the"})
_DASH: Final = re.compile(r"[-‐‑–—·・]")
_SCRIPTS: Final = ("LATIN", "GREEK", "CYRILLIC")
"""Where a mark is an accent. In kana it makes another syllable, in Devanagari a vowel."""
_LETTERS: Final = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
"""Letters with a stroke, and ligatures, that Unicode does not take apart."""
_MEANINGFUL: Final = frozenset("#%&@*")


@dataclass(frozen=True, slots=True)
class NameForm:
    """What a name is made of.

    Args:
        name: As it is written.
        key: See ``normal_name``.
        words: Folded words in the order they are spoken, without generation and legal form; initials one by one.
        parts: The same with words that a dash joins apart.
        letters: Everything that counts, in one piece: letters, digits and symbols, generation and legal form too.
        generation: ``jr``, ``sr``, ``2`` …, or nothing.
        legal: Legal form of a company, or nothing.
        article: Whether an article stands before the words.
        turned: Whether a comma had the last word stand first.
    """

    name: str
    key: str
    words: tuple[str, ...]
    parts: tuple[str, ...]
    letters: str
    generation: str = ""
    legal: str = ""
    article: bool = False
    turned: bool = False

    @property
    def core(self) -> str:
        """The words in one piece."""
        return "".join(self.words)


@lru_cache(maxsize=1 << 18)
def name_form(name: str) -> NameForm:
    """Return the form of a name."""
    key = normal_name(name)
    sides = [side.split() for side in _written(name).split(",")]
    turned = len(sides) == 2 and all(sides) and not _is_suffix(sides[1])
    written = sides[1] + sides[0] if turned else [word for side in sides for word in side]
    mixed = any(not word.isupper() for word in written)
    words = [folded for word in written for folded in _folded_words(word, mixed)]
    letters = "".join(words)
    generation = ""
    legal: list[str] = []
    while len(words) > 1 and words[-1] in _LEGAL:
        legal.insert(0, words.pop())
    article = len(words) > 1 and words[0] in _ARTICLES
    words = words[article:]
    if len(words) > 1 and words[-1] in GENERATIONS:
        generation = GENERATIONS[words.pop()]
    parts = [folded for word in written for part in _DASH.split(word) for folded in _folded_words(part, mixed)]
    return NameForm(name, key, tuple(words), tuple(parts), letters or key, generation, " ".join(legal), article, turned)


def is_phrase(name: str) -> bool:
    """Return whether a name is written as common words are: with small letters alone, in a script that has both."""
    return name.islower()


def fold(text: str) -> str:
    """Return a case-folded text without accents, where a mark is an accent: Latin, Greek and Cyrillic."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():
        return folded
    # The dot of a Turkish İ stays a character of its own when the letter becomes small.
    return "".join(map(_without_accent, unicodedata.normalize("NFC", folded.replace("i\u0307", "i"))))


@lru_cache(maxsize=1 << 12)
def _without_accent(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    taken_apart = unicodedata.normalize("NFD", character)
    if len(taken_apart) > 1 and unicodedata.name(taken_apart[0], "").startswith(_SCRIPTS):
        return taken_apart[0]
    return character


def _written(name: str) -> str:
    """The name as it is written, in composed characters of one width, without HTML, with a stroke as a space."""
    return unicodedata.normalize("NFKC", unescape(name)).replace("、", ",").replace("/", " ")


def _is_suffix(words: list[str]) -> bool:
    return all(fold(word).strip(".") in _LEGAL or fold(word).strip(".") in GENERATIONS for word in words)


def _folded_words(word: str, mixed: bool) -> list[str]:
    """A written word as folded ones: ``J.R.R.`` and, among words in small letters, ``JRR`` are three initials."""
    parts = [part for part in word.split(".") if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return [folded for part in parts if (folded := _kept(part))]
    folded = _kept(word)
    if (
        mixed
        and word.isupper()
        and word.isascii()
        and word.isalpha()
        and len(word) in (2, 3)
        and not _is_suffix([word])
    ):
        return list(folded)
    return ["&" if folded == "and" else folded] if folded else []


def _kept(word: str) -> str:
    return "".join(character for character in fold(word) if _counts(character))


@lru_cache(maxsize=1 << 12)
def _counts(character: str) -> bool:
    return character.isalnum() or character in _MEANINGFUL or unicodedata.category(character)[0] in {"S", "M"}

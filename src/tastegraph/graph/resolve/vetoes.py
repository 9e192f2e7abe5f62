"""What speaks against two names meaning one thing, however alike they look: numbers, years, codes, opposites."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tastegraph.graph.resolve.numerals import PART_WORDS, counted_numbers, roman_number, spelt_number
from tastegraph.graph.resolve.opposites import marks_of

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[-./][^\W_]+)*")
_NUMBER: Final = re.compile(r"(\d+(?:\.\d+)*)([^\W\d_]{0,3})")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_VERSION: Final = re.compile(r"([a-z]{1,3})(\d{1,2})")
_WORD_AND_NUMBER: Final = re.compile(r"[^\W\d_]{4,}[-./]\d+")
_CODE_LENGTH, _NUMBER_CODE_LENGTH = 4, 5
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_PARENTHESISED_YEAR: Final = re.compile(r"[(\[]\s*(\d{4})\s*[)\]]")


@dataclass(frozen=True)
class NameMarks:
    """What in a name tells it apart from names that look like it.

    Attributes:
        numbers: Digits, Roman numerals, and numbers in words beside "part", "volume" and the like; no years.
        years: Of four digits.
        codes: Model and part numbers in small letters without dashes, as in "psl350h".
        versions: Letters to the short numbers that follow them, as in "X2".
        opposites: Group of opposites to those of its words that the name has.
    """

    numbers: frozenset[str]
    years: frozenset[str]
    codes: frozenset[str]
    versions: tuple[tuple[str, frozenset[str]], ...]
    opposites: tuple[tuple[int, frozenset[str]], ...]


def contradiction(left: str, right: str) -> str | None:
    """Say what speaks against two names meaning one thing, or None.

    - Years, where both have one, and codes, where both have one, of which none agrees.
    - Numbers that are not the same, a missing one counting as 1: "Alien" and "Alien 2", not "Rocky" and "Rocky I".
    - Versions: "X2" and "X3".
    - Opposites: "Men" and "Women", "Black" and "White".

    Args:
        left: A name.
        right: Another one; the order does not matter to whether there is a contradiction.

    Returns:
        A phrase such as ``years differ: 1998, 2014``.
    """
    return contradiction_between(marks_in(left), marks_in(right))


def contradiction_between(left: NameMarks, right: NameMarks) -> str | None:
    """The same as ``contradiction`` for names whose marks are known."""
    for kind, mine, other in (("years", left.years, right.years), ("codes", left.codes, right.codes)):
        if mine and other and not mine & other and not _written_longer(mine, other):
            return _differ(kind, mine, other)
    shared_codes = left.codes & right.codes
    if not shared_codes and left.numbers - {"1"} != right.numbers - {"1"}:
        return _differ("numbers", left.numbers, right.numbers)
    versions = dict(right.versions)
    for letters, digits in left.versions:
        if digits.isdisjoint(versions.get(letters, digits)):
            return _differ(f"versions of {letters}", digits, versions[letters])
    theirs = dict(right.opposites)
    for group, words in left.opposites:
        if words.isdisjoint(theirs.get(group, words)):
            return _differ("opposites", words, theirs[group])
    return None


@lru_cache(maxsize=1 << 16)
def marks_in(name: str) -> NameMarks:
    """Find the numbers, years, codes and opposites of a name."""
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", name))
    years = set(_PARENTHESISED_YEAR.findall(text))
    tokens = [token for part in _TOKEN.findall(text) for token in _parted(part)]
    numbers: set[str] = {str(number) for number in counted_numbers(text)}
    codes: set[str] = set()
    versions: dict[str, set[str]] = {}
    for place, token in enumerate(tokens):
        folded = token.casefold()
        near = {word.casefold() for word in tokens[max(0, place - 1) : place + 2]} - {folded}
        code = code_in(folded)
        if code is not None:
            codes.add(code)
        elif (version := _VERSION.fullmatch(folded)) is not None:
            versions.setdefault(version[1], set()).add(version[2])
        elif (found := _NUMBER.fullmatch(folded)) is not None:
            number = found[1]
            if not found[2] and len(number) == 4 and number.isdecimal() and _FIRST_YEAR <= int(number) <= _LAST_YEAR:
                years.add(number)
            else:
                numbers.add(_plain(number))
        elif value := _number_in_letters(token, near, is_last=place == len(tokens) - 1, alone=len(tokens) == 1):
            numbers.add(str(value))
    opposites = marks_of([token.casefold() for token in tokens])
    return NameMarks(
        frozenset(numbers), frozenset(years), frozenset(codes),
        tuple((letters, frozenset(digits)) for letters, digits in versions.items()), tuple(opposites.items()),
    )  # fmt: skip


def code_in(token: str) -> str | None:
    """The model or part number that a word of a name is, in small letters and digits alone; None where it is none.

    It is one of four characters or more with letters and digits, other than a number with its unit ("1080p") or a word
    joined to one ("catch-22"), or five digits or more.
    """
    if _WORD_AND_NUMBER.fullmatch(token):
        return None
    code = "".join(character for character in token.casefold() if character.isalnum())
    if len(code) < _CODE_LENGTH or not code.isascii() or not any(map(str.isdigit, code)):
        return None
    if code.isdigit():
        return code if len(code) >= _NUMBER_CODE_LENGTH and "." not in token and "," not in token else None
    return None if re.fullmatch(r"\d+[a-z]{1,4}", code) and len(code) < 7 else code


def _parted(token: str) -> list[str]:
    """Words joined by dashes, apart, unless they are one code."""
    return [token] if code_in(token) or _NUMBER.fullmatch(token.casefold()) else re.split(r"[-./]", token)


def _plain(number: str) -> str:
    """``2`` for ``02`` and ``2.0``."""
    whole, _, rest = number.partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def _number_in_letters(token: str, near: set[str], *, is_last: bool, alone: bool) -> int | None:
    beside_part = bool(near & PART_WORDS)
    if beside_part and (spelt := spelt_number(token.casefold())) is not None:
        return spelt
    value = roman_number(token)
    # A single letter is more often an initial than a number.
    return value if value and (len(token) > 1 or beside_part or (is_last and not alone)) else None


def _written_longer(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether a code of one side begins one of the other, as in ``ez1000`` and ``ez1000na``."""
    return any(one.startswith(other) or other.startswith(one) for one in left for other in right)


def _differ(kind: str, left: frozenset[str], right: frozenset[str]) -> str:
    mine, other = (" ".join(sorted(marks)) or "none" for marks in (left, right))
    return f"{kind} differ: {mine}, {other}"

"""What the text of a literal may look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeAlias

Datatype: TypeAlias = Literal["text", "number", "year", "date"]
"""Kinds of literals; ``text`` is any."""

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR: Final = re.compile(r"[+-]?\d{1,4}(?: ?(?:BC|BCE|AD|CE))?年?")
_DATE: Final = re.compile(
    rf"[+-]?\d{{4}}-\d\d(?:-\d\d)?(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}[./]\d{{1,2}}[./]\d{{1,2}}"
    rf"|(?:{_DAY} )?(?:of )?{_MONTH},? \d{{1,4}}|{_MONTH} {_DAY},? \d{{1,4}}|{_DAY}[ -]{_MONTH}[ -]\d{{2,4}}"
    r"|\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"[+\-−]?[^\w\s]?\s*"
    r"(?:\d+(?:[.,' \u00a0\u202f]\d{3})*(?:[.,]\d+)?|[.,]\d+)(?:e[+-]?\d+)?\s*(?:%|[^\W\d_]{1,12}\.?)?"
    r"(?:/[^\W\d_]{1,4})?",
    re.IGNORECASE,
)

_FITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "text": bool,
    "number": lambda text: _NUMBER.fullmatch(text) is not None,
    "year": lambda text: _YEAR.fullmatch(text) is not None,
    "date": lambda text: _DATE.fullmatch(text) is not None or _YEAR.fullmatch(text) is not None,
}


def fits_datatype(text: str, datatype: Datatype) -> bool:
    """Whether a text has the form of a datatype; white space around it does not count.

    A number may have a sign, groups of three digits, a currency or one unit (``$1,200``, ``2.5 kg``, ``95 min``). A
    year has up to four digits. A date is one of ISO 8601, one of figures, one with an English month or a Chinese or
    Japanese one; a month with its year or a year alone is a date too. Whether a day exists is not looked at.
    """
    return _FITS[datatype](text.strip())

"""How names, numbers and long texts are written on the page."""

from __future__ import annotations

import math
import unicodedata

_ELLIPSIS = "…"
_UNDEFINED = "–"


def shorten(text: str, length: int) -> str:
    """Return a text in one line of at most ``length`` characters, with an ellipsis where it was cut."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length and len(text) <= 4 * length:
        return line
    return line[: length - 1].rstrip() + _ELLIPSIS


def columns(text: str) -> int:
    """Return how many Latin letters wide a text is; a Chinese character is as wide as two."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def fit(text: str, width: int) -> str:
    """Return a text in one line that is at most ``width`` Latin letters wide, with an ellipsis where it was cut."""
    line = shorten(text, width)
    while columns(line) > width:
        line = line.removesuffix(_ELLIPSIS)[:-1].rstrip() + _ELLIPSIS
    return line


def decimal(value: float, places: int = 4) -> str:
    """Return a number with so many places, or a dash where it is not finite."""
    return f"{value:,.{places}f}" if math.isfinite(value) else _UNDEFINED


def short_number(value: int) -> str:
    """Return a whole number in few characters: ``9,500``, ``12k``, ``3.4M``."""
    if value < 10_000:
        return f"{value:,}"
    size, unit = next((size, unit) for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")) if value >= size)
    return f"{value / size:.1f}".removesuffix(".0") + unit


def probability(value: float) -> str:
    """Return a p-value with three places; below that, ``< 0.001``."""
    return "< 0.001" if value < 0.0005 else decimal(value, 3)


def when(time: str) -> str:
    """Return a time in ISO 8601 as people write it: ``2025-01-31 12:00:00 UTC``."""
    return time.replace("T", " ").replace("+00:00", " UTC")

"""The part of a text that a quote resembles most."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

PIECE: Final = 64
"""Characters of a quote that are searched at once: those that fit a machine word."""
LONGEST: Final = 1000
"""Longer quotes are not searched."""

Codes = npt.NDArray[np.uint32]
Distances = npt.NDArray[np.int64]


class Aligned(NamedTuple):
    """A part of a text, and its similarity with the quote."""

    start: int
    end: int
    similarity: float


def similarity(left: str, right: str) -> float:
    """One less the Levenshtein distance of two texts over the length of the longer one."""
    return float(Levenshtein.normalized_similarity(left, right))


def align(quote: str, text: str, bound: float) -> list[Aligned]:
    """Return parts of a text that resemble a quote, none of them twice, the most similar first.

    The quote is searched in pieces of at most 64 characters: one of them holds at most its share of the differences, so
    that a bit-parallel search finds its neighbourhood, in time linear in the text for each piece. The borders are then
    those of the part with the smallest distance (Sellers, J. Algorithms 1, 1980).

    Args:
        quote: What is looked for; longer than LONGEST it is not.
        text: Where.
        bound: Smallest similarity of interest, from 0 to 1.
    """
    if not 0 < len(quote) <= LONGEST:
        return []
    pieces = -(-len(quote) // PIECE)
    length = -(-len(quote) // pieces)
    slack = len(quote) // 4 + 8
    tried: list[int] = []
    found = set()
    for offset in range(0, len(quote), length):
        piece = quote[offset : offset + length]
        place = fuzz.partial_ratio_alignment(piece, text, score_cutoff=100 * max(2 * bound - 1, 0.0))
        if place is None:
            continue
        expected = place.dest_start - offset
        if any(abs(expected - other) <= slack // 2 for other in tried):
            continue
        tried.append(expected)
        first = max(expected - slack, 0)
        start, end = nearest_part(quote, text[first : expected + len(quote) + slack])
        if end > start:
            found.add((first + start, first + end))
    parts = [Aligned(start, end, similarity(quote, text[start:end])) for start, end in found]
    return sorted((part for part in parts if part.similarity >= bound), key=lambda part: (-part.similarity, part.start))


def nearest_part(quote: str, text: str) -> tuple[int, int]:
    """Return the span of a text with the smallest Levenshtein distance from a quote; of equals the first, longest."""
    wanted, given = _codes(quote), _codes(text)
    end = int(np.argmin(_distances(wanted, given, np.zeros(len(given) + 1, dtype=np.int64))))
    backwards = _distances(wanted[::-1], given[:end][::-1], np.arange(end + 1))
    length = end - int(np.argmin(backwards[::-1]))
    return end - length, end


def _distances(wanted: Codes, given: Codes, row: Distances) -> Distances:
    """The distance of the whole quote from the text that ends at each place, from the row for an empty quote."""
    places = np.arange(len(given) + 1)
    for number, code in enumerate(wanted, 1):
        below = row + 1
        below[1:] = np.minimum(below[1:], row[:-1] + (given != code))
        below[0] = number
        # A character of the text that the quote lacks costs 1 more than the place before it.
        row = np.minimum.accumulate(below - places) + places
    return row


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)

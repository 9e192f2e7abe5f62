"""What a linear model is told of a word: its form, its neighbours, where it stands, and what memory knows of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from tastegraph.extract.tagger.memory import Memory, lower
from tastegraph.extract.tagger.pieces import Piece

_SEPARATORS: Final = frozenset(",|()[]{}-–—:;/.。，、：；（）")
_RUN: Final = re.compile(r"(.)\1{2,}")


def word_features(piece: Piece, memory: Memory) -> list[list[str]]:
    """Return the features of each word, as strings.

    ``memory`` must not hold the piece itself (see there).
    """
    words, shapes = lower(piece), [shape(word) for word in piece.words]
    remembered = _remembered(words, memory)
    segments = _segments(words)
    features = []
    for place, word in enumerate(words):
        before, after = _at(words, place - 1), _at(words, place + 1)
        segment, from_start, length = segments[place]
        glued = place > 0 and piece.places[place][0] == piece.places[place - 1][1]
        own = [f"w={word}", "bias", f"at={min(place, 3)}", f"w-1={before}", f"w+1={after}", *remembered[place]]
        features.append([
            *own, f"s={shapes[place]}", f"s-1={_at(shapes, place - 1)}", f"s+1={_at(shapes, place + 1)}",
            f"p2={word[:2]}", f"p3={word[:3]}", f"e2={word[-2:]}", f"e3={word[-3:]}",
            f"w-2={_at(words, place - 2)}", f"w+2={_at(words, place + 2)}",
            f"w-1w={before} {word}", f"ww+1={word} {after}",
            f"glued={glued}", f"from={min(place, 6)}", f"to={min(len(words) - place, 4)}",
            f"segment={min(segment, 4)}", f"in={min(from_start, 3)}", f"of={min(length, 6)}",
            *(f"-1{name}" for name in (remembered[place - 1] if place else ())),
            *(f"+1{name}" for name in (remembered[place + 1] if place + 1 < len(words) else ())),
        ])  # fmt: skip
    return features


def shape(word: str) -> str:
    """Capitals as X, other letters as x, digits as d; a run is shortened to two."""
    kinds = "".join(
        "X" if sign.isupper() else "x" if sign.isalpha() else "d" if sign.isdigit() else sign for sign in word
    )
    return _RUN.sub(r"\1\1", kinds)


def _remembered(words: Sequence[str], memory: Memory) -> list[list[str]]:
    features: list[list[str]] = [[] for _ in words]
    longest = [(0, -1)] * len(words)
    for start, end, kind, count, share in memory.known(words):
        sure, often = int(share * 3), min(count, 4).bit_length()
        features[start].append(f"value{kind}:{min(end - start, 4)}")
        for place in range(start, end):
            where = "B" if place == start else "E" if place == end - 1 else "I"
            features[place].append(f"value{where}{kind}:{sure}:{often}")
            longest[place] = max(longest[place], (end - start, kind))
    for place, word in enumerate(words):
        length, kind = longest[place]
        if length:
            features[place].append(f"longest{kind}:{min(length, 4)}")
        tags, seen = memory.tags_of(word)
        features[place].extend(f"tag{tag}:{int(share * 4)}:{min(seen, 3)}" for tag, share in tags if share > 1 / 4)
        if not seen:
            features[place].append("new")
    return features


def _segments(words: Sequence[str]) -> list[tuple[int, int, int]]:
    """For each word the number of the segment between separators, its place in it, and the segment's length."""
    starts = [0, *(place for place, word in enumerate(words) if place and word in _SEPARATORS), len(words)]
    return [
        (number, place - start, end - start)
        for number, (start, end) in enumerate(pairwise(starts))
        for place in range(start, end)
    ]


def _at(values: Sequence[str], place: int) -> str:
    return values[place] if 0 <= place < len(values) else "<" if place < 0 else ">"

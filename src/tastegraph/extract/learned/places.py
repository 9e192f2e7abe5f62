"""Spans of words in texts, and what is known of each word that may begin, end or surround one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.vectors import WIDTH, word_vectors
from tastegraph.extract.learned.words import Word, words_of

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

LONGEST: Final = 10
"""Words in a span."""
AROUND: Final = 4
"""Words on each side of a span whose average is read."""
ROLES: Final = 7
"""First and last word, average, word before and after, average of the words before and after."""
DIMENSION: Final = 128
"""Principal components that are kept of a word vector."""
_SHAPES: Final = 6
_OPENING: Final = frozenset("\"'“‘«([{")
_CLOSING: Final = frozenset("\"'”’»)]}")
PER_WORD: Final = DIMENSION + _SHAPES + 4
PER_SPAN: Final = ROLES * PER_WORD + LONGEST


class Place(NamedTuple):
    """A span of words: from ``first`` on, before ``last``."""

    first: int
    last: int

    def crosses(self, other: Place) -> bool:
        """Whether two spans share a word."""
        return self.first < other.last and other.first < self.last


@dataclass(frozen=True, eq=False)
class ReadText:
    """A text as a reader sees it.

    Attributes:
        text: The text.
        words: Its words.
        vectors: float32 [words, WIDTH].
    """

    text: str
    words: list[Word]
    vectors: FloatArray

    @classmethod
    def unread(cls, text: str) -> ReadText:
        """A text split into words and not encoded."""
        words = words_of(text)
        return cls(text, words, np.zeros((len(words), 0), dtype=np.float32))

    def surface(self, place: Place) -> str:
        """The words of a span, as they stand in the text."""
        return self.text[self.words[place.first].start : self.words[place.last - 1].end]


def read_texts(texts: Sequence[str]) -> list[ReadText]:
    """Split texts into words and encode them."""
    words = [words_of(text) for text in texts]
    return [ReadText(*parts) for parts in zip(texts, words, word_vectors(texts, words), strict=True)]


@dataclass(frozen=True, eq=False)
class Basis:
    """Principal components of word vectors.

    Attributes:
        mean: float32 [WIDTH].
        axes: float32 [WIDTH, DIMENSION], scaled so that components are near 1 in size.
    """

    mean: FloatArray
    axes: FloatArray

    @classmethod
    def of(cls, texts: Sequence[ReadText], rng: np.random.Generator) -> Basis:
        """The basis of some words of the texts."""
        rows = np.concatenate([text.vectors for text in texts] or [np.zeros((0, WIDTH), dtype=np.float32)])
        rows = rows[rng.permutation(len(rows))[:_SAMPLE]]
        mean = rows.mean(axis=0) if len(rows) else np.zeros(WIDTH, dtype=np.float32)
        centred = (rows - mean).astype(np.float64)
        variances, axes = np.linalg.eigh(centred.T @ centred / max(len(rows), 1))
        kept = slice(None, -DIMENSION - 1, -1)
        scale = np.sqrt(max(float(variances[kept].mean()), 1e-12))
        return cls(mean.astype(np.float32), np.ascontiguousarray(axes[:, kept] / scale, dtype=np.float32))

    def rows(self, text: ReadText) -> FloatArray:
        """float32 [words, PER_WORD]: components and shape of each word."""
        rows = np.zeros((len(text.words), PER_WORD), dtype=np.float32)
        rows[:, :DIMENSION] = (text.vectors - self.mean) @ self.axes
        for number, word in enumerate(text.words):
            found = text.text[word.start : word.end]
            rows[number, DIMENSION + _shape(found)] = 2
            rows[number, -4:-2] = found in _OPENING, found in _CLOSING
            rows[number, -2] = number == 0
            rows[number, -1] = number / len(text.words)
        return rows


_SAMPLE: Final = 8000


def _shape(word: str) -> int:
    if not word[0].isalnum() and word[0] != "_":
        return 0
    if word.isdigit():
        return 1
    if word.islower():
        return 2
    if word.istitle():
        return 3
    return 4 if word.isupper() else 5


def candidate_places(text: ReadText) -> IntArray:
    """int64 [spans, 2]: every span of at most LONGEST words with a letter or digit at its beginning or in it."""
    solid = np.array([text.text[word.start].isalnum() for word in text.words], dtype=np.bool_)
    if not solid.any():
        return np.zeros((0, 2), dtype=np.int64)
    first = np.repeat(np.arange(len(solid)), LONGEST)
    last = first + np.tile(np.arange(1, LONGEST + 1), len(solid))
    fits = last <= len(solid)
    first, last = first[fits], last[fits]
    inside = np.concatenate([[0], np.cumsum(solid)])
    keep = inside[last] > inside[first]
    return np.stack([first[keep], last[keep]], axis=1)


def span_features(rows: FloatArray, places: IntArray) -> FloatArray:
    """float32 [spans, PER_SPAN]: the word rows of each span in their roles, and its length.

    Args:
        rows: float32 [words, PER_WORD].
        places: int64 [spans, 2].
    """
    first, last = places[:, 0], places[:, 1]
    padded = np.pad(rows, ((1, 1), (0, 0)))
    total = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    before, after = np.maximum(first - AROUND, 0), np.minimum(last + AROUND, len(rows))
    length = np.zeros((len(places), LONGEST), dtype=np.float32)
    length[np.arange(len(places)), np.minimum(last - first, LONGEST) - 1] = 2
    parts = [
        rows[first],
        rows[last - 1],
        (total[last] - total[first]) / (last - first)[:, None],
        padded[first],
        padded[last + 1],
        (total[first] - total[before]) / AROUND,
        (total[after] - total[last]) / AROUND,
        length,
    ]
    return np.concatenate(parts, axis=1, dtype=np.float32)

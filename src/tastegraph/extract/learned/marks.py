"""What can be told of a span by looking at it: its borders, its capitals, and the spans beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.places import Place, ReadText
from tastegraph.extract.learned.reader import ReadSpan

DoubleArray = npt.NDArray[np.float64]

_SURE: Final = 1e-4
"""Probabilities are kept that far from 0 and 1."""
_SEEN: Final = 0.5
"""Texts that each word is taken to have been seen in besides."""
_SHORT: Final = 3
"""Letters of a word in small ones that may join a name without being part of it: "of the"."""
_OPENING: Final = frozenset("\"'“‘«")
_CLOSING: Final = frozenset("\"'”’»")
_APOSTROPHES: Final = frozenset("'’")


def log_odds(probabilities: npt.ArrayLike) -> DoubleArray:
    """Return log p / (1 - p), float64 of the same shape, of probabilities that are kept off 0 and 1."""
    kept = np.clip(np.asarray(probabilities, dtype=np.float64), _SURE, 1 - _SURE)
    return np.log(kept / (1 - kept))


@dataclass(frozen=True)
class BorderWords:
    """In how many texts a word begins, precedes, ends or follows a labelled span.

    A name is often taken with a word too many ("In 1994, Zooropa", "Zooropa also"). The words that precede and follow
    names are few, and the same ones again and again.
    """

    begins: Mapping[str, int]
    before: Mapping[str, int]
    ends: Mapping[str, int]
    after: Mapping[str, int]

    @classmethod
    def of(cls, texts: Sequence[ReadText], labelled: Sequence[Collection[Place]]) -> BorderWords:
        """Count the words of some texts; each once a text."""
        counts: list[Counter[str]] = [Counter() for _ in range(4)]
        for text, places in zip(texts, labelled, strict=True):
            words = [_word(text, number).casefold() for number in range(len(text.words))]
            begins, ends = {words[place.first] for place in places}, {words[place.last - 1] for place in places}
            before = {words[place.first - 1] for place in places if place.first}
            after = {words[place.last] for place in places if place.last < len(words)}
            for count, found in zip(counts, (begins, before, ends, after), strict=True):
                count.update(found)
        return cls(*counts)

    def opening(self, word: str, own: BorderWords | None = None) -> float:
        """How much sooner a word begins a span than that it precedes one, as a logarithm; ``own`` is not counted."""
        return _odds(word, self.begins, self.before, own.begins if own else {}, own.before if own else {})

    def closing(self, word: str, own: BorderWords | None = None) -> float:
        """How much sooner a word ends a span than that it follows one, as a logarithm; ``own`` is not counted."""
        return _odds(word, self.ends, self.after, own.ends if own else {}, own.after if own else {})


def marks(text: ReadText, spans: Sequence[ReadSpan], borders: BorderWords, own: BorderWords | None) -> DoubleArray:
    """Return float64 [spans, marks]: what each span looks like.

    Args:
        text: The text.
        spans: Spans of it.
        borders: Of the labelled examples.
        own: The part of ``borders`` that the text itself gave.
    """
    low = text.text.casefold()
    words = [_word(text, number) for number in range(len(text.words))]
    rows = []
    for span in spans:
        first, last = span.place
        inside, surface = words[first:last], text.surface(span.place)
        telling = [word for word in inside if word[0].isalpha() and not (word.islower() and len(word) <= _SHORT)]
        preceding = words[first - 1] if first else ""
        following = words[last] if last < len(words) else ""
        owns = following in _APOSTROPHES and last + 1 < len(words) and words[last + 1].casefold() == "s"
        rows.append(
            [
                float(log_odds(span.whole)),
                np.log(last - first),
                first == 0,
                first / len(words),
                inside[0][0].isupper() or inside[0][0].isdigit(),
                not inside[0][0].isalnum(),
                not inside[-1][-1].isalnum(),
                inside[-1].islower(),
                borders.opening(inside[0].casefold(), own),
                borders.closing(inside[-1].casefold(), own),
                bool(following) and owns,
                preceding in _OPENING and following in _CLOSING,
                surface.count('"') % 2 + (surface.count("(") != surface.count(")")),
                np.log(max(low.count(surface.casefold()), 1)),
                np.mean([word[0].isupper() for word in telling]) if telling else 0.0,
                "," in inside,
                preceding[:1].isupper(),
                following[:1].isupper(),
            ]
        )
    return np.array(rows, dtype=np.float64).reshape(len(spans), MARKS)


MARKS: Final = 18
"""How many marks a span has."""


def rivals(spans: Sequence[ReadSpan], label: int) -> DoubleArray:
    """Return float64 [spans, 3]: log odds of a label, of its likeliest crossing span and of its likeliest other one."""
    sure = np.array([span.labels[label] for span in spans], dtype=np.float64)
    first, last = (np.array([span.place[end] for span in spans]) for end in (0, 1))
    cross = (first[:, None] < last) & (first < last[:, None])
    itself = np.eye(len(spans), dtype=np.bool_)
    crossing = np.where(cross & ~itself, sure, 0.0).max(axis=1, initial=0.0)
    elsewhere = np.where(cross, 0.0, sure).max(axis=1, initial=0.0)
    return log_odds(np.stack([sure, crossing, elsewhere], axis=1))


def _word(text: ReadText, number: int) -> str:
    return text.text[text.words[number].start : text.words[number].end]


def _odds(
    word: str,
    within: Mapping[str, int],
    outside: Mapping[str, int],
    own_within: Mapping[str, int],
    own_outside: Mapping[str, int],
) -> float:
    inside = within.get(word, 0) - own_within.get(word, 0)
    beside = outside.get(word, 0) - own_outside.get(word, 0)
    return float(np.log((inside + _SEEN) / (beside + _SEEN)))

"""From the probability of each word's tag to the probability of each span.

The words of a piece are taken for a chain whose only rule is that a span goes on within its own kind. Forward and
backward sums (Rabiner 1989, equations 18–25, here with the states outside, begin and inside of every kind) then give
the probability of each span, and the sampling of whole labellings is not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LEAST: Final = 0.02
"""Spans less probable than this are no candidates."""
_FLOOR: Final = -30.0
_IMPOSSIBLE: Final = -1e9


@dataclass(frozen=True)
class Chain:
    """The forward and backward sums of a piece.

    Attributes:
        begin: [words, kinds], log weight of a word as the beginning of a span.
        within: [words + 1, kinds], log weight of all words before one as the inside of a span.
        before: [words], log sum over the labellings of what stands before a word.
        free: [words + 1], log sum over those of what follows, where no span goes on.
        going: [words + 1, kinds], the same where a span of a kind may go on.
    """

    begin: FloatArray
    within: FloatArray
    before: FloatArray
    free: FloatArray
    going: FloatArray

    @classmethod
    def of(cls, log_tags: npt.NDArray[np.floating]) -> Chain:
        """Sum over the labellings of a piece.

        Args:
            log_tags: [words, 1 + 2 kinds], log of each tag's probability (see TagSet), up to a constant of each word.
        """
        floored = np.maximum(log_tags.astype(np.float64), _FLOOR)
        outside, begin, inside = floored[:, 0], floored[:, 1::2], floored[:, 2::2]
        within = np.concatenate([np.zeros((1, begin.shape[1])), np.cumsum(inside, axis=0)])
        free, going = _backward(outside, begin, inside)
        return cls(begin, within, _forward(outside, begin, inside), free, going)

    def probabilities(self, spans: Sequence[tuple[int, int, int]]) -> FloatArray:
        """Return float64 [spans], the probability of each (first word, word after the last, kind)."""
        start, end, kind = np.asarray(spans, dtype=np.int64).reshape(-1, 3).T
        inside = self.within[end, kind] - self.within[start + 1, kind]
        found = self.before[start] + self.begin[start, kind] + inside + self.free[end] - self.free[0]
        bounded: FloatArray = np.minimum(np.exp(found), 1.0)
        return bounded

    def candidates(self, least: float = LEAST) -> list[tuple[int, int, int]]:
        """Return the spans of at least this probability, as (first word, word after the last, kind), in this order."""
        words, kinds = self.begin.shape
        found: list[tuple[int, int, int]] = []
        log_least = np.log(least) + self.free[0]
        for start in range(words if kinds else 0):
            opened = self.before[start] + self.begin[start] - self.within[start + 1]
            alive = np.flatnonzero(opened + self.within[start + 1] + self.going[start + 1] >= log_least)
            for end in range(start + 1, words + 1):
                running = opened[alive] + self.within[end, alive]
                alive = alive[running + self.going[end, alive] >= log_least]
                if not alive.size:
                    break
                ended = opened[alive] + self.within[end, alive] + self.free[end] >= log_least
                found.extend((start, end, int(kind)) for kind in alive[ended])
        return sorted(found)


def _backward(outside: FloatArray, begin: FloatArray, inside: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log sums over what follows: [words + 1] where no span goes on, [words + 1, kinds] where one of a kind may."""
    words, kinds = begin.shape
    free, going = np.zeros(words + 1), np.zeros((words + 1, kinds))
    for word in range(words - 1, -1, -1):
        free[word] = np.logaddexp(outside[word] + free[word + 1], _log_sum(begin[word] + going[word + 1]))
        going[word] = np.logaddexp(free[word], inside[word] + going[word + 1])
    return free, going


def _forward(outside: FloatArray, begin: FloatArray, inside: FloatArray) -> FloatArray:
    """Log sums over what stands before each word: [words]."""
    words, kinds = begin.shape
    before = np.zeros(words)
    open_spans = np.full(kinds, _IMPOSSIBLE)
    for word in range(words - 1):
        open_spans = np.logaddexp(before[word] + begin[word], open_spans + inside[word])
        before[word + 1] = np.logaddexp(before[word] + outside[word], _log_sum(open_spans))
    return before


def _log_sum(values: FloatArray) -> float:
    if not values.size:
        return _IMPOSSIBLE
    top = values.max()
    return float(top + np.log(np.exp(values - top).sum()))

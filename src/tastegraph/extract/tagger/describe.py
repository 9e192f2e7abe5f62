"""Candidate spans of a piece, and each described in numbers for the choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.chain import Chain
from tastegraph.extract.tagger.memory import Memory, lower
from tastegraph.extract.tagger.pieces import Piece

FloatArray = npt.NDArray[np.float64]

_LEAST: Final = 1e-4
N_OF_ALL: Final = 15
"""Features beside one for each model."""


@dataclass(frozen=True)
class Described:
    """The candidates of a piece.

    Attributes:
        spans: (first word, word after the last, kind) of each.
        features: float64 [candidates, N_OF_ALL + models]; the first is the log odds of the joint probability.
    """

    spans: list[tuple[int, int, int]]
    features: FloatArray


NOTHING: Final = Described([], np.empty((0, 0)))


def mixture(opinions: Sequence[npt.NDArray[np.float32]], weights: Sequence[float]) -> npt.NDArray[np.float32]:
    """Log of the weighted mean of the probabilities that models give."""
    parts = [opinion + np.float32(np.log(weight)) for opinion, weight in zip(opinions, weights, strict=True)]
    mixed: npt.NDArray[np.float32] = np.logaddexp.reduce(parts, axis=0)
    return mixed


def describe(
    piece: Piece, opinions: Sequence[npt.NDArray[np.float32]], together: npt.NDArray[np.float32], memory: Memory
) -> Described:
    """Find and describe the candidates.

    Args:
        piece: The words.
        opinions: For each model float32 [words, tags], the log of each tag's probability.
        together: The same of all models together; the candidates come from it.
        memory: Of texts that the piece is none of.
    """
    chain = Chain.of(together)
    spans = chain.candidates()
    if not spans:
        return Described([], np.empty((0, N_OF_ALL + len(opinions))))
    probability = chain.probabilities(spans)
    words = lower(piece)
    start, end, kind = np.asarray(spans).T
    overlap = (start[:, None] < end) & (start < end[:, None])
    same_value = np.array([[words[a:b] == words[c:d] for c, d, _ in spans] for a, b, _ in spans])
    same_kind = kind[:, None] == kind
    same_place = (start[:, None] == start) & (end[:, None] == end)
    begin, stop = start[:, None] == start, end[:, None] == end
    itself = np.eye(len(spans), dtype=np.bool_)
    known = np.array([_known(words[first:last], of, memory) for first, last, of in spans])
    features = np.column_stack([
        _log_odds(probability),
        _top(probability, overlap & ~itself),
        _total(probability, overlap & ~itself),
        _top(probability, same_kind & ~overlap & ~same_value),
        _total(probability, same_kind),
        _total(probability, same_place),
        _total(probability, begin & same_kind),
        _total(probability, stop & same_kind),
        np.log(end - start),
        known,
        [_edge(words, first - 1) + _edge(words, last) for first, last, _ in spans],
        *(_log_odds(Chain.of(opinion).probabilities(spans)) for opinion in opinions),
    ])  # fmt: skip
    return Described(spans, features)


def _known(value: tuple[str, ...], kind: int, memory: Memory) -> tuple[float, float, float, float, float]:
    counts = memory.values.get(value)
    total = counts.total() if counts else 0
    of_kind = counts[kind] if counts else 0
    tags = [dict(memory.tags_of(word)[0]) for word in value]
    fitting = [of_word.get(1 + 2 * kind, 0.0) + of_word.get(2 + 2 * kind, 0.0) for of_word in tags]
    return (
        float(total > 0),
        of_kind / total if total else 0.0,
        float(np.log1p(of_kind)),
        sum(not of_word for of_word in tags) / len(tags),
        sum(fitting) / len(fitting),
    )


def _edge(words: Sequence[str], place: int) -> float:
    return float(not 0 <= place < len(words) or not words[place][0].isalnum())


def _log_odds(probability: FloatArray) -> FloatArray:
    clipped = np.clip(probability, _LEAST, 1 - _LEAST)
    odds: FloatArray = np.log(clipped) - np.log1p(-clipped)
    return odds


def _top(probability: FloatArray, among: npt.NDArray[np.bool_]) -> FloatArray:
    found: FloatArray = (among * probability).max(axis=1)
    return found


def _total(probability: FloatArray, among: npt.NDArray[np.bool_]) -> FloatArray:
    found: FloatArray = among @ probability
    return found

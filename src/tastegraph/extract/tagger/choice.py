"""Which of the candidate spans of a text to answer, and how sure.

A candidate is described by what the models think of it, of its rivals and of its value. A logistic regression over
these descriptions, fitted to texts that the models have not seen, gives the confidence: among spans with a confidence
of .8 about eight in ten are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.memory import lower
from tastegraph.extract.tagger.pieces import Piece

FloatArray = npt.NDArray[np.float64]

_PENALTY: Final = 1.0
_STEPS: Final = 30
DEFAULT_THRESHOLD: Final = 0.4


@dataclass(frozen=True)
class Choice:
    """A logistic regression over descriptions, and the confidence from which on a span is answered.

    Attributes:
        mean: float64 [features].
        scale: float64 [features].
        weights: float64 [1 + features], the constant first.
        threshold: The confidence that gave the best F1 on the texts it was fitted to.
    """

    mean: FloatArray
    scale: FloatArray
    weights: FloatArray
    threshold: float

    @classmethod
    def plain(cls, n_features: int) -> Choice:
        """What is used where there are too few texts to fit anything: the first feature, a log odds, as it is."""
        weights = np.zeros(1 + n_features)
        weights[1] = 1.0
        return cls(np.zeros(n_features), np.ones(n_features), weights, DEFAULT_THRESHOLD)

    @classmethod
    def fit(cls, descriptions: FloatArray, right: npt.NDArray[np.bool_]) -> Choice:
        """Fit by Newton's method with a ridge penalty; ``descriptions`` [candidates, features]."""
        mean, scale = descriptions.mean(axis=0), np.maximum(descriptions.std(axis=0), 1e-6)
        X = np.column_stack([np.ones(len(descriptions)), (descriptions - mean) / scale])
        weights = np.zeros(X.shape[1])
        penalty = np.full(X.shape[1], _PENALTY)
        penalty[0] = 1e-6
        for _ in range(_STEPS):
            p = _sigmoid(X @ weights)
            gradient = X.T @ (p - right) + penalty * weights
            step = np.linalg.solve((X * (p * (1 - p))[:, None]).T @ X + np.diag(penalty), gradient)
            weights = weights - step
            if np.abs(step).max() < 1e-6:
                break
        return cls(mean, scale, weights, DEFAULT_THRESHOLD)

    def confidences(self, descriptions: FloatArray) -> FloatArray:
        """Return float64 [candidates], each in (0, 1)."""
        scaled = (descriptions - self.mean) / self.scale
        return _sigmoid(self.weights[0] + scaled @ self.weights[1:])


class Place(NamedTuple):
    """A candidate in its text: offsets, kind, and its value in the form in which values are compared."""

    start: int
    end: int
    kind: int
    value: str


def places_of(piece: Piece, spans: Iterable[tuple[int, int, int]]) -> list[Place]:
    """Return where in its text each (first word, word after the last, kind) of a piece stands."""
    words = lower(piece)
    return [
        Place(piece.places[first][0], piece.places[last - 1][1], kind, " ".join(words[first:last]))
        for first, last, kind in spans
    ]


def choose(spans: Sequence[Place], confidences: FloatArray, threshold: float, once: frozenset[int]) -> list[int]:
    """Return the rows of the spans to answer, the surest first.

    A span is left out where its confidence is below the threshold, where it overlaps a surer one, and where its kind
    is one of ``once``, of which a text holds one value, and a surer span of the kind has another value.

    Args:
        spans: The candidates of a text.
        confidences: float64 [spans].
        threshold: Least confidence.
        once: Kinds of which a text holds one value.
    """
    chosen: list[int] = []
    values: dict[int, str] = {}
    for row in np.argsort(-confidences, kind="stable").tolist():
        if confidences[row] < threshold:
            break
        span = spans[row]
        if any(span.start < spans[other].end and spans[other].start < span.end for other in chosen):
            continue
        if span.kind in once and values.setdefault(span.kind, span.value) != span.value:
            continue
        chosen.append(row)
    return chosen


def _sigmoid(values: FloatArray) -> FloatArray:
    found: FloatArray = 0.5 * (1 + np.tanh(0.5 * values))
    return np.clip(found, 1e-6, 1 - 1e-6)

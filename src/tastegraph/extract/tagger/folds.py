"""The choice among candidates, learned from texts that the models have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from tastegraph.extract.tagger.choice import Choice, choose, places_of
from tastegraph.extract.tagger.describe import Described
from tastegraph.extract.tagger.examples import Examples
from tastegraph.extract.tagger.tagset import spans_of

_THRESHOLDS: Final = np.arange(0.2, 0.71, 0.05)
_FEWEST: Final = 20
"""Right and wrong candidates that there must be to learn from them."""


def split_folds(examples: Examples, n_folds: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """Return rows of pieces to learn from and rows held out, for each fold; pieces of a text stay together."""
    fold_of = np.random.default_rng(seed).permutation(examples.n_texts) % n_folds
    rows = range(len(examples.pieces))
    of_piece = [int(fold_of[piece.text]) for piece in examples.pieces]
    return [
        ([row for row in rows if of_piece[row] != fold], [row for row in rows if of_piece[row] == fold])
        for fold in range(n_folds)
    ]


def fit_choice(examples: Examples, described: Sequence[Described], n_features: int) -> Choice:
    """Fit the choice to the candidates of held-out pieces, a Described for each piece.

    Candidates of incomplete texts are left out: what is wrong there cannot be told.
    """
    rows = [row for row, complete in enumerate(examples.complete) if complete]
    right = [
        np.array([span in set(spans_of(examples.labels[row])) for span in described[row].spans], dtype=np.bool_)
        for row in rows
    ]
    y = np.concatenate([*right, np.empty(0, dtype=np.bool_)])
    if min(y.sum(), (~y).sum()) < _FEWEST:
        return Choice.plain(n_features)
    choice = Choice.fit(np.concatenate([described[row].features for row in rows]), y)
    return replace(choice, threshold=_best_threshold(examples, described, rows, right, choice))


def _best_threshold(
    examples: Examples,
    described: Sequence[Described],
    rows: Sequence[int],
    right: Sequence[np.ndarray],
    choice: Choice,
) -> float:
    """The confidence from which on spans are to be answered for the best F1, on pieces of complete texts."""
    wanted = sum(len(spans_of(examples.labels[row])) for row in rows)
    places = [places_of(examples.pieces[row], described[row].spans) for row in rows]
    confidences = [choice.confidences(described[row].features) for row in rows]
    scores = []
    for threshold in _THRESHOLDS:
        hits = answered = 0
        for of_piece, sure, is_right in zip(places, confidences, right, strict=True):
            chosen = choose(of_piece, sure, float(threshold), examples.once)
            answered += len(chosen)
            hits += int(is_right[chosen].sum())
        scores.append(2 * hits / max(answered + wanted, 1))
    return round(float(_THRESHOLDS[int(np.argmax(scores))]), 2)

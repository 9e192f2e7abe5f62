"""Weights learned from the pairs that the weights of before believe in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from tastegraph.graph.resolve.records.comparisons import INTERCEPT, Feature, Matrix
from tastegraph.graph.resolve.records.decoys import Rounds, believe
from tastegraph.graph.resolve.records.learning import fit_weights, log_odds
from tastegraph.graph.resolve.records.weights import Rows, Values

Game = Callable[[Values], Rounds]
"""From the scores of all pairs to the two rounds that they lead to."""

_TURNS: Final = 6
_FOLDS: Final = 5
_FEWEST: Final = 50
"""Pairs below which there are too few decoys to learn from: the weights stay as they are."""


@dataclass(frozen=True, eq=False)
class Judged:
    """What is thought of the pairs.

    Attributes:
        scores: float64 [pairs], log-odds.
        shares: float64 [pairs], probability of a match; −1 for a pair that no first round holds.
        weights: float64 [features + 1], what each feature adds to the log-odds; the intercept last.
        learned: Whether the weights were learned; False where there were too few pairs.
    """

    scores: Values
    shares: Values
    weights: Values
    learned: bool


def judge(features: Sequence[Feature], measured: Matrix, rows: Rows, games: Sequence[Game]) -> Judged:
    """Learn the weights in turns, and tell how far each pair can be believed.

    In each turn the pairs of the first round count as matches as far as they are believed, the decoys as none, and a
    logistic regression separates them. No pair is judged by weights that were learned from its own row: they would
    believe what they were told.

    Args:
        features: What is measured.
        measured: float32 [pairs, features].
        rows: int64 [pairs], rows of the table whose best pairs make up the first round.
        games: Ways to find the best pairs; weights are learned by the first, pairs are accepted by any.
    """
    prior = np.array([*(feature.weight for feature in features), INTERCEPT])
    weights, scores = np.tile(prior, (_FOLDS, 1)), log_odds(measured, prior)
    fold = rows % _FOLDS
    rounds = games[0](scores)
    learned = int((rounds.second >= 0).sum()) >= _FEWEST
    for _ in range(_TURNS if learned else 0):
        believed = believe(rounds, scores)
        decoys = rounds.second >= 0
        told = np.concatenate([rounds.first, rounds.second[decoys]])
        shares = np.concatenate([believed, np.zeros(decoys.sum())])
        # The second of a row without a partner is but a second best, and no example of what can look like a match.
        importance = np.concatenate([np.ones(len(believed)), believed[decoys]])
        for one in range(_FOLDS):
            others, own = fold[told] != one, fold == one
            weights[one] = fit_weights(measured[told[others]], shares[others], importance[others], prior)
            scores[own] = log_odds(measured[own], weights[one])
        rounds = games[0](scores)
    shares = np.full(len(scores), -1.0)
    for game in games:
        rounds = game(scores)
        believed = believe(rounds, scores) if learned else expit(scores[rounds.first])
        shares[rounds.first] = np.maximum(shares[rounds.first], believed)
    return Judged(scores, shares, weights.mean(axis=0), learned)

"""Compare ``ranking.py`` with ``tastegraph.evaluate`` on random scores with ties; run it in Tastegraph's environment.

python benchmarks/peers/check_ranking.py
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray
from ranking import Pairs, ranking_metrics
from scipy import sparse

from tastegraph.data import IdMap, Interactions
from tastegraph.evaluate import evaluate_ranking

USERS, ITEMS = 1500, 400


class Fixed:
    """A scorer that gives every user a row of a matrix; the users come in its order."""

    def __init__(self, scores: NDArray[np.float32], items: IdMap) -> None:
        self._scores, self.items = scores, items
        self._done = 0

    def score(self, histories: sparse.csr_array) -> NDArray[np.float32]:
        """Return the next rows."""
        start, self._done = self._done, self._done + histories.shape[0]
        return self._scores[start : self._done]


def main() -> None:
    """Draw scores and three parts, measure both ways and fail where they differ."""
    rng = np.random.default_rng(0)
    # Whole numbers tie often; some items are not recommended at all.
    scores = rng.integers(0, 60, size=(USERS, ITEMS)).astype(np.float32)
    scores[rng.random(scores.shape) < 0.3] = -np.inf
    part = rng.choice(4, size=scores.shape, p=[0.05, 0.01, 0.04, 0.9])
    # Users without a test interaction, from the end on, so that the fixed rows stay in step.
    part[-100:][part[-100:] == 2] = 3
    part[:-100, 0] = 2
    train, validation, test = (np.argwhere(part == value) for value in range(3))
    ours = evaluate_ranking(
        Fixed(scores, IdMap(range(ITEMS))), interactions(train), interactions(test), exclude=interactions(validation)
    )
    plain = ranking_metrics(scores, [train, validation], test)
    for name, value in plain.items():
        np.testing.assert_allclose(value, ours[name], rtol=1e-12, err_msg=name)
    sys.stdout.write(f"the same: {', '.join(f'{name} {value:.6f}' for name, value in plain.items())}\n")


def interactions(pairs: Pairs) -> Interactions:
    """Return the pairs as Tastegraph's interactions, named by their numbers."""
    return Interactions.from_pairs(pairs[:, 0], pairs[:, 1])


if __name__ == "__main__":
    main()

"""Full ranking of a peer's score matrix, in plain NumPy; ``docs/metrics.md`` defines the metrics.

It repeats a part of ``tastegraph.evaluate`` because Tastegraph needs NumPy 2 and RecBole runs on NumPy 1 only.
``check_ranking.py`` compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]

_BLOCK = 1024


def ranking_metrics(
    scores: NDArray[np.float32], masked: Sequence[Pairs], truth: Pairs, ks: Sequence[int] = (10, 20)
) -> dict[str, float]:
    """Return recall@k and ndcg@k, each the mean over the users who have truth.

    Args:
        scores: float32 [users, items]; a masked item or one of score −∞ is never in a list. Among equal scores the
            lower item index comes first.
        masked: Pairs (user, item), int64 [n, 2], that are taken out of the ranking.
        truth: Pairs int64 [n, 2], each at most once.
        ks: Lengths of the lists.
    """
    if np.isnan(scores).any():
        raise ValueError("the scores hold NaN")
    relevant = np.zeros(scores.shape, dtype=np.bool_)
    relevant[truth[:, 0], truth[:, 1]] = True
    scores = scores.copy()
    for pairs in masked:
        scores[pairs[:, 0], pairs[:, 1]] = -np.inf
    users = np.flatnonzero(relevant.any(axis=1))
    sizes = relevant[users].sum(axis=1)
    hits = np.concatenate(
        [_hits(scores[part], relevant[part], max(ks)) for part in np.split(users, range(_BLOCK, len(users), _BLOCK))]
    )
    discounts = 1.0 / np.log2(np.arange(2, max(ks) + 2))
    ideal = np.cumsum(discounts)
    values: dict[str, float] = {}
    for k in ks:
        gained = hits[:, :k] @ discounts[:k]
        values[f"recall@{k}"] = float((hits[:, :k].sum(axis=1) / sizes).mean())
        values[f"ndcg@{k}"] = float((gained / ideal[np.minimum(sizes, k) - 1]).mean())
    return values


def _hits(scores: NDArray[np.float32], relevant: NDArray[np.bool_], k: int) -> NDArray[np.bool_]:
    ranked = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    present = np.take_along_axis(scores, ranked, axis=1) > -np.inf
    return np.take_along_axis(relevant, ranked, axis=1) & present

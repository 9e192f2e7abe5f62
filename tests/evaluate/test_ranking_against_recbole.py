"""Agreement with RecBole 1.2.1 on real data; the inverse needs some seconds, so it runs with ``-m slow``."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from tastegraph.data import Interactions
from tastegraph.evaluate import evaluate_ranking

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("TASTEGRAPH_DATA" not in os.environ, reason="TASTEGRAPH_DATA names no folder with real data"),
]


class Ease:
    """Steck, WWW 2019, equation 8: the model both libraries solve exactly, so only the evaluation could differ."""

    def __init__(self, train, regularisation):
        self.items = train.items
        gram = (train.matrix.T @ train.matrix).toarray().astype(np.float64)
        inverse = np.linalg.inv(gram + regularisation * np.eye(len(gram)))
        self.weights = -inverse / np.diag(inverse)
        np.fill_diagonal(self.weights, 0)

    def score(self, histories):
        return (histories @ self.weights).astype(np.float32)


def read(part):
    path = Path(os.environ["TASTEGRAPH_DATA"]) / "music-lastfm" / f"lastfm.{part}.inter"
    with path.open(encoding="utf-8", newline="") as file:
        users, items, _ = zip(*list(csv.reader(file, delimiter="\t"))[1:], strict=True)
    return Interactions.from_pairs(users, items)


def test_the_same_model_has_the_same_metrics_to_four_digits():
    train = read("train")
    found = evaluate_ranking(Ease(train, 250), train, read("test"), exclude=read("valid"))
    assert {name: round(found[name], 4) for name in ("recall@10", "ndcg@10", "recall@20")} == {
        "recall@10": 0.2673,
        "ndcg@10": 0.1499,
        "recall@20": 0.3690,
    }

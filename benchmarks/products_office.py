"""Amazon Office Products: a fifth of the products is new, and only these are ranked.

    TASTEGRAPH_DATA=… python benchmarks/products_office.py [--budget SECONDS]

Text-only nearest neighbours by the same encoder stand beside the model: plain cosine, and cosine to the power that is
best on items held out of the training part. Writes benchmarks/results/products-office-cold.json.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.csv
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph import Interactions
from tastegraph.config import ItemsConfig
from tastegraph.data import Catalogue, IdMap, Triples, cold_item_split, read_catalogue
from tastegraph.evaluate import evaluate_ranking
from tastegraph.project import measure
from tastegraph.represent import FeatureBlock, Knowledge, text_block, words_block
from tastegraph.text import MiniLMEncoder

RESULTS = Path(__file__).parent / "results"
POWERS = (1, 2, 3, 4, 6, 8)


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--budget", type=float, default=600, help="seconds for choosing each model's values")
    options = parser.parse_args()
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / "products-office"
    catalogue, brands = read_products(folder)
    log = read_histories(folder).with_items(catalogue.items)
    encoder = MiniLMEncoder()
    knowledge = Knowledge.from_triples(brands, catalogue.items)
    knowledge = knowledge.with_block(text_block(catalogue, ["description"], encoder, catalogue.items))
    knowledge = knowledge.with_block(words_block(catalogue, ["description"], catalogue.items))

    split = cold_item_split(log, items=0.2, seed=0)
    run = measure(split, "linear", knowledge, baselines=False, budget=options.budget)
    shuffled = measure(
        split, "linear", knowledge.shuffled(np.random.default_rng(0)), baselines=False, budget=options.budget
    )
    plain, power, tuned = text_neighbours(split.train, split.test, list(split.cold), catalogue, encoder)
    baselines = {
        "text-only kNN, plain cosine": plain,
        f"text-only kNN, cosine^{power} (chosen on validation)": tuned,
        "linear with knowledge shuffled": dict(shuffled.metrics),
    }
    run.model_copy(update={"baselines": baselines}).write(RESULTS / "products-office-cold.json")


def read_products(folder: Path) -> tuple[Catalogue, Triples]:
    """Title and description of each product without its HTML, and its brand."""
    products = json.loads((folder / "Office_Products.item.json").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "products.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for item, product in products.items():
                # A printed list of strings, not always with its quotes escaped: what joins them is no text.
                text = re.sub(r"""^\[["']|["'], ["']|["']\]$""", " ", product["description"])
                plain = re.sub(r"<!--.*?-->|<[^>]*>|\s+", " ", text, flags=re.DOTALL).strip() or product["title"]
                out.write(json.dumps({"item": item, "title": product["title"], "description": plain}) + "\n")
        config = ItemsConfig(path=path, id="item", title="title", text=["description"])
        catalogue = read_catalogue(config, path.parent)
    branded = [(item, product["brand"].strip()) for item, product in products.items() if product["brand"].strip()]
    ones, zeros = np.ones(len(branded), dtype=np.bool_), np.zeros(len(branded), dtype=np.bool_)
    subjects, objects = (list(column) for column in zip(*branded, strict=True))
    return catalogue, Triples(subjects, ones, ["brand"] * len(branded), objects, zeros)


def read_histories(folder: Path) -> Interactions:
    """Distinct pairs of user and product in the histories and targets of the validation and test files."""
    pairs: dict[tuple[str, str], None] = {}
    for part in ("valid", "test"):
        table = pyarrow.csv.read_csv(folder / f"Office_Products.{part}.csv")
        columns = (table[name].to_pylist() for name in ("user_id", "history_item_id", "item_id"))
        for user, history, item in zip(*columns, strict=True):
            pairs |= {(str(user), str(one)): None for one in [*ast.literal_eval(history), item]}
    users, items = zip(*pairs, strict=True)
    return Interactions.from_pairs(users, items)


@dataclass(frozen=True, eq=False)
class TextNeighbours:
    """Scores an item by the similarity of its text to that of the history."""

    items: IdMap
    similarity: NDArray[np.float32]

    def score(self, histories: csr_array) -> NDArray[np.float32]:
        """float32 [users × items]."""
        return np.asarray(histories @ self.similarity, dtype=np.float32)


def text_neighbours(
    train: Interactions, test: Interactions, cold: list[str], catalogue: Catalogue, encoder: MiniLMEncoder
) -> tuple[dict[str, float], int, dict[str, float]]:
    """Metrics of plain cosine, the power chosen on four draws of held-out items, and metrics with that power."""
    block = FeatureBlock(
        "text", encoder.encode([f"{one.title}\n{one.fields['description']}" for one in catalogue.documents])
    )
    cosine = np.maximum(block.matrix @ block.matrix.T, 0)

    def recall(power: int, learned: Interactions, truth: Interactions, candidates: list[str]) -> dict[str, float]:
        model = TextNeighbours(catalogue.items, cosine**power)
        return dict(evaluate_ranking(model, learned, truth, (10, 20), candidates=candidates).metrics)

    warm = IdMap(train.items[int(place)] for place in np.flatnonzero(train.item_counts))
    draws = [cold_item_split(train.with_items(warm), items=0.2, seed=seed) for seed in range(4)]
    chosen = max(
        POWERS, key=lambda power: sum(recall(power, d.train, d.test, list(d.cold))["recall@20"] for d in draws)
    )
    return recall(1, train, test, cold), chosen, recall(chosen, train, test, cold)


if __name__ == "__main__":
    main()

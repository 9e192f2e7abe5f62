"""What the forms of the linear core cost: processor time and memory of single fits, and of ranking everybody.

    TASTEGRAPH_DATA=… python benchmarks/cost.py

On books-amazon EASE in the exact and in the sparse form, fitted to the training part and ranked for all its users; on
music-lastfm the linear core with its default values, with and without the graph. Nothing is chosen here. Each row runs
in a process of its own, so that its peak memory is its own. Writes benchmarks/results/cost.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tastegraph.data import Benchmark, read_kgat, read_recbole
from tastegraph.evaluate import cpu_clock, evaluate_ranking, package_versions, peak_memory_mb, top_k
from tastegraph.recommend import EASERecommender, LinearRecommender
from tastegraph.recommend.linear import EASEConfig, LinearConfig
from tastegraph.represent import Knowledge

RESULT = Path(__file__).parent / "results" / "cost.json"
BOOKS = {"regularisation": 100}
ROWS: dict[str, tuple[str, type, Any, bool]] = {
    "books-amazon, EASE, exact": ("books-amazon", EASERecommender, EASEConfig(**BOOKS, form="exact"), False),
    "books-amazon, EASE, sparse": ("books-amazon", EASERecommender, EASEConfig(**BOOKS, form="sparse"), False),
    "books-amazon, linear, sparse": (
        "books-amazon", LinearRecommender,
        LinearConfig(**BOOKS, dropout=2, user_exponent=0.25, form="sparse", support=150), False,
    ),
    "music-lastfm, linear with its default values": ("music-lastfm", LinearRecommender, LinearConfig(), False),
    "music-lastfm, the same with the graph": ("music-lastfm", LinearRecommender, LinearConfig(), True),
}  # fmt: skip
METRICS = ("recall@10", "ndcg@10", "recall@20", "ndcg@20")


def main() -> None:
    """Measure each row in a process of its own, and write the result."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(*ROWS[sys.argv[1]])))
        return
    rows = {}
    for name in ROWS:
        found = subprocess.run([sys.executable, __file__, name], check=True, stdout=subprocess.PIPE)
        rows[name] = json.loads(found.stdout)
    RESULT.write_text(json.dumps({"rows": rows, "versions": package_versions()}, indent=2) + "\n")


def measure(data: str, recommender: type, config: Any, graph: bool) -> dict[str, Any]:
    """Fit to the training part, rank the top 20 of all its users, and the test part (validation items masked)."""
    benchmark = read(data)
    split = benchmark.split
    knowledge = Knowledge.from_triples(benchmark.triples, split.train.items) if graph and benchmark.triples else None
    before = peak_memory_mb()
    with cpu_clock() as fitting:
        model = recommender(config).fit(split.train, knowledge)
    after_fit = peak_memory_mb()
    histories = model.weighted(split.train).matrix
    with cpu_clock() as ranking:
        for start in range(0, histories.shape[0], 512):
            block = histories[start : start + 512]
            top_k(model.score(block), 20, exclude=block)
    found = evaluate_ranking(model, split.train, split.test, (10, 20), exclude=split.validation)
    n_items = len(model.items)
    return {
        "config": model.config.model_dump(mode="json"),
        "metrics": {name: found[name] for name in METRICS},
        "cpu_seconds": {"fit": round(fitting.seconds, 2), "top 20 of all users": round(ranking.seconds, 2)},
        "users": histories.shape[0],
        "items": n_items,
        "peak_memory_mb": {"before the fit": round(before), "after the fit": round(after_fit)},
        "peak_in_dense_matrices": round((after_fit - before) * 2**20 / (4 * n_items**2), 2),
    }


def read(data: str) -> Benchmark:
    """A public benchmark folder."""
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / data
    return read_kgat(folder) if data == "books-amazon" else read_recbole(folder)


if __name__ == "__main__":
    main()

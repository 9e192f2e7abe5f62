"""A million items: the sparse form of the linear core beside item-kNN on a generated log.

    python benchmarks/scale/run.py [--items 1000000] [--users 1000000] [--interactions 10000000] [--work DIR]

Generates the log with generate.py, holds out a tenth of it, fits both models to the rest with default values and ranks
all items for a sample of the users. Nothing is tuned. Writes benchmarks/results/scale-<items>.json.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tastegraph.config import InteractionsConfig
from tastegraph.data import IdMap, random_split, read_interactions
from tastegraph.evaluate import cpu_clock, evaluate_ranking, package_versions, peak_memory_mb
from tastegraph.recommend import ItemKNNRecommender, LinearRecommender

RESULTS = Path(__file__).parents[1] / "results"
BLOCK = 64
"""Users ranked at a time: a block of scores is this × items."""


def main() -> None:
    """Generate, measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--interactions", type=int, default=10_000_000)
    parser.add_argument("--sample", type=int, default=2_000, help="test users who are ranked")
    parser.add_argument("--work", type=Path, help="folder to keep the log in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.work or Path(scratch)
        log = folder / f"log-{options.items}-{options.interactions}.csv"
        if not log.exists():
            generate(log, options)
        result = measure(log, options.sample)
    path = RESULTS / f"scale-{options.items}.json"
    path.write_text(json.dumps(result, indent=2) + "\n")


def generate(log: Path, options: argparse.Namespace) -> None:
    """Write the log."""
    sizes = [f"--{name}={getattr(options, name)}" for name in ("items", "users", "interactions")]
    subprocess.run([sys.executable, Path(__file__).with_name("generate.py"), log, *sizes, "--seed=0"], check=True)


def measure(log: Path, sample: int) -> dict[str, Any]:
    """Read, fit and rank; CPU seconds of each step and the most memory after it."""
    result: dict[str, Any] = {"versions": package_versions(), "steps": {}}

    def step(name: str, seconds: float) -> None:
        result["steps"][name] = {"cpu_seconds": round(seconds, 1), "peak_memory_mb": round(peak_memory_mb())}

    with cpu_clock() as clock:
        interactions, report = read_interactions(InteractionsConfig(path=log, user="user", item="item"), log.parent)
    step("read", clock.seconds)
    split = random_split(interactions, test=0.1, seed=0)
    ranked = np.sort(np.random.default_rng(0).choice(np.flatnonzero(split.test.user_counts), sample, replace=False))
    chosen = np.zeros(len(interactions.users), dtype=np.bool_)
    chosen[ranked] = True
    users = IdMap(interactions.users[int(user)] for user in ranked)
    truth = split.test.select(chosen[split.test.user_index]).with_users(users)
    histories = split.train.select(chosen[split.train.user_index]).with_users(users)
    result |= {
        "protocol": f"{report.kept:,} generated interactions, {len(interactions.users):,} users, "
        f"{len(interactions.items):,} items; {split.protocol}; all items ranked for {sample:,} users",
        "metrics": {},
    }
    for model in (LinearRecommender(), ItemKNNRecommender()):
        with cpu_clock() as clock:
            model.fit(split.train)
        step(f"fit {model.name}", clock.seconds)
        with cpu_clock() as clock:
            found = evaluate_ranking(model, histories, truth, (10, 20), block=BLOCK)
        step(f"rank {sample:,} users with {model.name}", clock.seconds)
        result["metrics"][model.name] = {name: found[name] for name in ("recall@10", "ndcg@10", "recall@20", "ndcg@20")}
    return result


if __name__ == "__main__":
    main()

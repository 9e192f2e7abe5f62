"""Fit models of implicit on one thread, choose the settings on validation data, rank the test part once.

    OMP_NUM_THREADS=1 nice -n 19 VENV/bin/python benchmarks/peers/run_implicit.py music-lastfm ALS

README.md in this folder says how VENV is made.
"""

from __future__ import annotations

import argparse
import itertools
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, ItemItemRecommender, TFIDFRecommender
from numpy.typing import NDArray
from ranking import Pairs, ranking_metrics
from record import peak_memory_mb, versions, write_record
from scipy import sparse
from splits import Split, read_split
from threadpoolctl import threadpool_limits

SEED = 0
GRIDS: dict[str, dict[str, Sequence[Any]]] = {
    "ALS": {
        "factors": [32, 64, 128, 256],
        "regularization": [1.0, 10.0, 30.0, 100.0, 300.0],
        "alpha": [1.0, 5.0, 20.0, 60.0],
        "iterations": [15],
    },
    "kNN": {"kind": ["cosine", "tfidf", "bm25"], "K": [10, 20, 50, 100, 200, 500, 1000]},
}
KINDS: dict[str, type[ItemItemRecommender]] = {
    "cosine": CosineRecommender,
    "tfidf": TFIDFRecommender,
    "bm25": BM25Recommender,
}


def main() -> None:
    """Try the grid in a random order for as long as allowed, keep the best on validation data and measure it."""
    arguments = _arguments()
    # implicit's own neighbours hand it matrices that it warns of.
    warnings.filterwarnings("ignore", message="Method expects CSR input")
    with threadpool_limits(1):
        split = read_split(arguments.dataset)
        chosen_by = f"recall@{split.cutoff}"
        grid = [dict(zip(GRIDS[arguments.model], values, strict=True)) for values in _product(arguments.model)]
        tried: list[dict[str, Any]] = []
        best: dict[str, Any] = {}
        for place in np.random.default_rng(SEED).permutation(len(grid)):
            if time.process_time() > arguments.cpu_limit:
                break
            settings = grid[place]
            started = time.process_time()
            scores = fit_and_score(arguments.model, settings, split, split.train)
            fitted = time.process_time()
            validation = ranking_metrics(scores, [split.train], split.validation, sorted({10, 20, split.cutoff}))
            tried.append(
                {
                    "settings": settings,
                    f"validation {chosen_by}": validation[chosen_by],
                    "cpu_seconds": fitted - started,
                }
            )
            if not best or validation[chosen_by] > best["validation"][chosen_by]:
                best = tried[-1] | {"validation": validation, "scores": scores, "to_best": time.process_time()}
        masked = [split.train, split.validation]
        started = time.process_time()
        refitted = fit_and_score(arguments.model, best["settings"], split, np.concatenate(masked))
        refit_seconds = time.process_time() - started
        document = {
            "model": arguments.model,
            "library": "implicit",
            "dataset": split.name,
            "protocol": f"{split.description}; all items are ranked, those of train and validation masked",
            "selected_on": f"validation {chosen_by}",
            "metrics": ranking_metrics(best["scores"], masked, split.test),
            "validation": best["validation"],
            "refit": {
                "what": "fitted anew to train and validation",
                "metrics": ranking_metrics(refitted, masked, split.test),
                "cpu_seconds": refit_seconds,
            },
            "cpu_seconds": {
                "total": time.process_time(),
                "to_best_validation": best["to_best"],
                "chosen_setting": best["cpu_seconds"],
            },
            "peak_memory_mb": peak_memory_mb(),
            "stopped": f"{len(tried)} of {len(grid)} settings tried"
            + ("" if len(tried) == len(grid) else f", then by the limit of {arguments.cpu_limit:.0f} CPU seconds"),
            "settings": best["settings"],
            "tried": tried,
            "seed": SEED,
            "threads": 1,
            "versions": versions("implicit", "numpy", "scipy"),
        }
    write_record(document, arguments.out)


def fit_and_score(model_name: str, settings: dict[str, Any], split: Split, training: Pairs) -> NDArray[np.float32]:
    """Return the scores of all items for all users, float32 [users, items]."""
    shape = len(split.users), len(split.items)
    # implicit knows SciPy's matrices only, not its arrays.
    histories = sparse.csr_matrix((np.ones(len(training), np.float32), training.T), shape=shape)
    if model_name == "ALS":
        model = AlternatingLeastSquares(**settings, random_state=SEED, num_threads=1)
        model.fit(histories, show_progress=False)
        return model.user_factors @ model.item_factors.T
    model = KINDS[settings["kind"]](K=settings["K"], num_threads=1)
    model.fit(histories, show_progress=False)
    return (histories @ model.similarity).toarray().astype(np.float32)


def _product(model_name: str) -> list[tuple[Any, ...]]:
    return list(itertools.product(*GRIDS[model_name].values()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", choices=["music-lastfm", "films-1m"])
    parser.add_argument("model", choices=list(GRIDS))
    parser.add_argument("--cpu-limit", type=float, default=600, help="CPU seconds in which settings are tried")
    parser.add_argument("--out", type=Path, help="where the JSON goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Public benchmark folders, measured under their own splits."""

from __future__ import annotations

from pathlib import Path

from tastegraph.data import read_kgat, read_recbole
from tastegraph.errors import ConfigError
from tastegraph.evaluate import Run
from tastegraph.progress import Progress, silent
from tastegraph.project.measure import measure
from tastegraph.recommend import BUDGET
from tastegraph.represent import Knowledge


def run_benchmark(
    path: Path,
    layout: str,
    name: str,
    *,
    knowledge: bool = True,
    baselines: bool = True,
    positive: float | None = None,
    seed: int = 0,
    budget: float = BUDGET,
    out: Path | None = None,
    progress: Progress = silent,
) -> Run:
    """Measure a recommender on a public benchmark folder.

    Args:
        path: The folder.
        layout: ``"kgat"`` or ``"recbole"``.
        name: Name of a recommender.
        knowledge: Whether it may use the folder's graph.
        baselines: Whether the baselines are measured, too.
        positive: Ratings from here on count as liked (recbole).
        seed: Of everything that is drawn.
        budget: Seconds that choosing the hyperparameters of each model may take.
        out: Folder for the run's JSON file, where it shall be kept.
        progress: Told what is going on.
    """
    progress(f"reading {path.name}")
    if layout == "kgat":
        benchmark = read_kgat(path)
    elif layout == "recbole":
        benchmark = read_recbole(path, positive=positive, seed=seed)
    else:
        raise ConfigError(f"no benchmark layout {layout!r}", field="format", fix="Use kgat or recbole")
    known = None
    if knowledge and benchmark.triples is not None:
        known = Knowledge.from_triples(benchmark.triples, benchmark.split.train.items)
    run = measure(benchmark.split, name, known, baselines=baselines, seed=seed, budget=budget, progress=progress)
    if out is not None:
        run.write(out / run.file_name)
    return run

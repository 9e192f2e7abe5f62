"""Public benchmark folders, measured under their own splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tastegraph.data import Split, read_kgat, read_recbole, validated_on_ends
from tastegraph.errors import ConfigError
from tastegraph.evaluate import AblationRun, ComparisonRun, Run
from tastegraph.progress import Progress, silent
from tastegraph.project.ablate import ablate_model
from tastegraph.project.compare import compare_models
from tastegraph.project.measure import measure
from tastegraph.project.terms import STANDARD, Terms
from tastegraph.recommend import BUDGET
from tastegraph.represent import Knowledge


@dataclass(frozen=True)
class BenchmarkFolder:
    """A public benchmark on disk.

    Attributes:
        path: The folder.
        layout: ``"kgat"`` or ``"recbole"``.
        positive: Ratings from here on count as liked (recbole).
        validation: What hyperparameters are chosen on where the folder has no validation part: interactions held out
            of the training part at random, or the end of each user's history.
    """

    path: Path
    layout: str
    positive: float | None = None
    validation: Literal["random", "last"] = "random"

    def draw(self, seed: int, *, knowledge: bool = True) -> tuple[Split, Knowledge | None]:
        """Read the folder: its ready split, or where it has none that of a seed, and its graph where it may be used.

        Raises:
            ConfigError: There is no such layout.
            ReadError: A file is missing or malformed.
        """
        if self.layout == "kgat":
            benchmark = read_kgat(self.path)
        elif self.layout == "recbole":
            benchmark = read_recbole(self.path, positive=self.positive, seed=seed)
        else:
            raise ConfigError(f"no benchmark layout {self.layout!r}", field="format", fix="Use kgat or recbole")
        split = validated_on_ends(benchmark.split) if self.validation == "last" else benchmark.split
        known = None
        if knowledge and benchmark.triples is not None:
            known = Knowledge.from_triples(benchmark.triples, split.train.items)
        return split, known

    def compare(
        self, models: Sequence[str], terms: Terms = STANDARD, *, knowledge: bool = True, progress: Progress = silent
    ) -> ComparisonRun:
        """Measure recommenders side by side; see `compare_models`. ``knowledge``: whether they may use the graph."""

        def draw(seed: int) -> tuple[Split, Knowledge | None]:
            progress(f"reading {self.path.name}")
            return self.draw(seed, knowledge=knowledge)

        return compare_models(draw, models, terms, progress=progress)

    def ablate(self, name: str | None = None, terms: Terms = STANDARD, *, progress: Progress = silent) -> AblationRun:
        """Measure a recommender, ``linear`` unless named, with parts of the graph off; see `ablate_model`."""

        def draw(seed: int) -> tuple[Split, Knowledge | None]:
            progress(f"reading {self.path.name}")
            return self.draw(seed)

        return ablate_model(draw, name or "linear", terms, progress=progress)

    def report(
        self, out: Path, *, comparison: ComparisonRun | None = None, ablation: AblationRun | None = None
    ) -> Path:
        """Write one self-contained page about a comparison or an ablation; returns its path."""
        from tastegraph.report import write_report

        write_report(out, self.path.resolve().name, None, str, (), comparison=comparison, ablation=ablation)
        return out


def run_benchmark(
    path: Path,
    layout: str,
    name: str,
    *,
    knowledge: bool = True,
    baselines: bool = True,
    positive: float | None = None,
    validation: Literal["random", "last"] = "random",
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
        validation: As in `BenchmarkFolder`.
        seed: Of everything that is drawn.
        budget: Seconds that choosing the hyperparameters of each model may take.
        out: Folder for the run's JSON file, where it shall be kept.
        progress: Told what is going on.
    """
    progress(f"reading {path.name}")
    split, known = BenchmarkFolder(path, layout, positive, validation).draw(seed, knowledge=knowledge)
    run = measure(split, name, known, baselines=baselines, seed=seed, budget=budget, progress=progress)
    if out is not None:
        run.write(out / run.file_name)
    return run

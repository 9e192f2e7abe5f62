"""What ``compare`` and ``ablate`` have in common: where to measure, on what terms, and where the result goes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tastegraph.cli.benchmark import Format
from tastegraph.cli.duration import seconds
from tastegraph.errors import ConfigError

if TYPE_CHECKING:
    from tastegraph.evaluate import AblationRun, ComparisonRun, PairedTest, Spread
    from tastegraph.project import BenchmarkFolder, Progress, Project, Terms

Place = Annotated[
    Path, typer.Argument(metavar="PATH", help="A Project folder, or a benchmark's with --format.", show_default=False)
]
Layout = Annotated[
    Format | None, typer.Option("--format", help="How a benchmark's files are laid out.", show_default=False)
]
Positive = Annotated[
    float | None, typer.Option(help="Ratings from here on count as liked (recbole).", show_default=False)
]
Seeds = Annotated[str, typer.Option(help="How many seeds, from 0 on; or which, with commas: 0,5,7 (one: 5,).")]
Lengths = Annotated[str, typer.Option("--k", help="Lengths of the lists, with commas.")]
Metric = Annotated[str, typer.Option(help="Recall or NDCG at one of the lengths: what is tested and drawn.")]
Out = Annotated[Path | None, typer.Option(help="Folder or .json file to write the record to.", show_default=False)]
Page = Annotated[Path | None, typer.Option("--report", help="Where to write the page.", show_default=False)]
SEEDS, LENGTHS, METRIC = "3", "10,20", "ndcg@10"
TESTED = ("mean", "95% from", "to", "p", "p\ncorrected")
"""Columns that `tested` fills."""


def place(path: Path, layout: Format | None, positive: float | None) -> Project | BenchmarkFolder:
    """The Project or benchmark to measure on.

    Raises:
        ConfigError: It is neither, or a Project was given an option for benchmarks.
    """
    from tastegraph.project import BenchmarkFolder, Project
    from tastegraph.project import Layout as ProjectLayout

    if layout is not None:
        return BenchmarkFolder(path, layout.value, positive)
    if not ProjectLayout(path).config.exists():
        fix = "For a benchmark's folder say --format kgat or --format recbole; `tastegraph init` makes a Project"
        raise ConfigError("is no Project: there is no tastegraph.toml in it", path=path, fix=fix)
    if positive is not None:
        raise ConfigError("is for benchmarks", field="--positive", fix="Set positive in tastegraph.toml")
    return Project.open(path)


def terms(seeds: str, lengths: str, metric: str, budget: str) -> Terms:
    """The terms that options ask for.

    Raises:
        ConfigError: One of them is out of range.
    """
    from tastegraph.project import Terms

    named = _whole_numbers(seeds, "--seeds")
    if "," not in seeds:
        if named[0] < 1:
            raise ConfigError(f"{named[0]} seeds are too few", field="--seeds", fix="Give 1 or more")
        named = tuple(range(named[0]))
    return Terms(named, _whole_numbers(lengths, "--k"), metric, seconds(budget))


def record_path(out: Path, name: str) -> Path:
    """Where the record goes: the file itself, or a file of that name in the folder."""
    return out if out.suffix == ".json" else out / name


def page_path(page: Path | None, out: Path | None, name: str) -> Path:
    """Where the page about a benchmark goes: where asked, else beside the record, else here."""
    if page is not None:
        return page
    return (Path() if out is None else record_path(out, name).parent) / name


def write_down(
    run: ComparisonRun | AblationRun,
    where: Project | BenchmarkFolder,
    out: Path | None,
    page: Path | None,
    name: str,
    tell: Progress,
    **about: Any,
) -> Path:
    """Write the record where asked, and the page about it; returns the page's path.

    Args:
        run: What was measured.
        where: On what; a Project's page shows what it keeps, a benchmark's what it is told ``about``.
        out: Where the record goes, if anywhere.
        page: Where the page goes, if it was said.
        name: Of the page about a benchmark.
        tell: Told what is going on.
        about: The measurement, by the name under which the page knows it.
    """
    from tastegraph.project import Project

    if out is not None:
        run.write(record_path(out, run.file_name))
    if isinstance(where, Project):
        return where.report(page, progress=tell)
    return where.report(page_path(page, out, name), **about)


def tested(test: PairedTest) -> tuple[str, ...]:
    """A tested difference as cells of a table."""
    numbers = (f"{value:+.4f}" for value in (test.difference, test.low, test.high))
    return (*numbers, _probability(test.p_value), _probability(test.p_value_holm))


def plus_minus(spread: Spread) -> str:
    """The standard deviation over the seeds, where there are several."""
    return f"{spread.std:.3f}" if math.isfinite(spread.std) else "–"


def _probability(value: float) -> str:
    return "< 0.001" if value < 0.0005 else f"{value:.3f}"


def _whole_numbers(text: str, option: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.removesuffix(",").split(","))
    except ValueError:
        raise ConfigError(f"{text!r} is no list of whole numbers", field=option, fix="Write 3 or 0,1,2") from None

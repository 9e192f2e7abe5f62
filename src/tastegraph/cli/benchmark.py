"""``tastegraph benchmark PATH --format kgat|recbole --model NAME``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tastegraph.cli.duration import BUDGET, Budget, seconds
from tastegraph.cli.engine import Address, Engine, EngineName, in_force
from tastegraph.cli.output import AsJson, print_json, progress
from tastegraph.cli.runs import show_run


class Format(StrEnum):
    """Layouts of public benchmark folders."""

    kgat = "kgat"
    recbole = "recbole"


class Validation(StrEnum):
    """What hyperparameters are chosen on: interactions held out at random, or the end of each user's history."""

    random = "random"
    last = "last"


def command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The benchmark's folder.", show_default=False)],
    layout: Annotated[Format, typer.Option("--format", help="How its files are laid out.", show_default=False)],
    model: Annotated[str, typer.Option(help="The recommender to measure.")] = "linear",
    knowledge: Annotated[
        bool, typer.Option("--knowledge/--no-knowledge", help="Whether it may use the benchmark's graph.")
    ] = True,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", help="Whether its baselines are measured, too.")
    ] = True,
    positive: Annotated[
        float | None, typer.Option(help="Ratings from here on count as liked (recbole).", show_default=False)
    ] = None,
    validation: Annotated[
        Validation, typer.Option(help="Where the folder has no validation part: held out at random, or the last ones.")
    ] = Validation.random,
    seed: Annotated[int, typer.Option(help="Seed of the splits that are drawn.", min=0)] = 0,
    budget: Budget = BUDGET,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write the run's JSON file to.", show_default=False)
    ] = None,
    engine: EngineName = Engine.local,
    address: Address = None,
    as_json: AsJson = False,
) -> None:
    """Measure a recommender on a public benchmark under its own split; choices are made on validation data."""
    from tastegraph.project import run_benchmark

    with progress() as tell, in_force(engine, address):
        run = run_benchmark(
            path, layout.value, model,
            knowledge=knowledge, baselines=baselines, positive=positive,
            validation=validation.value, seed=seed,
            budget=seconds(budget), out=out, progress=tell,
        )  # fmt: skip
    print_json(run.to_json()) if as_json else show_run(run)

"""``tastegraph compare PATH --models linear,ease``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.duration import BUDGET, Budget
from tastegraph.cli.measuring import (
    LENGTHS,
    METRIC,
    SEEDS,
    TESTED,
    Layout,
    Lengths,
    Metric,
    Out,
    Page,
    Place,
    Positive,
    Seeds,
    place,
    plus_minus,
    terms,
    tested,
    write_down,
)
from tastegraph.cli.output import AsJson, print_json, print_table, progress, say

if TYPE_CHECKING:
    from tastegraph.evaluate import ComparisonRun


def command(
    path: Place,
    models: Annotated[str, typer.Option(help="Recommenders, with commas; the first is tested against the others.")] = (
        "linear,ease,itemknn,popularity"
    ),
    layout: Layout = None,
    seeds: Seeds = SEEDS,
    lengths: Lengths = LENGTHS,
    metric: Metric = METRIC,
    budget: Budget = BUDGET,
    positive: Positive = None,
    knowledge: Annotated[
        bool, typer.Option("--knowledge/--no-knowledge", help="Whether models may use graph and text.")
    ] = True,
    out: Out = None,
    page: Page = None,
    as_json: AsJson = False,
) -> None:
    """Measure recommenders side by side with several seeds, test the differences, and write a page about them."""
    names = [name.strip() for name in models.split(",") if name.strip()]
    agreed = terms(seeds, lengths, metric, budget)
    where = place(path, layout, positive)
    with progress() as tell:
        run = where.compare(names, agreed, knowledge=knowledge, progress=tell)
        written = write_down(run, where, out, page, "report.html", tell, comparison=run)
    print_json(run.to_json()) if as_json else _show(run)
    say(f"Wrote {written}", to_stdout=not as_json)


def _show(run: ComparisonRun) -> None:
    names = list(run.models[0].metrics)
    rows = [
        (model.name, *(model.metrics[name].mean for name in names), plus_minus(model.metrics[run.metric]))
        for model in run.models
    ]
    headings = (name.replace("@", "\n@") for name in (*names, f"± {run.metric}"))
    print_table(run.protocol, ["model", *headings], rows)
    tests = [(f"{test.first} − {test.second}", *tested(test), test.users) for test in run.comparisons]
    print_table("", [f"difference in {run.metric}", *TESTED, "users"], tests)
    costs = [
        (one.name, one.cpu_seconds["fit"], one.cpu_seconds["recommend"], round(one.peak_memory_mb))
        for one in run.models
    ]
    print_table("", ["CPU-seconds of one seed", "choosing and fitting", "ranking", "MB at most"], costs)

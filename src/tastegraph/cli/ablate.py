"""``tastegraph ablate PATH``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tastegraph.cli.duration import BUDGET, Budget
from tastegraph.cli.measuring import (
    LENGTHS,
    METRIC,
    SEEDS,
    Layout,
    Lengths,
    Metric,
    Out,
    Page,
    Place,
    Positive,
    Seeds,
    place,
    terms,
    tested,
    write_down,
)
from tastegraph.cli.output import AsJson, print_json, print_table, progress, say

if TYPE_CHECKING:
    from tastegraph.evaluate import AblationRun, GroupTest


def command(
    path: Place,
    model: Annotated[
        str | None,
        typer.Option(help="The recommender; without it the Project's own, or linear.", show_default=False),
    ] = None,
    layout: Layout = None,
    seeds: Seeds = SEEDS,
    lengths: Lengths = LENGTHS,
    metric: Metric = METRIC,
    budget: Budget = BUDGET,
    positive: Positive = None,
    out: Out = None,
    page: Page = None,
    as_json: AsJson = False,
) -> None:
    """Measure a recommender with parts of its knowledge off, for all items and for head, tail and cold ones apart."""
    agreed = terms(seeds, lengths, metric, budget)
    where = place(path, layout, positive)
    with progress() as tell:
        run = where.ablate(model, agreed, progress=tell)
        written = write_down(run, where, out, page, "ablation.html", tell, ablation=run)
    print_json(run.to_json()) if as_json else _show(run)
    say(f"Wrote {written}", to_stdout=not as_json)


def _show(run: AblationRun) -> None:
    from tastegraph.evaluate import ALL, GROUPS

    say(run.protocol, to_stdout=True)
    for group in (ALL, *GROUPS):
        tests = {test.second: test for test in run.comparisons if test.group == group}
        parts = {one.name: one.metrics if group == ALL else getattr(one, group) for one in run.variants}
        if not any(parts.values()):
            continue
        names = [name for name in run.variants[0].metrics if name.startswith("recall@")]
        rows = [
            (name, *(values[metric].mean for metric in names), *_lost(tests.get(name)))
            for name, values in parts.items()
        ]
        headings = (name.replace("@", "\n@") for name in (*names, f"{run.metric} lost"))
        print_table(f"{group} items", ["variant", *headings, "95%\nfrom", "\nto", "p\ncorrected"], rows)


def _lost(test: GroupTest | None) -> tuple[str, ...]:
    if test is None:
        return ("",) * 4
    difference, low, high, _, corrected = tested(test)
    return difference, low, high, corrected

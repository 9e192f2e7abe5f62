"""A comparison as a table of values with their spread, a plot of each, and what the tests say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from tastegraph.evaluate import AblationRun, ComparedModel, ComparisonRun, PairedTest, Spread
from tastegraph.report.colours import ACCENT, GREY
from tastegraph.report.intervals import Estimate, Whiskers, whiskers
from tastegraph.report.metrics import Metric, best_figure, metric
from tastegraph.report.wording import decimal, fit, probability, when

ENOUGH: Final = 0.05
"""Corrected p-values below this are called a difference."""
_NAME: Final = 34


@dataclass(frozen=True)
class ModelRow:
    """A model, its figures with their spread and whether none is better, and what it cost."""

    model: str
    cells: tuple[tuple[str, str, bool], ...]
    cost: tuple[str, str, str]


@dataclass(frozen=True)
class Tested:
    """A tested difference in words."""

    names: str
    difference: str
    interval: str
    p_value: str
    p_value_holm: str
    users: str
    verdict: str


@dataclass(frozen=True)
class ComparisonPart:
    """A comparison as the page shows it."""

    tested: Metric
    several: bool
    metrics: tuple[Metric, ...]
    rows: tuple[ModelRow, ...]
    values: Whiskers
    differences: Whiskers
    tests: tuple[Tested, ...]
    protocol: str
    facts: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]


def show_comparison(run: ComparisonRun) -> ComparisonPart:
    """Return what there is to say about a comparison."""
    means = {model.name: {name: spread.mean for name, spread in model.metrics.items()} for model in run.models}
    names = tuple(run.models[0].metrics)
    best = {name: best_figure(name, means) for name in names}
    return ComparisonPart(
        tested=metric(run.metric),
        several=len(run.seeds) > 1,
        metrics=tuple(metric(name) for name in names),
        rows=tuple(_row(model, best) for model in run.models),
        values=whiskers([_value(model, run) for model in run.models]),
        differences=whiskers([difference(test, test.second) for test in run.comparisons], with_zero=True),
        tests=tuple(in_words(test, f"{test.first} − {test.second}") for test in run.comparisons),
        protocol=run.protocol,
        facts=how_measured(run),
        settings=(
            *((f"{model.name}, seed {seed}", json.dumps(dict(config), ensure_ascii=False))
              for model in run.models for seed, config in zip(run.seeds, model.config, strict=True)),
            *run.versions.items(),
        ),
    )  # fmt: skip


def difference(test: PairedTest, label: str) -> Estimate:
    """Return a tested difference as an estimate, coloured where it is more than chance."""
    return Estimate(
        label=fit(label, _NAME),
        text=f"{test.difference:+.4f}",
        value=test.difference,
        colour=ACCENT if test.p_value_holm < ENOUGH else GREY,
        low=test.low,
        high=test.high,
    )


def in_words(test: PairedTest, names: str) -> Tested:
    """Return a tested difference in words."""
    ahead = test.first if test.difference > 0 else test.second
    return Tested(
        names=names,
        difference=f"{test.difference:+.4f}",
        interval=f"{test.low:+.4f} to {test.high:+.4f}",
        p_value=probability(test.p_value),
        p_value_holm=probability(test.p_value_holm),
        users=f"{test.users:,}",
        verdict=f"{ahead} ahead" if test.p_value_holm < ENOUGH else "may be chance",
    )


def with_spread(spread: Spread) -> tuple[str, str]:
    """Return a mean, and its deviation over the seeds where there are several."""
    deviation = decimal(spread.std)
    return decimal(spread.mean), "" if deviation == decimal(float("nan")) else f"± {deviation}"


def how_measured(run: ComparisonRun | AblationRun) -> tuple[tuple[str, str], ...]:
    """Return on what hyperparameters were chosen, with which seeds, and when."""
    return (
        ("Chosen on", run.selected_on),
        ("Seeds", ", ".join(map(str, run.seeds))),
        ("Measured", when(run.time)),
    )


def _row(model: ComparedModel, best: dict[str, str | None]) -> ModelRow:
    cells = []
    for name, spread in model.metrics.items():
        mean, deviation = with_spread(spread)
        cells.append((mean, deviation, mean == best[name]))
    cost = (
        decimal(model.cpu_seconds["fit"], 1),
        decimal(model.cpu_seconds["recommend"], 1),
        decimal(model.peak_memory_mb, 0),
    )
    return ModelRow(fit(model.name, _NAME), tuple(cells), cost)


def _value(model: ComparedModel, run: ComparisonRun) -> Estimate:
    spread = model.metrics[run.metric]
    return Estimate(
        label=fit(model.name, _NAME),
        text=" ".join(with_spread(spread)).strip(),
        value=spread.mean,
        colour=ACCENT if model is run.models[0] else GREY,
        each=spread.per_seed if len(spread.per_seed) > 1 else (),
    )

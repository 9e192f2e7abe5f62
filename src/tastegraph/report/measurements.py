"""Runs as tables and bars: the latest beside its baselines, and all of them below each other."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.evaluate import Run
from tastegraph.report.charts import Bar
from tastegraph.report.colours import ACCENT, GREY
from tastegraph.report.wording import decimal, fit

_HEADLINES: Final = ("recall@10", "ndcg@10")
_NAME: Final = 34
_MEANINGS: Final = {
    "recall": "share of what people went on to like that stands in their list",
    "precision": "share of the list that people went on to like",
    "hit_rate": "share of people with at least one hit in their list",
    "mrr": "how far up the first hit stands: 1 for the top, ½ for the second place",
    "map": "precision at the places of the hits, averaged",
    "ndcg": "hits in the list, worth more the further up they stand",
    "coverage": "share of the catalogue that is shown to somebody",
    "gini": "how unequally items are shown: 0 all alike, 1 one item for everybody",
    "novelty": "how little known the shown items are, in bits",
    "intra_list_diversity": "how unlike each other the items of a list are",
}
_LOWER_IS_BETTER: Final = frozenset({"gini"})


@dataclass(frozen=True)
class Metric:
    """A column of a table, and what it measures, in words."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Row:
    """A model and its figures: the text, and whether no other model has a better one."""

    model: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Comparison:
    """A run in full."""

    model: str
    time: str
    protocol: str
    selected_on: str
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    bars: tuple[tuple[Metric, tuple[Bar, ...]], ...]
    cost: tuple[tuple[str, str], ...]
    config: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """A run among others."""

    time: str
    model: str
    protocol: str
    selected_on: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Measurements:
    """The latest run, and all of them, latest first, with the figures named in ``columns``."""

    latest: Comparison
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def compare(runs: Sequence[Run]) -> Measurements | None:
    """Return what there is to say about the runs; None where there are none."""
    if not runs:
        return None
    ordered = sorted(runs, key=lambda run: run.time)[::-1]
    columns = _headlines(ordered[0])
    return Measurements(
        latest=_comparison(ordered[0]),
        columns=columns,
        lines=tuple(
            Line(
                time=_when(run),
                model=fit(run.model, _NAME),
                protocol=run.protocol,
                selected_on=run.selected_on,
                figures=tuple(decimal(run.metrics.get(name, math.nan)) for name in columns),
            )
            for run in ordered
        ),
    )


def _comparison(run: Run) -> Comparison:
    baselines = {model: metrics for model, metrics in run.baselines.items() if model != run.model}
    models: dict[str, Mapping[str, float]] = {run.model: run.metrics, **baselines}
    names = list(dict.fromkeys(name for metrics in models.values() for name in metrics))
    best = {name: _best(name, models) for name in names}
    seconds = [(f"{step}, CPU", f"{decimal(value, 1)} s") for step, value in run.cpu_seconds.items()]
    return Comparison(
        model=run.model,
        time=_when(run),
        protocol=run.protocol,
        selected_on=run.selected_on,
        metrics=tuple(_metric(name) for name in names),
        rows=tuple(
            Row(
                fit(model, _NAME),
                tuple((text := decimal(metrics.get(name, math.nan)), text == best[name]) for name in names),
            )
            for model, metrics in models.items()
        ),
        bars=tuple((_metric(name), _bars(name, run.model, models)) for name in _headlines(run)),
        cost=(*seconds, ("memory at most", f"{decimal(run.peak_memory_mb, 0)} MB")),
        config=(
            *((name, json.dumps(value, ensure_ascii=False)) for name, value in run.config.items()),
            ("seed", str(run.seed)),
        ),
        versions=(*run.versions.items(), ("data", run.data)),
    )


def _headlines(run: Run) -> tuple[str, ...]:
    return tuple(name for name in _HEADLINES if name in run.metrics) or tuple(run.metrics)[:2]


def _metric(name: str) -> Metric:
    return Metric(name, _MEANINGS.get(name.partition("@")[0], ""))


def _best(name: str, models: Mapping[str, Mapping[str, float]]) -> str | None:
    """Return the best figure as it is written: what reads the same is as good."""
    values = [metrics[name] for metrics in models.values() if math.isfinite(metrics.get(name, math.nan))]
    if len(values) < 2:
        return None
    return decimal(min(values) if name.partition("@")[0] in _LOWER_IS_BETTER else max(values))


def _bars(name: str, own: str, models: Mapping[str, Mapping[str, float]]) -> tuple[Bar, ...]:
    values = {model: metrics.get(name, math.nan) for model, metrics in models.items()}
    most = max((value for value in values.values() if math.isfinite(value)), default=0.0)
    return tuple(
        Bar(
            label=fit(model, _NAME),
            text=decimal(value),
            share=max(value / most, 0) if most > 0 and math.isfinite(value) else 0,
            colour=ACCENT if model == own else GREY,
        )
        for model, value in values.items()
    )


def _when(run: Run) -> str:
    return run.time.replace("T", " ").replace("+00:00", " UTC")

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
from tastegraph.report.metrics import Metric, best_figure, metric
from tastegraph.report.wording import decimal, fit, when

_HEADLINES: Final = ("recall@10", "ndcg@10")
_NAME: Final = 34


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
                time=when(run.time),
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
    best = {name: best_figure(name, models) for name in names}
    seconds = [(f"{step}, CPU", f"{decimal(value, 1)} s") for step, value in run.cpu_seconds.items()]
    return Comparison(
        model=run.model,
        time=when(run.time),
        protocol=run.protocol,
        selected_on=run.selected_on,
        metrics=tuple(metric(name) for name in names),
        rows=tuple(
            Row(
                fit(model, _NAME),
                tuple((text := decimal(metrics.get(name, math.nan)), text == best[name]) for name in names),
            )
            for model, metrics in models.items()
        ),
        bars=tuple((metric(name), _bars(name, run.model, models)) for name in _headlines(run)),
        cost=(*seconds, ("memory at most", f"{decimal(run.peak_memory_mb, 0)} MB")),
        config=(
            *((name, json.dumps(value, ensure_ascii=False)) for name, value in run.config.items()),
            ("seed", str(run.seed)),
        ),
        versions=(*run.versions.items(), ("data", run.data)),
    )


def _headlines(run: Run) -> tuple[str, ...]:
    return tuple(name for name in _HEADLINES if name in run.metrics) or tuple(run.metrics)[:2]


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

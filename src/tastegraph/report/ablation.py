"""An ablation as a table of variants by groups of items, and a plot of what each part is worth in each group."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tastegraph.evaluate import ALL, GROUPS, AblationRun, Spread, Variant
from tastegraph.report.comparison import Tested, difference, how_measured, in_words, with_spread
from tastegraph.report.intervals import Whiskers, whiskers
from tastegraph.report.metrics import Metric, metric
from tastegraph.report.wording import fit

_NAME: Final = 44


@dataclass(frozen=True)
class Group:
    """A group of items: its name, and how large it is in words."""

    name: str
    size: str


@dataclass(frozen=True)
class VariantRow:
    """A variant and its figures, group after group: mean and deviation."""

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AblationPart:
    """An ablation as the page shows it."""

    model: str
    tested: Metric
    metrics: tuple[Metric, ...]
    groups: tuple[Group, ...]
    rows: tuple[VariantRow, ...]
    plots: tuple[tuple[Group, Whiskers], ...]
    tests: tuple[tuple[str, Tested], ...]
    protocol: str
    facts: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]


def show_ablation(run: AblationRun) -> AblationPart:
    """Return what there is to say about an ablation; groups that no seed has are left out."""
    groups = tuple(_group(run, name) for name in (ALL, *GROUPS) if _metrics(run.variants[0], name) is not None)
    names = [name for name in run.variants[0].metrics if name.startswith("recall@")]
    return AblationPart(
        model=run.model,
        tested=metric(run.metric),
        metrics=tuple(metric(name) for name in names),
        groups=groups,
        rows=tuple(
            VariantRow(
                fit(variant.name, _NAME),
                tuple(
                    with_spread(metrics[name])
                    for group in groups
                    if (metrics := _metrics(variant, group.name)) is not None
                    for name in names
                ),
            )
            for variant in run.variants
        ),
        plots=tuple((group, plot) for group in groups if (plot := _plot(run, group.name)).rows),
        tests=tuple((test.group, in_words(test, f"{test.first} − {test.second}")) for test in run.comparisons),
        protocol=run.protocol,
        facts=how_measured(run),
        settings=(
            *((f"{run.variants[0].name}, seed {seed}", json.dumps(dict(config), ensure_ascii=False))
              for seed, config in zip(run.seeds, run.variants[0].config, strict=True)),
            *run.versions.items(),
        ),
    )  # fmt: skip


def _metrics(variant: Variant, group: str) -> Mapping[str, Spread] | None:
    found: Mapping[str, Spread] | None = variant.metrics if group == ALL else getattr(variant, group)
    return found


def _group(run: AblationRun, name: str) -> Group:
    if name == ALL:
        return Group(name, "every test interaction")
    size = run.groups[name]
    seeds = len(run.seeds)
    each = " a seed" if seeds > 1 else ""
    return Group(
        name,
        f"{sum(size.interactions) / seeds:,.0f} test interactions among {sum(size.items) / seeds:,.0f} items{each}",
    )


def _plot(run: AblationRun, group: str) -> Whiskers:
    tests = [test for test in run.comparisons if test.group == group]
    return whiskers([difference(test, test.second) for test in tests], with_zero=True)

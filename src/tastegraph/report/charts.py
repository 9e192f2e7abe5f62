"""Charts as numbers from 0 to 1 and the words beside them; the templates draw them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.report.colours import ACCENT, GREY, ITEM
from tastegraph.report.wording import fit, short_number

_LABEL: Final = 34
_MOST_BARS: Final = 14


@dataclass(frozen=True)
class Bar:
    """A horizontal bar; ``share`` of the room there is, from 0 to 1."""

    label: str
    text: str
    share: float
    colour: str


@dataclass(frozen=True)
class Column:
    """A bar that stands: where it begins, how wide and how high it is, from 0 to 1."""

    x: float
    width: float
    height: float
    text: str
    tooltip: str


@dataclass(frozen=True)
class Tick:
    """A line of an axis: where it is, from 0 to 1, and its name."""

    at: float
    label: str


@dataclass(frozen=True)
class Dot:
    """A point of a scatter plot, from 0 to 1 to the right and upwards."""

    x: float
    y: float
    tooltip: str


@dataclass(frozen=True)
class Series:
    """Dots of one colour."""

    colour: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Scatter:
    """Series of dots between two axes."""

    series: tuple[Series, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def counted(values: pa.ChunkedArray, colours: Mapping[str, str] | None = None) -> tuple[Bar, ...]:
    """Return a bar for each distinct value of a column, the most frequent first; many rare ones become one bar.

    Args:
        values: Column of strings.
        colours: Value → colour, where the page gives them colours; others are grey then.
    """
    pairs = [(pair["values"], pair["counts"]) for pair in pc.value_counts(values).to_pylist()]
    ranked = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    shown, rest = ranked[:_MOST_BARS], ranked[_MOST_BARS:]
    bars = [(fit(name, _LABEL), count, ACCENT if colours is None else colours.get(name, GREY)) for name, count in shown]
    if rest:
        bars.append((f"{len(rest):,} more", sum(count for _, count in rest), GREY))
    most = max((count for _, count, _ in bars), default=1)
    return tuple(Bar(label, f"{count:,}", count / most, colour) for label, count, colour in bars)


def confidences(values: npt.NDArray[np.float64]) -> tuple[Column, ...]:
    """Return a histogram of confidences in tenths; 1 itself counts to the last."""
    counts, _ = np.histogram(values, bins=10, range=(0, 1))
    most = max(int(counts.max()), 1)
    return tuple(
        Column(
            x=place / 10,
            width=0.1,
            height=count / most,
            text=short_number(count) if count else "",
            tooltip=f"{count:,} statements with a confidence of {place / 10:.1f} to {(place + 1) / 10:.1f}",
        )
        for place, count in enumerate(counts.tolist())
    )


def degrees(items: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> Scatter:
    """Return how many entities have how many statements, both on logarithmic axes.

    Args:
        items: Degrees of the items, from 1 up.
        others: Degrees of the other entities, from 1 up.
    """
    kinds = (("items", ITEM, items), ("entities", ACCENT, others))
    counts = [(kind, colour, *np.unique(degree, return_counts=True)) for kind, colour, degree in kinds]
    x_most = max((int(degree.max(initial=1)) for _, _, degree, _ in counts))
    y_most = max((int(count.max(initial=1)) for _, _, _, count in counts))
    return Scatter(
        series=tuple(
            Series(
                colour,
                tuple(
                    Dot(_log(x, x_most), _log(y, y_most), f"{kind} with statements: {x:,} · how many: {y:,}")
                    for x, y in zip(degree.tolist(), count.tolist(), strict=True)
                ),
            )
            for kind, colour, degree, count in counts
        ),
        x_ticks=tuple(_ticks(x_most)),
        y_ticks=tuple(_ticks(y_most)),
    )


def _log(value: float, most: int) -> float:
    return math.log(value) / math.log(max(most, 10))


def _ticks(most: int) -> Iterable[Tick]:
    for power in range(int(math.log10(max(most, 10)) + 1e-9) + 1):
        yield Tick(_log(10**power, most), short_number(10**power))

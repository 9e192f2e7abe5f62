"""Values with their uncertainty on one axis, as numbers from 0 to 1; the templates draw them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.report.charts import Tick

_TICKS: Final = 4
_MARGIN: Final = 0.06


@dataclass(frozen=True)
class Estimate:
    """A value as it was measured: NaN where it is undefined.

    Attributes:
        label: What it is the value of.
        text: The value in words, beside the label.
        value: The value itself.
        low, high: Ends of its interval; NaN where there is none.
        each: Single values behind it, drawn as dots.
        colour: Of all its marks.
    """

    label: str
    text: str
    value: float
    colour: str
    low: float = math.nan
    high: float = math.nan
    each: tuple[float, ...] = ()


@dataclass(frozen=True)
class Whisker:
    """An estimate on the axis, from 0 to 1: ``at`` is None where it is undefined, ``ends`` where it has no interval."""

    label: str
    text: str
    colour: str
    at: float | None
    ends: tuple[float, float] | None
    dots: tuple[float, ...]


@dataclass(frozen=True)
class Whiskers:
    """Estimates below each other on one axis; ``zero`` is where 0 stands, where that is shown."""

    rows: tuple[Whisker, ...]
    ticks: tuple[Tick, ...]
    zero: float | None


def whiskers(estimates: Sequence[Estimate], *, with_zero: bool = False) -> Whiskers:
    """Return estimates on an axis that just holds them all, and 0 if that is asked for."""
    shown = [value for one in estimates for value in (one.value, one.low, one.high, *one.each) if math.isfinite(value)]
    shown += [0.0] if with_zero or not shown else []
    low, high = min(shown), max(shown)
    room = (high - low) * _MARGIN or max(abs(high), 1e-3) * _MARGIN
    low, high = low - room, high + room

    def place(value: float) -> float:
        return (value - low) / (high - low)

    return Whiskers(
        rows=tuple(
            Whisker(
                label=one.label,
                text=one.text,
                colour=one.colour,
                at=place(one.value) if math.isfinite(one.value) else None,
                ends=(place(one.low), place(one.high)) if math.isfinite(one.low + one.high) else None,
                dots=tuple(place(value) for value in one.each if math.isfinite(value)),
            )
            for one in estimates
        ),
        ticks=tuple(Tick(place(value), label) for value, label in _round_values(low, high)),
        zero=place(0.0) if low < 0 < high else None,
    )


def _round_values(low: float, high: float) -> list[tuple[float, str]]:
    """Return about four round numbers between two others, as numbers and as text."""
    rough = (high - low) / _TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [(count * step, f"{count * step:.{places}f}") for count in range(first, last + 1)]

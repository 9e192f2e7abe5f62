"""The picture of a graph: its most telling part as places, lines and words to draw."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from math import hypot, sqrt
from typing import Final

import numpy as np

from tastegraph.report.choice import most_telling
from tastegraph.report.colours import GREY, HUES, ITEM
from tastegraph.report.facts import Fact, by_frequency, facts_among
from tastegraph.report.layout import arrange
from tastegraph.report.network import Network
from tastegraph.report.wording import columns, fit, shorten

WIDTH: Final = 1160
HEIGHT: Final = 820

_SIZE: Final = 80
_LABEL: Final = 22
_LETTER: Final = 6.5
_BOLD_LETTER: Final = 7.4
_LINE: Final = 14
_GAP: Final = 6
_MARGIN: Final = 12
_BEND: Final = 22
_TEXT: Final = 160

Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """An entity to draw: a dot and its name below."""

    x: float
    y: float
    radius: float
    label: str
    label_y: float
    tooltip: str
    colour: str
    """That of items, or of the relation that most of the entity's facts here are in."""


@dataclass(frozen=True)
class Edge:
    """A fact to draw: a curve between two nodes, given by their places in the picture."""

    start: int
    end: int
    path: str
    tooltip: str
    colour: str


@dataclass(frozen=True)
class Key:
    """A line of the legend: a relation, its colour, and how many facts of it there are in the picture."""

    label: str
    count: int
    colour: str


@dataclass(frozen=True)
class Picture:
    """What there is to draw on a canvas of ``WIDTH`` × ``HEIGHT``; ``colours`` are those of its relations."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    keys: tuple[Key, ...]
    colours: Mapping[str, str]


def draw(network: Network, title: Callable[[str], str]) -> Picture:
    """Return the picture of the most telling part of a graph.

    Args:
        network: The graph.
        title: Item id → what people call it.
    """
    chosen = most_telling(network, _SIZE)
    facts = facts_among(network, chosen)
    is_item = network.is_item[chosen].tolist()
    names = [
        title(name) if item else name
        for name, item in zip(network.names.take(chosen).to_pylist(), is_item, strict=True)
    ]
    labels = [fit(name, _LABEL) for name in names]
    roles = _roles(facts)
    radii = [4 + 1.5 * sqrt(roles[node].total()) for node in range(len(chosen))]
    centres = _centres(facts, labels, radii, is_item)
    ranked = by_frequency(Counter(fact.predicate for fact in facts))
    colours = dict(zip((predicate for predicate, _ in ranked), chain(HUES, repeat(GREY)), strict=False))
    details = zip(network.types.take(chosen).to_pylist(), network.degree[chosen].tolist(), strict=True)
    return Picture(
        nodes=tuple(
            Node(
                x=centres[node][0],
                y=centres[node][1],
                radius=round(radii[node], 1),
                label=labels[node],
                label_y=round(centres[node][1] + radii[node] + _LINE - 2, 1),
                tooltip=f"{shorten(names[node], _TEXT)}\n{shorten(kind, _TEXT)} · statements: {degree:,}",
                colour=ITEM if is_item[node] else colours[by_frequency(roles[node])[0][0]],
            )
            for node, (kind, degree) in enumerate(details)
        ),
        edges=tuple(_edges(facts, centres, names, colours)),
        keys=tuple(_keys(ranked, colours)),
        colours=colours,
    )


def _roles(facts: Sequence[Fact]) -> Mapping[int, Counter[str]]:
    """Return for each node the relations that it stands in, and how often."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        found[fact.start][fact.predicate] += 1
        found[fact.end][fact.predicate] += 1
    return found


def _centres(
    facts: Sequence[Fact], labels: Sequence[str], radii: Sequence[float], is_item: Sequence[bool]
) -> list[Point]:
    """Return the centre of each dot; dots and the labels below them do not overlap."""
    boxes = [
        (max(columns(label) * (_LETTER if item else _BOLD_LETTER), 2 * radius) + _GAP, 2 * radius + _LINE + _GAP)
        for label, radius, item in zip(labels, radii, is_item, strict=True)
    ]
    links = np.array([(fact.start, fact.end) for fact in facts], np.int64).reshape(-1, 2).T
    places = arrange(links, np.array(boxes).reshape(-1, 2), WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN)
    return [(round(x + _MARGIN, 1), round(y + _MARGIN - _LINE / 2, 1)) for x, y in places.tolist()]


def _edges(
    facts: Sequence[Fact], centres: Sequence[Point], names: Sequence[str], colours: Mapping[str, str]
) -> Iterator[Edge]:
    beside: defaultdict[tuple[int, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        beside[min(fact.start, fact.end), max(fact.start, fact.end)].append(fact)
    for (low, high), together in beside.items():
        for place, fact in enumerate(together):
            yield Edge(
                start=fact.start,
                end=fact.end,
                path=_curve(centres[low], centres[high], _BEND * (place - (len(together) - 1) / 2)),
                tooltip=_told(fact, names),
                colour=colours[fact.predicate],
            )


def _curve(start: Point, end: Point, bend: float) -> str:
    """Return a curve, in SVG's words, that passes ``bend`` beside the straight line; parallel facts stay apart."""
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1) or 1
    x = (x1 + x2) / 2 + (y1 - y2) / length * 2 * bend
    y = (y1 + y2) / 2 + (x2 - x1) / length * 2 * bend
    return f"M{x1:g} {y1:g}Q{x:.1f} {y:.1f} {x2:g} {y2:g}"


def _told(fact: Fact, names: Sequence[str]) -> str:
    parts = (names[fact.start], fact.predicate, names[fact.end])
    source = f"{shorten(fact.method, _TEXT)}, confidence {fact.confidence:.0%}"
    if fact.quote is not None and fact.field is not None:
        source = f"“{shorten(fact.quote, _TEXT)}” in {shorten(fact.field, _TEXT)} · {source}"
    return " · ".join(shorten(part, _TEXT) for part in parts) + "\n" + source


def _keys(ranked: Sequence[tuple[str, int]], colours: Mapping[str, str]) -> Iterator[Key]:
    for predicate, count in ranked[: len(HUES)]:
        yield Key(fit(predicate, 2 * _LABEL), count, colours[predicate])
    if others := ranked[len(HUES) :]:
        yield Key(f"{len(others)} more", sum(count for _, count in others), GREY)

"""Where the entities of the picture stand: near what they are joined with, and never on one another."""

from __future__ import annotations

from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

_SEED: Final = 7
_PULL: Final = 0.12
_ROUNDS: Final = 150
_PUSHES: Final = 400
_PUSH: Final = 0.25


def arrange(links: npt.NDArray[np.int64], boxes: Points, width: float, height: float) -> Points:
    """Return the centre of each box on a canvas, float64 [boxes, 2].

    Springs pull linked boxes together (Fruchterman and Reingold 1991), then boxes that overlap are pushed apart.
    The same input gives the same places.

    Args:
        links: Pairs of boxes, int64 [2, links].
        boxes: Their widths and heights, float64 [boxes, 2].
        width: Of the canvas.
        height: Of the canvas.
    """
    if not len(boxes):
        return np.zeros((0, 2))
    network = nx.Graph()
    network.add_nodes_from(range(len(boxes)))
    network.add_edges_from(links.T.tolist())
    # Springs would let parts that are not linked drift away for ever: a weak anchor holds them all.
    network.add_edges_from((("anchor", node) for node in range(len(boxes))), weight=_PULL)
    springs = nx.spring_layout(network, iterations=_ROUNDS, seed=_SEED)
    points = np.array([springs[node] for node in range(len(boxes))])
    canvas = np.array([width, height])
    low, high = points.min(axis=0), points.max(axis=0)
    spread = np.where(high > low, (points - low) / np.where(high > low, high - low, 1), 0.5)
    return _apart(boxes / 2 + spread * (canvas - boxes), boxes, canvas)


def _apart(points: Points, boxes: Points, canvas: Points) -> Points:
    """Push boxes that overlap away from each other, the short way, and keep all of them on the canvas."""
    reach_x, reach_y = ((size[:, None] + size) / 2 for size in boxes.T)
    low, high = (boxes / 2).T, (canvas - boxes / 2).T
    order = np.arange(len(boxes))
    earlier = np.sign(order[:, None] - order)
    x, y = points.T
    for _ in range(_PUSHES):
        between_x, between_y = x[:, None] - x, y[:, None] - y
        over_x, over_y = reach_x - np.abs(between_x), reach_y - np.abs(between_y)
        touching = (over_x > 0) & (over_y > 0) & (earlier != 0)
        if not touching.any():
            break
        sideways = over_x < over_y
        away_x = np.where(between_x == 0, earlier, np.sign(between_x))
        away_y = np.where(between_y == 0, earlier, np.sign(between_y))
        x = np.clip(x + _PUSH * np.where(touching & sideways, over_x * away_x, 0).sum(axis=1), low[0], high[0])
        y = np.clip(y + _PUSH * np.where(touching & ~sideways, over_y * away_y, 0).sum(axis=1), low[1], high[1])
    return np.stack([x, y], axis=1)

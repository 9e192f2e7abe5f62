"""Which part of a graph to show: where items are joined most, by what few items share."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tastegraph.report.network import Network, Numbers

Weights = npt.NDArray[np.float64]

_UNQUOTED: Final = 0.1
"""Worth of a statement that quotes no document, as a share of what it would be worth."""
_ROUNDS: Final = 25
"""One round peels off one entity in so many."""
_ISLAND: Final = 5
"""Parts that are smaller than the largest by more than this factor are left out."""


def most_telling(network: Network, size: int) -> Numbers:
    """Return the entities of the densest part of a graph, sorted, int64 [at most ``size``].

    The least connected entities are peeled off, round by round, until no more than ``size`` are left (Charikar 2000;
    in batches, Bahmani et al. 2012). A link to an entity with d neighbours weighs its confidence × min(d, c²/d) with
    c = size / 8, the number of neighbours that a picture has room for: a director of ten films counts more than an
    actor in two, and far more than a country of three hundred. What quotes a document counts more than what does not.
    """
    low, high, weights = _links(network, size / 8)
    count = len(network.names)
    while True:
        left = np.unique(np.concatenate([low, high]))
        if left.size <= size:
            return _without_islands(low, high, left)
        worth = _summed(low, high, weights, count)[left]
        peeled = max(1, min(left.size // _ROUNDS, left.size - size))
        stays = np.ones(count, np.bool_)
        stays[left[np.argsort(worth, kind="stable")[:peeled]]] = False
        kept = stays[low] & stays[high]
        low, high, weights = low[kept], high[kept], weights[kept]


def _links(network: Network, room: float) -> tuple[Numbers, Numbers, Weights]:
    """Return the pairs of entities that statements join, int64 [links] each, and how telling they are."""
    count = len(network.names)
    first, last = np.minimum(network.subject, network.object), np.maximum(network.subject, network.object)
    pairs, pair = np.unique(first * count + last, return_inverse=True)
    quoted = network.statements.column("document").is_valid().to_numpy()
    telling = np.zeros(len(pairs))
    confidence = network.statements.column("confidence").to_numpy()
    np.maximum.at(telling, pair, np.where(quoted, confidence, confidence * _UNQUOTED))
    low, high = pairs // max(count, 1), pairs % max(count, 1)
    apart = low != high
    low, high, telling = low[apart], high[apart], telling[apart]
    neighbours = _summed(low, high, np.ones(len(low)), count)
    # Between an item and an entity, it is the entity that others share.
    item_low, item_high = network.is_item[low], network.is_item[high]
    hub = np.maximum(
        np.where(item_low & ~item_high, 1, neighbours[low]), np.where(item_high & ~item_low, 1, neighbours[high])
    )
    return low, high, telling * np.minimum(hub, room**2 / hub)


def _summed(low: Numbers, high: Numbers, weights: Weights, count: int) -> Weights:
    """Return for each entity the sum over its links, float64 [count]."""
    return np.bincount(np.concatenate([low, high]), np.tile(weights, 2), count).astype(np.float64, copy=False)


def _without_islands(low: Numbers, high: Numbers, left: Numbers) -> Numbers:
    """Drop what hangs together with only a few others, next to the largest part that hangs together."""
    places = np.searchsorted(left, low), np.searchsorted(left, high)
    links = csr_array((np.ones(len(low)), places), shape=(left.size, left.size))
    _, part = connected_components(links, directed=False)
    sizes = np.bincount(part, minlength=1)
    kept: Numbers = left[(sizes * _ISLAND >= sizes.max())[part]]
    return kept

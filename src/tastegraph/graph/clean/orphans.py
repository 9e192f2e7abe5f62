"""Entities that no path joins to an item or a user."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tastegraph.graph.clean.set_aside import SetAside
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import ITEM, USER, Statement


def orphaned(statements: Sequence[Statement], items: Collection[str]) -> dict[int, SetAside]:
    """Return place → why, for statements in components of the graph without an item of the catalogue or a user."""
    if not statements:
        return {}
    numbers: dict[Node, int] = {}
    rows, columns = (
        np.array([numbers.setdefault(ends(statement)[end], len(numbers)) for statement in statements]) for end in (0, 1)
    )
    links = coo_array((np.ones(len(rows), dtype=np.bool_), (rows, columns)), shape=(len(numbers), len(numbers)))
    component = connected_components(links, directed=False)[1]
    known = set(items)
    anchored = {
        component[number]
        for (kind, name), number in numbers.items()
        if kind == USER or (kind == ITEM and name in known)
    }
    return {
        place: SetAside(statement, "orphan", "no path leads from it to an item or a user")
        for place, statement in enumerate(statements)
        if component[rows[place]] not in anchored
    }

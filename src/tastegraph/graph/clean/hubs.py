"""Entities that nearly everything is joined to by something that is no fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tastegraph.graph.clean.set_aside import SetAside
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import ITEM, Statement

FEWEST: Final = 20
"""Items that a hub has at least: half of a tiny catalogue is no noise."""
_FACTS: Final = frozenset({"facts", "person"})
"""Methods whose statements stay: that nearly every film is in English is a fact about each of them."""


def hub_noise(statements: Sequence[Statement], items: int, share: float) -> dict[int, SetAside]:
    """Return place → why, for statements by which more than a share of the items lead to one entity."""
    joined: defaultdict[tuple[str, Node], set[str]] = defaultdict(set)
    for statement in statements:
        subject, object_ = ends(statement)
        if statement.method not in _FACTS and subject[0] == ITEM != object_[0]:
            joined[statement.predicate, object_].add(subject[1])
    most = max(FEWEST, share * items)
    noisy = {key: len(subjects) for key, subjects in joined.items() if len(subjects) > most}
    found = {}
    for place, statement in enumerate(statements):
        count = noisy.get((statement.predicate, ends(statement)[1]))
        if count is not None and statement.method not in _FACTS and statement.subject_type == ITEM:
            reason = f"{statement.predicate!r} leads to {statement.object!r} from {count:,} of {items:,} items"
            found[place] = SetAside(statement, "hub", reason)
    return found

"""What the graph says about two names: whether they stand in one place, and whose word that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import log
from typing import Final

from tastegraph.graph.resolve.entities.naming import source_name
from tastegraph.graph.statement import ITEM, Statement

Place = tuple[str, str, bool]
"""Where an entity stands: (predicate, name of the other end, whether the other end is the subject)."""
Source = tuple[str, str]
"""Document and field of the evidence; the method and nothing where there is none."""

_LARGEST_PLACE: Final = 30
"""Entities in one place beyond which the place brings none of them together."""
_LISTS: Final = "facts"
"""The method whose fields are lists that name each entity once; running text names one entity in several ways."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What two entities share.

    Args:
        places: (predicate, other end) that different sources give them, each naming one of the two.
        crowd: How many names stand in the least crowded of these places.
        roles: Other ends that different sources join to both by different predicates.
        company: Adamic–Adar sum over what stands beside one in a place and beside the other in another one (Adamic
            and Adar 2003).
        listed: A place where one list names both; None where there is none.
    """

    places: tuple[tuple[str, str], ...] = ()
    crowd: int = 0
    roles: tuple[str, ...] = ()
    company: float = 0.0
    listed: tuple[str, str] | None = None


@dataclass(frozen=True)
class Context:
    """The places of the entities of one type, under the names that their sources give.

    Args:
        places: Name → place → sources that name it there.
        names: Place → names there.
        lists: Sources that are lists.
    """

    places: dict[str, dict[Place, set[Source]]] = field(default_factory=dict)
    names: dict[Place, set[str]] = field(default_factory=dict)
    lists: set[Source] = field(default_factory=set)

    def together(self) -> Iterable[set[str]]:
        """Yield the names that stand in one place, where they are few."""
        return (names for names in self.names.values() if 1 < len(names) <= _LARGEST_PLACE)

    def shared(self, left: str, right: str) -> Shared:
        """Return what two names of the type share."""
        here, there = self.places.get(left, {}), self.places.get(right, {})
        places: list[Place] = []
        lists: list[Place] = []
        for place in here.keys() & there.keys():
            both = here[place] & there[place]
            if both & self.lists:
                lists.append(place)
            elif not both:
                places.append(place)
        elsewhere = {other for _, other, _ in here} & {other for _, other, _ in there}
        return Shared(
            places=tuple(sorted((predicate, other) for predicate, other, _ in places)),
            crowd=min((len(self.names[place]) for place in places), default=0),
            roles=tuple(sorted(elsewhere.difference(other for _, other, _ in (*places, *lists)))),
            company=self._company(left, right),
            listed=min(lists)[:2] if lists else None,
        )

    def listed(self, left: str, right: str) -> Place | None:
        """Return a place where one list names both, or None."""
        here, there = self.places.get(left, {}), self.places.get(right, {})
        return min(
            (place for place in here.keys() & there.keys() if here[place] & there[place] & self.lists), default=None
        )

    def add(self, name: str, place: Place, source: Source, *, is_list: bool) -> None:
        """Take note that a source names an entity in a place."""
        self.places.setdefault(name, {}).setdefault(place, set()).add(source)
        self.names.setdefault(place, set()).add(name)
        if is_list:
            self.lists.add(source)

    def _company(self, left: str, right: str) -> float:
        both = self.places.get(left, {}).keys() & self.places.get(right, {}).keys()
        beside = self._beside(left, both) & self._beside(right, both) - {left, right}
        return sum(1 / log(1 + max(len(self.places[name]), 2)) for name in sorted(beside))

    def _beside(self, name: str, but: Collection[Place]) -> set[str]:
        return {
            other
            for place in self.places.get(name, ())
            if place not in but and len(self.names[place]) <= _LARGEST_PLACE
            for other in self.names[place]
        }


def contexts(statements: Iterable[Statement]) -> dict[str, Context]:
    """Return the context of each type but items."""
    found: defaultdict[str, Context] = defaultdict(Context)
    for statement in statements:
        evidence = statement.evidence
        source = (evidence.document, evidence.field) if evidence else (statement.method, "")
        is_list = statement.method == _LISTS
        subject, object_ = source_name(statement, "subject"), source_name(statement, "object")
        if statement.subject_type != ITEM:
            place = (statement.predicate, object_, False)
            found[statement.subject_type].add(subject, place, source, is_list=is_list)
        if statement.object_type != ITEM:
            place = (statement.predicate, subject, True)
            found[statement.object_type].add(object_, place, source, is_list=is_list)
    return dict(found)

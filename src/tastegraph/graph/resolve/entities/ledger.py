"""From clusters to entities: the name each goes by, and a row of the ledger for each other name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from tastegraph.graph.merge import Merge
from tastegraph.graph.resolve.entities.clusters import Clusters
from tastegraph.graph.resolve.entities.names_of_type import Names
from tastegraph.graph.resolve.entities.queue import Candidate

_STRENGTH: Final = {"person": 2, "name": 1, "cascade": 0}


@dataclass(frozen=True)
class Entities:
    """The entities of one type.

    Args:
        name_of: Name → name its entity goes by, for the names that differ from it.
        merges: A row for each of them.
        queue: Pairs of entities that a person should look at.
    """

    name_of: dict[str, str]
    merges: list[Merge]
    queue: list[Candidate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """Why two names, by place, are of one entity; see ``Merge``."""

    left: int
    right: int
    score: float
    reasons: tuple[str, ...]
    method: Literal["name", "cascade", "person"]
    time: int


def entities_of(names: Names, spoken: Sequence[str], clusters: Clusters, links: Iterable[Link]) -> Entities:
    """Name the entities of the clusters.

    An entity goes by the name it had; of several, by that with most statements in the graph. A new one goes by its
    most frequent name, the first seen in a tie.
    """
    joined: defaultdict[int, list[Link]] = defaultdict(list)
    for link in links:
        joined[link.left].append(link)
        joined[link.right].append(link)
    rows = {row.alias: row for row in names.known}
    here = set(spoken)
    merges = [row for row in names.known if row.alias not in here and names.reports(row.alias)]
    for number, alias in enumerate(spoken):
        name = _name(names, [spoken[member] for member in clusters.members(number)])
        if alias != name and names.reports(alias):
            row = rows.get(alias)
            merges.append(row if row and row.name == name else _row(names.type, spoken, number, name, joined[number]))
    return Entities({row.alias: row.name for row in merges}, merges)


def _name(names: Names, members: Sequence[str]) -> str:
    if len(members) == 1:
        return members[0]
    before = [name for name in members if name in names.existing or name in names.given]
    named = before or [name for name in members if name in names.seen] or members
    return max(named, key=lambda name: (names.existing.get(name, 0), names.seen.get(name, 0)))


def _row(type_: str, spoken: Sequence[str], alias: int, name: str, links: list[Link]) -> Merge:
    """The row of an alias: by what joins it to the name itself, or else by its strongest link."""

    def strength(link: Link) -> tuple[bool, int, float]:
        return name in {spoken[link.left], spoken[link.right]}, _STRENGTH[link.method], link.score

    best = max(links, key=strength)
    other = spoken[best.right if best.left == alias else best.left]
    by_way = () if other == name else (f"by way of “{other}”",)
    return Merge(type_, spoken[alias], name, best.score, (*best.reasons, *by_way), best.method, best.time)

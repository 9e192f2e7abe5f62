"""The entities of one type: which names are of one, and which of them it goes by."""

from __future__ import annotations

from functools import cache

from tastegraph.graph.names import normal_name
from tastegraph.graph.resolve.entities.candidates import Scored, scored_pairs
from tastegraph.graph.resolve.entities.clusters import Clusters
from tastegraph.graph.resolve.entities.comparison import compare
from tastegraph.graph.resolve.entities.context import Context
from tastegraph.graph.resolve.entities.decisions import Decisions
from tastegraph.graph.resolve.entities.forms import name_form
from tastegraph.graph.resolve.entities.ledger import Entities, Link, entities_of
from tastegraph.graph.resolve.entities.names_of_type import Names
from tastegraph.graph.resolve.entities.queue import Candidate
from tastegraph.graph.resolve.entities.rivals import weighed_against_rivals
from tastegraph.graph.resolve.entities.settings import EntitySettings
from tastegraph.text import TextEncoder

_MAY_STAND_IN_ONE_LIST = frozenset({"letters", "joined", "turned", "legal"})
"""Ways in which a list may well name one entity twice."""


def resolve_type(
    names: Names,
    context: Context,
    encoder: TextEncoder | None,
    decisions: Decisions,
    settings: EntitySettings,
    time: int,
) -> Entities:
    """Join the names of one type; see ``resolve_entities``."""
    spoken = names.compared(decisions)
    place = {name: number for number, name in enumerate(spoken)}

    def forbidden(left: int, right: int) -> bool:
        return decisions.verdict(names.type, spoken[left], spoken[right]) == "different"

    @cache
    def apart(left: int, right: int) -> bool:
        verdict = decisions.verdict(names.type, spoken[left], spoken[right])
        if verdict is not None:
            return verdict == "different"
        comparison = compare(name_form(spoken[left]), name_form(spoken[right]))
        if comparison.different is not None:
            return True
        listed = context.listed(spoken[left], spoken[right])
        return listed is not None and comparison.way not in _MAY_STAND_IN_ONE_LIST

    clusters = Clusters(len(spoken))
    links = _decided(names, place, decisions, time) + _known(names, place)
    links = [link for link in links if clusters.unite(link.left, link.right, forbidden)]
    for link in _equal_keys(spoken, time):
        if clusters.unite(link.left, link.right, apart):
            links.append(link)
    found = scored_pairs(spoken, names.total, context, encoder, settings, names.wanted(spoken))
    pairs = [one for one in weighed_against_rivals(found, spoken, apart) if one.score >= settings.review]
    for one in pairs:
        sure = one.score >= settings.merge and not one.asks
        if sure and clusters.unite(one.left, one.right, apart):
            links.append(Link(one.left, one.right, one.score, one.reasons, "cascade", time))
    entities = entities_of(names, spoken, clusters, links)
    queue = _questions(names.type, spoken, clusters, pairs, entities.name_of, decisions)
    return Entities(entities.name_of, entities.merges, queue)


def _decided(names: Names, place: dict[str, int], decisions: Decisions, time: int) -> list[Link]:
    return [
        Link(place[left], place[right], 1.0, ("a person said so",), "person", time)
        for (kind, left, right), verdict in decisions.verdicts.items()
        if kind == names.type and verdict == "same" and left in place and right in place
    ]


def _known(names: Names, place: dict[str, int]) -> list[Link]:
    return [
        Link(place[row.alias], place[row.name], row.score, row.reasons, row.method, row.time)
        for row in names.known
        if row.alias in place and row.name in place
    ]


def _equal_keys(spoken: list[str], time: int) -> list[Link]:
    first: dict[str, int] = {}
    links = []
    for number, name in enumerate(spoken):
        other = first.setdefault(normal_name(name), number)
        if other != number:
            links.append(Link(other, number, 1.0, ("equal but for capitals, quotes, dashes and width",), "name", time))
    return links


def _questions(
    type_: str,
    spoken: list[str],
    clusters: Clusters,
    pairs: list[Scored],
    name_of: dict[str, str],
    decisions: Decisions,
) -> list[Candidate]:
    """The pairs that were not joined, under the names of their entities, each pair of entities once."""
    asked: dict[tuple[str, str], Candidate] = {}
    for one in pairs:
        left, right = spoken[one.left], spoken[one.right]
        entities = name_of.get(left, left), name_of.get(right, right)
        decided = any(decisions.verdict(type_, *pair) for pair in ((left, right), entities))
        if clusters.find(one.left) != clusters.find(one.right) and not decided:
            first, second = sorted(entities)
            asked.setdefault((first, second), Candidate(type_, first, second, one.score, one.reasons))
    return list(asked.values())

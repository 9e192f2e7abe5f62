"""Names that may be of two: what is said of them falls into parts that have nothing in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.resolve.entities.decisions import Decisions
from tastegraph.graph.resolve.entities.forms import is_phrase
from tastegraph.graph.resolve.entities.naming import document_of
from tastegraph.graph.resolve.entities.queue import Candidate
from tastegraph.graph.resolve.entities.settings import EntitySettings
from tastegraph.graph.statement import ITEM, Statement

_FEWEST, _MOST = 2, 100
"""Items of a part below which it tells nothing, and of a name beyond which it is no name of one person or thing."""
_SURPRISING = 0.01
"""Chance that two parts of a random set of items share nothing, below which a name is suggested."""
_STRIDES, _SAMPLE = 8, 2000


def homonyms(statements: Iterable[Statement], decisions: Decisions, settings: EntitySettings) -> list[Candidate]:
    """Return the names whose items fall into parts that share nothing else, as suggestions for a split.

    Two items belong to one part where they have another entity in common, be it a person, a genre or a country. That
    two parts have nothing in common counts where it would be rare among any items of the catalogue: where two of
    those share something with probability p, a and b of them do not with probability (1 − p)^(a b). A suggestion is
    no more than that: the careers of one person may be as far apart. Of phrases in small letters none is made.

    Args:
        statements: Under the names of their entities.
        decisions: What was decided is not asked again.
        settings: How many suggestions there may be at most.
    """
    items_of: defaultdict[Node, dict[str, set[str]]] = defaultdict(dict)
    entities_of: defaultdict[str, set[Node]] = defaultdict(set)
    for statement in statements:
        ends = (statement.subject_type, statement.subject), (statement.object_type, statement.object)
        document = document_of(statement)
        for entity, (kind, item) in (ends, ends[::-1]):
            if kind == ITEM and entity[0] != ITEM:
                items_of[entity].setdefault(item, set()).update(() if document is None else (document,))
                entities_of[item].add(entity)
    names, unlike = set(items_of), 1 - _sharing(entities_of)
    found = []
    for (kind, name), documents in sorted(items_of.items()):
        if 2 * _FEWEST <= len(documents) <= _MOST and not is_phrase(name):
            parts = _parts(documents, entities_of, (kind, name))
            other = _new_name(name, kind, names)
            by_chance = unlike ** (len(parts[0]) * len(parts[1])) if len(parts) > 1 else 1.0
            rare = len(parts) > 1 and len(parts[1]) >= _FEWEST and by_chance < _SURPRISING
            if rare and decisions.verdict(kind, name, other) is None:
                found.append(_suggestion(kind, name, other, parts, documents, by_chance))
    found.sort(key=lambda one: (-one.score, one.type, one.left))
    return found[: settings.homonyms]


def _sharing(entities_of: dict[str, set[Node]]) -> float:
    """The share of pairs of items that have an entity in common, of pairs that lie far apart in the catalogue."""
    items = sorted(entities_of)
    steps = [len(items) * stride // (_STRIDES + 1) for stride in range(1, _STRIDES + 1)]
    pairs = [
        (item, items[(number + step) % len(items)])
        for number, item in enumerate(items)
        if number % max(len(items) // _SAMPLE, 1) == 0
        for step in steps
        if step
    ]
    return sum(not entities_of[one].isdisjoint(entities_of[other]) for one, other in pairs) / max(len(pairs), 1)


def _parts(items: Iterable[str], entities_of: dict[str, set[Node]], but: Node) -> list[list[str]]:
    """The items in parts that have no entity in common, the largest first."""
    parts: list[tuple[list[str], set[Node]]] = []
    for item in items:
        others = entities_of[item] - {but}
        joined, apart = [item], []
        for part in parts:
            if part[1].isdisjoint(others):
                apart.append(part)
            else:
                joined += part[0]
                others |= part[1]
        parts = [*apart, (joined, others)]
    return sorted((sorted(part) for part, _ in parts), key=lambda part: (-len(part), part))


def _suggestion(
    kind: str, name: str, other: str, parts: list[list[str]], documents: dict[str, set[str]], by_chance: float
) -> Candidate:
    second = parts[1]
    reason = f"{len(parts[0])} and {len(second)} items under this name have nothing else in common"
    return Candidate(
        kind, name, other, (1 - by_chance) / 2, (reason, f"by chance: {by_chance:.1g}"), "split",
        tuple(sorted({document for item in second for document in documents[item]})),
    )  # fmt: skip


def _new_name(name: str, kind: str, names: set[Node]) -> str:
    number = 2
    while (kind, f"{name} ({number})") in names:
        number += 1
    return f"{name} ({number})"

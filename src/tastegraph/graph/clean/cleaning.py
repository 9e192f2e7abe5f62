"""All rules of cleaning, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from tastegraph.graph.clean.contradictions import contradicted
from tastegraph.graph.clean.directions import one_direction
from tastegraph.graph.clean.hubs import hub_noise
from tastegraph.graph.clean.orphans import orphaned
from tastegraph.graph.clean.redundancy import loops, redundant
from tastegraph.graph.clean.set_aside import SetAside
from tastegraph.graph.clean.violations import violations
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import Statement


@dataclass(frozen=True)
class Cleaned:
    """What cleaning left, and what it took out."""

    statements: list[Statement]
    aside: list[SetAside]


def clean(
    statements: Iterable[Statement],
    schema: Schema,
    *,
    items: Collection[str] | None = None,
    hubs: float | None = 0.5,
    vague: Collection[str] = ("mentions",),
) -> Cleaned:
    """Put statements right, rule by rule; nothing is lost, what is taken out comes with its reason.

    1. What an inverse or symmetric relation says the wrong way round is turned to the direction the schema declares
       first, so that both ways are one statement.
    2. ``violation``: a domain, range or datatype that the schema does not allow.
    3. ``loop``: an entity related to itself.
    4. ``contradiction``: more objects than a relation may have; the surest stay.
    5. ``redundant``: a vague relation between two entities that a precise one joins already.
    6. ``hub``: a text, tag or source joins more than a share of the items to one entity, so it tells none apart.
    7. ``orphan``: no path leads from the statement to an item or a user.

    Args:
        statements: From any number of methods and sources.
        schema: What may be said; an open one allows everything.
        items: Ids of the items, where hubs and orphans are looked for.
        hubs: The share of rule 6; None leaves it out.
        vague: Relations that say less than any other.
    """
    kept = one_direction(statements, schema)
    aside: list[SetAside] = []
    rules: list[Callable[[Sequence[Statement]], dict[int, SetAside]]] = [
        lambda left: violations(left, schema),
        loops,
        lambda left: contradicted(left, schema),
        lambda left: redundant(left, vague),
    ]
    if items is not None:
        if hubs is not None:
            rules.append(lambda left: hub_noise(left, len(items), hubs))
        rules.append(lambda left: orphaned(left, items))
    for rule in rules:
        found = rule(kept)
        if found:
            aside += found.values()
            kept = [statement for place, statement in enumerate(kept) if place not in found]
    return Cleaned(kept, aside)

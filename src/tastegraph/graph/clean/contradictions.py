"""Too many objects for a relation that may have only so many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tastegraph.graph.clean.set_aside import SetAside
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import Statement

TRUST: Final = ("person", "facts", "source", "chat", "encoder")
"""Methods, the most trusted first; they decide between objects that are equally sure."""


def contradicted(statements: Sequence[Statement], schema: Schema) -> dict[int, SetAside]:
    """Return place → why, for statements about objects that a functional or bounded relation has no room for.

    Of the objects of one subject the surest stay: ``1 - Π (1 - confidence)`` over the documents and methods that state
    them (noisy or), then the more trusted method, then the one that was stated first.
    """
    most = {relation.name: relation.max_objects for relation in schema.relations if relation.max_objects is not None}
    groups: defaultdict[tuple[Node, str], defaultdict[Node, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, statement in enumerate(statements):
        if statement.predicate in most:
            subject, object_ = ends(statement)
            groups[subject, statement.predicate][object_].append(place)
    found: dict[int, SetAside] = {}
    for (_, predicate), objects in groups.items():
        if len(objects) <= most[predicate]:
            continue
        support = {node: _support([statements[place] for place in places]) for node, places in objects.items()}
        ranked = sorted(objects, key=lambda node: (-support[node], _trust(statements, objects[node]), objects[node][0]))
        kept, lost = ranked[: most[predicate]], ranked[most[predicate] :]
        winner = kept[-1]
        for node in lost:
            reason = (
                f"{predicate!r} has at most {most[predicate]} and {winner[1]!r} is surer "
                f"({support[winner]:.2f} against {support[node]:.2f})"
            )
            found |= {place: SetAside(statements[place], "contradiction", reason) for place in objects[node]}
    return found


def _support(statements: Sequence[Statement]) -> float:
    """How sure a fact is that several documents and methods state; each of them counts once."""
    surest: dict[tuple[str | None, str], float] = {}
    for statement in statements:
        document = None if statement.evidence is None else statement.evidence.document
        source = (document, statement.method)
        surest[source] = max(surest.get(source, 0.0), statement.confidence)
    doubt = 1.0
    for confidence in surest.values():
        doubt *= 1 - confidence
    return 1 - doubt


def _trust(statements: Sequence[Statement], places: Sequence[int]) -> int:
    return min(
        TRUST.index(statements[place].method) if statements[place].method in TRUST else len(TRUST) for place in places
    )

"""One direction for each relation that can be said both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tastegraph.graph.neighbourhood import ends
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import Statement


def one_direction(statements: Iterable[Statement], schema: Schema) -> list[Statement]:
    """Return the statements, those of an inverse relation turned round, and symmetric ones in the order of their ends.

    Of two relations that are inverse to each other, the one that the schema declares first gives the direction. What
    is equal afterwards is there once.
    """
    order = {name: place for place, name in enumerate(schema.names)}
    turned = {
        inverse: name
        for name in schema.names
        if (inverse := schema.inverse_of(name)) is not None
        and inverse != name
        and order[name] < order.get(inverse, len(order))
    }
    symmetric = {relation.name for relation in schema.relations if relation.symmetric}
    return list(dict.fromkeys(_directed(statement, turned, symmetric) for statement in statements))


def _directed(statement: Statement, turned: dict[str, str], symmetric: set[str]) -> Statement:
    if statement.predicate in turned:
        return _round(statement, turned[statement.predicate])
    subject, object_ = ends(statement)
    if statement.predicate in symmetric and object_ < subject:
        return _round(statement, statement.predicate)
    return statement


def _round(statement: Statement, predicate: str) -> Statement:
    return replace(
        statement,
        subject=statement.object,
        predicate=predicate,
        object=statement.subject,
        subject_type=statement.object_type,
        object_type=statement.subject_type,
        subject_alias=statement.object_alias,
        object_alias=statement.subject_alias,
    )

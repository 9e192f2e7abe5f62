"""Types for entities of which a source says none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tastegraph.graph import ITEM, Schema, Statement
from tastegraph.graph.schema import ANY, ENTITY


def typed_by_schema(statements: Iterable[Statement], schema: Schema) -> list[Statement]:
    """Return the statements of a source, its entities without a type under those that their relations lead from and to.

    RecBole files have no types, and triples of others often none. A name that relations lead to as two types stays two
    entities; one that no declared relation speaks about stays as it is.
    """
    given = list(statements)
    told: dict[str, set[str]] = {}
    for statement in given:
        for name, kind in _ends(statement, schema):
            told.setdefault(name, set()).add(kind)
    only = {name: next(iter(kinds)) for name, kinds in told.items() if len(kinds) == 1}
    typed = []
    for statement in given:
        own = only | dict(_ends(statement, schema))
        subject, object_ = statement.subject_type, statement.object_type
        typed.append(
            replace(
                statement,
                subject_type=own.get(statement.subject, ENTITY) if subject == ENTITY else subject,
                object_type=own.get(statement.object, ENTITY) if object_ == ENTITY else object_,
            )
        )
    return typed


def _ends(statement: Statement, schema: Schema) -> list[tuple[str, str]]:
    """The ends without a type that the relation tells one of."""
    if statement.predicate not in schema.names:
        return []
    relation = schema.relation(statement.predicate)
    return [
        (name, wanted)
        for name, kind, wanted in (
            (statement.subject, statement.subject_type, relation.domain),
            (statement.object, statement.object_type, relation.range),
        )
        if kind == ENTITY and wanted not in {ENTITY, ANY, ITEM}
    ]

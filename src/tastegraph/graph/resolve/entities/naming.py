"""Statements under the names of their entities, with the names their sources give kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.resolve.entities.decisions import Decisions
from tastegraph.graph.statement import ITEM, Statement

End = Literal["subject", "object"]


def source_name(statement: Statement, end: End) -> str:
    """Return the name of an end as the source of the statement gives it."""
    if end == "subject":
        return statement.subject if statement.subject_alias is None else statement.subject_alias
    return statement.object if statement.object_alias is None else statement.object_alias


def document_of(statement: Statement) -> str | None:
    """Return the document a statement was read in; without evidence, the item it is about."""
    if statement.evidence is not None:
        return statement.evidence.document
    if statement.subject_type == ITEM:
        return statement.subject
    return statement.object if statement.object_type == ITEM else None


def with_names(statements: Iterable[Statement], names_of: Mapping[Node, str], decisions: Decisions) -> list[Statement]:
    """Return the statements with each end under its entity's name.

    Args:
        statements: In any state; their ends are told by the names their sources give.
        names_of: (type, name) → name of the entity; a name that is not in it keeps its own.
        decisions: The splits among them are followed after that.
    """
    parts = {
        (split.type, names_of.get((split.type, split.name), split.name), document): split.new_name
        for split in decisions.splits
        for document in split.documents
    }

    def name_of(kind: str, name: str, document: str | None) -> str:
        if kind == ITEM:
            return name
        found = names_of.get((kind, name), name)
        return found if document is None or not parts else parts.get((kind, found, document), found)

    return [
        renamed(
            statement,
            name_of(statement.subject_type, source_name(statement, "subject"), document),
            name_of(statement.object_type, source_name(statement, "object"), document),
        )
        for statement in statements
        for document in (document_of(statement),)
    ]


def renamed(statement: Statement, subject: str, object_: str) -> Statement:
    """Return a statement whose ends go by these names; what its source calls them stays as their aliases."""
    given = source_name(statement, "subject"), source_name(statement, "object")
    aliases = tuple(None if name == source else source for name, source in zip((subject, object_), given, strict=True))
    if (statement.subject, statement.object, statement.subject_alias, statement.object_alias) == (
        subject, object_, *aliases,
    ):  # fmt: skip
        return statement
    return replace(statement, subject=subject, object=object_, subject_alias=aliases[0], object_alias=aliases[1])

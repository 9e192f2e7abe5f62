"""When two statements say the same."""

from __future__ import annotations

from typing import TypeAlias

from tastegraph.graph import Statement, normal_name

Fact: TypeAlias = tuple[str, str, str, str, str]
"""What a statement says, whatever the spelling, evidence and confidence."""


def fact_of(statement: Statement) -> Fact:
    """Return (subject type, subject, predicate, object type, object), the names as `normal_name` writes them."""
    return (
        statement.subject_type,
        normal_name(statement.subject),
        statement.predicate,
        statement.object_type,
        normal_name(statement.object),
    )

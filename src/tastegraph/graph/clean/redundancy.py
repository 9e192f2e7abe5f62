"""Statements that say nothing, or nothing more than others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tastegraph.graph.clean.set_aside import SetAside
from tastegraph.graph.neighbourhood import ends
from tastegraph.graph.statement import Statement


def loops(statements: Sequence[Statement]) -> dict[int, SetAside]:
    """Return place → why, for statements that relate an entity to itself."""
    return {
        place: SetAside(statement, "loop", f"{statement.subject!r} is related to itself")
        for place, statement in enumerate(statements)
        if statement.subject == statement.object and statement.subject_type == statement.object_type
    }


def redundant(statements: Sequence[Statement], vague: Collection[str]) -> dict[int, SetAside]:
    """Return place → why, for statements of a vague relation whose ends another relation joins, either way."""
    precise = {
        frozenset(ends(statement)): statement.predicate for statement in statements if statement.predicate not in vague
    }
    found = {}
    for place, statement in enumerate(statements):
        if statement.predicate in vague and (better := precise.get(frozenset(ends(statement)))) is not None:
            found[place] = SetAside(statement, "redundant", f"{better!r} says more about the same two")
    return found

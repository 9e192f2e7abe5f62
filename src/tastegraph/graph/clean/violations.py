"""Statements that the schema does not allow."""

from __future__ import annotations

from collections.abc import Sequence

from tastegraph.graph.clean.set_aside import SetAside
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import Statement


def violations(statements: Sequence[Statement], schema: Schema) -> dict[int, SetAside]:
    """Return place → why, for statements whose ends do not fit their relation.

    A relation that the schema does not know is no violation: themes, tags and other graphs bring their own.
    """
    found = {}
    for place, statement in enumerate(statements):
        misfit = schema.misfit(statement)
        if misfit is not None and misfit.reason != "relation":
            found[place] = SetAside(statement, "violation", misfit.message)
    return found

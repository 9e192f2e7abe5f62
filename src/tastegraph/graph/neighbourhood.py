"""The statements around some entities."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph.statement import Statement

Node = tuple[str, str]
"""(type, name): the identity of an entity."""

_BETWEEN = "\0"


def ends(statement: Statement) -> tuple[Node, Node]:
    """Return the two entities of a statement as (type, name)."""
    return (statement.subject_type, statement.subject), (statement.object_type, statement.object)


def touching(statements: pa.Table, nodes: Collection[Node]) -> pa.Table:
    """Return the rows whose subject or object is one of the nodes, in their order."""
    wanted = pa.array([_BETWEEN.join(node) for node in nodes], pa.string())
    ends = [
        pc.is_in(pc.binary_join_element_wise(statements[f"{end}_type"], statements[end], _BETWEEN), wanted)
        for end in ("subject", "object")
    ]
    return statements.filter(pc.or_(*ends))

"""A graph as a Cypher script, for databases that are filled by running one.

It is written only: reading Cypher takes a database. The node label is the type of the entity, the relationship type its
relation; both may hold any characters, in backquotes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tastegraph.graph.exchange.content import numbered, properties
from tastegraph.graph.neighbourhood import ends
from tastegraph.graph.statement import Statement


def write_cypher(statements: Iterable[Statement], path: Path) -> None:
    """Write one ``CREATE`` for each entity and each statement, and a ``MATCH`` over an index of numbers to join them.

    The property ``number``, which tells the nodes apart while the script runs, is removed at its end.
    """
    kept = list(statements)
    numbers = numbered(kept)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("CREATE INDEX tastegraph_number IF NOT EXISTS FOR (n:Tastegraph) ON (n.number);\n")
        for (kind, name), number in numbers.items():
            file.write(f"CREATE (:Tastegraph:{_name(kind)} {{number: {number}, name: {_value(name)}}});\n")
        for statement in kept:
            start, end = (numbers[node] for node in ends(statement))
            given = ", ".join(f"{name}: {_value(value)}" for name, value in properties(statement))
            file.write(
                f"MATCH (a:Tastegraph {{number: {start}}}), (b:Tastegraph {{number: {end}}}) "
                f"CREATE (a)-[:{_name(statement.predicate)} {{{given}}}]->(b);\n"
            )
        file.write("MATCH (n:Tastegraph) REMOVE n.number, n:Tastegraph;\n")
        file.write("DROP INDEX tastegraph_number IF EXISTS;\n")


def _name(text: str) -> str:
    return f"`{text.replace('`', '``')}`"


def _value(value: str | float) -> str:
    """A literal: strings of JSON are strings of Cypher."""
    return json.dumps(value)

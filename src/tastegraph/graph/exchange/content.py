"""What a file of another tool holds of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tastegraph.graph.documents import StoredDocument
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import Statement


@dataclass(frozen=True)
class Content:
    """Statements, and the documents they were read in where the format keeps those."""

    statements: list[Statement] = field(default_factory=list)
    documents: list[StoredDocument] = field(default_factory=list)


def numbered(statements: Iterable[Statement]) -> dict[Node, int]:
    """Number the entities in the order they occur."""
    numbers: dict[Node, int] = {}
    for statement in statements:
        for node in ends(statement):
            numbers.setdefault(node, len(numbers))
    return numbers


def properties(statement: Statement) -> Iterator[tuple[str, str | int | float]]:
    """Yield what a statement says about itself: confidence, method, evidence, aliases and time, where it has them."""
    yield "confidence", statement.confidence
    yield "method", statement.method
    if (evidence := statement.evidence) is not None:
        yield "document", evidence.document
        yield "field", evidence.field
        yield "start", evidence.start
        yield "end", evidence.end
        yield "quote", evidence.quote
    for name, value in (
        ("subject_alias", statement.subject_alias),
        ("object_alias", statement.object_alias),
        ("time", statement.time),
    ):
        if value is not None:
            yield name, value

"""The rule that makes a statement worth trusting: its quote stands in its document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tastegraph.graph.statement import Statement

SOURCE: Final = "source"
"""The method of statements taken from a knowledge graph that exists already; they may have no evidence."""

_SHOWN = 60


def verify(statement: Statement, fields: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return why the evidence of a statement does not hold, or None when its quote stands where it says.

    Args:
        statement: The statement.
        fields: Document id → field → text.
    """
    evidence = statement.evidence
    if evidence is None:
        return None if statement.method == SOURCE else f"the method {statement.method!r} gives no evidence for it"
    document = fields.get(evidence.document)
    if document is None:
        return f"there is no document {evidence.document!r}"
    text = document.get(evidence.field)
    if text is None:
        return f"document {evidence.document!r} has no field {evidence.field!r}"
    if not 0 <= evidence.start < evidence.end <= len(text):
        return (
            f"the span {evidence.start}:{evidence.end} is not in field {evidence.field!r} of document "
            f"{evidence.document!r}, which has {len(text)} characters"
        )
    found = text[evidence.start : evidence.end]
    if found != evidence.quote:
        return (
            f"field {evidence.field!r} of document {evidence.document!r} reads {found[:_SHOWN]!r} at "
            f"{evidence.start}:{evidence.end}, not {evidence.quote[:_SHOWN]!r}"
        )
    return None

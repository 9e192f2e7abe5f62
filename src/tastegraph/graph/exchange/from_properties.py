"""Statements out of the properties that a file gives them, as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tastegraph.errors import InputError
from tastegraph.graph.evidence import SOURCE
from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.statement import Evidence, Statement

Number = TypeVar("Number", int, float)


def statement_from(subject: Node, predicate: str, object_: Node, given: Mapping[str, str]) -> Statement:
    """Return the statement between two entities that has these properties; what is missing has its default.

    Without a document it has no evidence, and then its method is ``source``.

    Raises:
        InputError: A number is none.
    """
    evidence = None
    if given.get("document"):
        evidence = Evidence(
            document=given["document"],
            field=given.get("field", ""),
            start=_number(given, "start", int),
            end=_number(given, "end", int),
            quote=given.get("quote", ""),
        )
    return Statement(
        subject=subject[1],
        predicate=predicate,
        object=object_[1],
        confidence=_number(given, "confidence", float) if given.get("confidence") else 1.0,
        evidence=evidence,
        method=given.get("method") or SOURCE if evidence is not None else SOURCE,
        subject_type=subject[0],
        object_type=object_[0],
        time=_number(given, "time", int) if given.get("time") else None,
        subject_alias=given.get("subject_alias") or None,
        object_alias=given.get("object_alias") or None,
    )


def _number(given: Mapping[str, str], name: str, kind: type[Number]) -> Number:
    try:
        return kind(given.get(name, ""))
    except ValueError:
        raise InputError(f"{given.get(name)!r} is no number", field=name, fix="Correct it") from None

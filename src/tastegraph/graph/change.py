"""What a write did, and what versions there are."""

from __future__ import annotations

from dataclasses import dataclass

from tastegraph.graph.columns import Rejection


@dataclass(frozen=True)
class Change:
    """What a write did.

    Args:
        version: The version it made.
        added: Statements in it that the last version lacked.
        removed: Statements of the last version that it lacks.
        rejected: Statements it was given and refused, with the reasons.
    """

    version: int
    added: int
    removed: int
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True)
class VersionInfo:
    """One version of a graph: its number, when it was written (seconds UTC) and its size."""

    version: int
    time: int
    statements: int
    documents: int

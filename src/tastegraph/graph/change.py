"""What a write did, what versions there are, and how two of them differ."""

from __future__ import annotations

from dataclasses import dataclass

from tastegraph.graph.columns import Rejection
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import ITEM, Statement


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


@dataclass(frozen=True)
class GraphDiff:
    """What one version of a graph says and another does not; statements that differ in their time alone are equal.

    Args:
        old: Number of the one version.
        new: Number of the other.
        added: Statements of the new version that the old lacks, in its order.
        removed: Statements of the old version that the new lacks, in its order.
        documents_added: Items whose document only the new version has, sorted.
        documents_removed: Items whose document only the old version has, sorted.
        documents_changed: Items whose document is not the same in both, sorted.
        appeared: Entities, (type, name), that only the new version speaks of, sorted.
        vanished: Entities that only the old version speaks of, sorted.
    """

    old: int
    new: int
    added: list[Statement]
    removed: list[Statement]
    documents_added: list[str]
    documents_removed: list[str]
    documents_changed: list[str]
    appeared: list[Node]
    vanished: list[Node]

    def about(self, item: str) -> GraphDiff:
        """Return the part that is about an item, or was read in its document."""
        added, removed = ([one for one in part if _is_about(one, item)] for part in (self.added, self.removed))
        came, left = ({node for one in part for node in ends(one)} for part in (added, removed))
        return GraphDiff(
            old=self.old,
            new=self.new,
            added=added,
            removed=removed,
            documents_added=[one for one in self.documents_added if one == item],
            documents_removed=[one for one in self.documents_removed if one == item],
            documents_changed=[one for one in self.documents_changed if one == item],
            appeared=[node for node in self.appeared if node in came],
            vanished=[node for node in self.vanished if node in left],
        )


@dataclass(frozen=True)
class Pruned:
    """What ``prune`` removed: the numbers of the versions, oldest first, and the bytes that were freed."""

    versions: tuple[int, ...]
    freed: int


def _is_about(statement: Statement, item: str) -> bool:
    evidence = statement.evidence
    return (ITEM, item) in ends(statement) or (evidence is not None and evidence.document == item)

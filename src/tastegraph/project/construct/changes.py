"""Which documents a build has to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.data import Document
from tastegraph.graph import KnowledgeGraph

LARGEST_SHARE: Final = 0.25
"""Of documents that have changed, up to which only those are read; beyond, what they share is found anew as well."""


@dataclass(frozen=True)
class Changes:
    """What has changed since the graph was built.

    Attributes:
        documents: New and edited ones.
        gone: Items whose documents are there no more.
    """

    documents: tuple[Document, ...]
    gone: tuple[str, ...]


def changes_since(graph: KnowledgeGraph, documents: Sequence[Document]) -> Changes | None:
    """Return what has changed since a graph was built; None where it is so much that all is to be read again."""
    before = graph.digests()
    changed = tuple(one for one in documents if before.get(one.item) != one.digest)
    gone = tuple(before.keys() - {one.item for one in documents})
    if len(changed) + len(gone) > LARGEST_SHARE * len(documents):
        return None
    return Changes(changed, gone)

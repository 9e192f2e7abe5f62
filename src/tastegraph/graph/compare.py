"""How two versions of a graph differ; what they share is not read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from tastegraph.graph import tables
from tastegraph.graph.change import GraphDiff
from tastegraph.graph.columns import difference, read
from tastegraph.graph.counts import NAMED, nodes, unsupported
from tastegraph.graph.documents import StoredDocument, read_documents
from tastegraph.graph.manifest import Snapshot
from tastegraph.graph.parts import documents_of, statements_of
from tastegraph.graph.tables import LanceTable


def compare(root: Path, old: Snapshot, new: Snapshot) -> GraphDiff:
    """Return how two versions of the graph in a folder differ."""
    before, after = statements_of(root, old), statements_of(root, new)
    removed, added = changed_statements(before, after)
    had, has = nodes(removed), nodes(added)
    was, now = _changed_documents(documents_of(root, old), documents_of(root, new))
    return GraphDiff(
        old=old.version,
        new=new.version,
        added=list(read(added.to_batches())),
        removed=list(read(removed.to_batches())),
        documents_added=sorted(now.keys() - was.keys()),
        documents_removed=sorted(was.keys() - now.keys()),
        documents_changed=sorted(item for item in was.keys() & now.keys() if was[item] != now[item]),
        appeared=sorted(unsupported(has, set(), tables.scan(before, NAMED))[0]),
        vanished=sorted(unsupported(had, set(), tables.scan(after, NAMED))[0]),
    )


def changed_statements(old: LanceTable, new: LanceTable) -> tuple[pa.Table, pa.Table]:
    """Return the rows of the old version that the new one lacks, and those of the new that the old lacks."""
    left, right = tables.unshared(old, new)
    found = difference(left, right)
    return left.filter(np.asarray(found.is_gone)), found.rows.filter(found.is_new)


def _changed_documents(old: LanceTable, new: LanceTable) -> tuple[dict[str, StoredDocument], dict[str, StoredDocument]]:
    left, right = (
        {document.item: document for document in read_documents(rows.to_batches())}
        for rows in tables.unshared(old, new)
    )
    return left, right

"""Which Lance tables a version of a graph is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tastegraph.graph import tables
from tastegraph.graph.columns import STATEMENTS
from tastegraph.graph.documents import DOCUMENTS
from tastegraph.graph.ledger import MERGES
from tastegraph.graph.manifest import Snapshot
from tastegraph.graph.tables import LanceTable

STATEMENTS_TABLE: Final = "statements.lance"
DOCUMENTS_TABLE: Final = "documents.lance"
MERGES_TABLE: Final = "merges.lance"
TABLES: Final = (STATEMENTS_TABLE, DOCUMENTS_TABLE, MERGES_TABLE)


def statements_of(root: Path, snapshot: Snapshot) -> LanceTable:
    """Return the table of statements, with the columns ``STATEMENTS``."""
    return LanceTable(root / STATEMENTS_TABLE, STATEMENTS, snapshot.statements_table)


def documents_of(root: Path, snapshot: Snapshot) -> LanceTable:
    """Return the table of documents, with the columns ``DOCUMENTS``."""
    return LanceTable(root / DOCUMENTS_TABLE, DOCUMENTS, snapshot.documents_table)


def merges_of(root: Path, snapshot: Snapshot) -> LanceTable:
    """Return the ledger of entity resolution, with the columns ``MERGES``."""
    return LanceTable(root / MERGES_TABLE, MERGES, snapshot.merges_table)


def files_of(root: Path, snapshot: Snapshot) -> set[str]:
    """Return all files that a version of a graph needs, relative to its folder, with ``/``."""
    parts = (statements_of(root, snapshot), documents_of(root, snapshot), merges_of(root, snapshot))
    return {f"{table.folder.name}/{name}" for table in parts for name in tables.files_of(table)}

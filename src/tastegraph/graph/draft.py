"""The next version of a graph in the making, inside a transaction."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from tastegraph.graph import tables
from tastegraph.graph.columns import STATEMENTS
from tastegraph.graph.counts import NAMED, Counts, count, recount
from tastegraph.graph.documents import DOCUMENTS
from tastegraph.graph.manifest import Manifest, Snapshot
from tastegraph.graph.parts import documents_of, merges_of, statements_of
from tastegraph.graph.schema import Schema
from tastegraph.graph.tables import ROW, LanceTable
from tastegraph.graph.transaction import commit


class Draft:
    """The next version in the making: it starts as a version that there is, and is changed table by table.

    Args:
        root: Folder of the graph.
        manifest: What ``transaction`` gave.
        start: The version it starts as.
    """

    def __init__(self, root: Path, manifest: Manifest, start: Snapshot) -> None:
        self._root, self._manifest, self._snapshot = root, manifest, start

    @property
    def statements(self) -> LanceTable:
        """Its statements as they are by now."""
        return statements_of(self._root, self._snapshot)

    @property
    def documents(self) -> LanceTable:
        """Its documents as they are by now."""
        return documents_of(self._root, self._snapshot)

    @property
    def merges(self) -> LanceTable:
        """Its ledger as it is by now."""
        return merges_of(self._root, self._snapshot)

    @property
    def counts(self) -> Counts:
        """How big it is by now."""
        return self._snapshot.counts

    def replace_all(self, statements: pa.Table, documents: pa.Table) -> None:
        """Let it hold these statements and documents alone."""
        self._set(
            statements_table=tables.overwrite(self.statements, statements),
            documents_table=tables.overwrite(self.documents, documents),
            counts=count(statements, len(documents)),
        )

    def change_statements(self, gone: pa.Table, added: pa.Table) -> None:
        """Take out rows (with their column ``ROW``), put in others, and bring the counts up to date."""
        if len(gone):
            self._set(statements_table=tables.delete(self.statements, gone.column(ROW)))
        self._set(counts=recount(self.counts, gone, added, tables.scan(self.statements, NAMED)))
        if len(added):
            self._set(statements_table=tables.append(self.statements, added.select(STATEMENTS.names)))
            self._set(statements_table=tables.compact(self.statements))

    def change_documents(self, gone: pa.Table, added: pa.Table) -> None:
        """Take out rows (with their column ``ROW``), put in others, and bring the counts up to date."""
        if len(gone):
            self._set(documents_table=tables.delete(self.documents, gone.column(ROW)))
        if len(added):
            self._set(documents_table=tables.append(self.documents, added.select(DOCUMENTS.names)))
            self._set(documents_table=tables.compact(self.documents))
        self._set(counts=replace(self.counts, documents=self.counts.documents + len(added) - len(gone)))

    def replace_merges(self, merges: pa.Table) -> None:
        """Let its ledger hold these merges alone; nothing is written where it does already."""
        if not tables.load(self.merges).equals(merges):
            self._set(merges_table=tables.overwrite(self.merges, merges))

    def restore(self, snapshot: Snapshot) -> None:
        """Make it equal to a version that there was."""
        self._snapshot = snapshot.model_copy(
            update={
                "statements_table": self._restored(self.statements, snapshot.statements_table),
                "documents_table": self._restored(self.documents, snapshot.documents_table),
                "merges_table": self._restored(self.merges, snapshot.merges_table),
            }
        )

    def publish(self, fingerprint: str | None, schema: Schema | None = None) -> Snapshot:
        """Make it the last version of the graph."""
        versions = self._manifest.versions
        self._set(version=versions[-1].version + 1 if versions else 1, time=int(time.time()), fingerprint=fingerprint)
        if schema is not None:
            self._set(graph_schema=schema)
        commit(self._root, self._manifest, self._snapshot)
        return self._snapshot

    def _restored(self, table: LanceTable, version: int) -> int:
        return version if version == table.version else tables.restore(table, version)

    def _set(self, **values: object) -> None:
        self._snapshot = self._snapshot.model_copy(update=values)

"""One version of a knowledge graph, to read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from tastegraph.data import Id, IdMap
from tastegraph.errors import InputError
from tastegraph.graph import tables
from tastegraph.graph.columns import STATEMENTS, read
from tastegraph.graph.counts import Counts
from tastegraph.graph.documents import DOCUMENTS, StoredDocument, read_documents
from tastegraph.graph.incidence import COLUMNS, Incidence, incidence
from tastegraph.graph.ledger import read_merges
from tastegraph.graph.manifest import Snapshot
from tastegraph.graph.merge import Merge
from tastegraph.graph.neighbourhood import Node, touching
from tastegraph.graph.parts import documents_of, merges_of, statements_of
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import ITEM, Statement
from tastegraph.graph.tables import LanceTable


class GraphView:
    """What one version of a graph says; all that ``KnowledgeGraph`` can do but write."""

    def __init__(self, path: Path, snapshot: Snapshot) -> None:
        self._path = path
        self._snapshot = snapshot

    def __repr__(self) -> str:
        size = self.counts()
        return f"<KnowledgeGraph {self._path}, version {self.version}: {size.statements} statements>"

    @property
    def path(self) -> Path:
        """Folder of the graph."""
        return self._path

    @property
    def version(self) -> int:
        """Number of the version shown; 0 for a graph that nothing was written to yet."""
        return self._snapshot.version

    @property
    def schema(self) -> Schema:
        """Schema of this version."""
        return self._snapshot.graph_schema

    @property
    def fingerprint(self) -> str | None:
        """What the last write was told that this is built from; None where it was told nothing."""
        return self._snapshot.fingerprint

    def counts(self) -> Counts:
        """Return how big this version is; they were counted when it was written."""
        return self._snapshot.counts

    def statements(self, item: Id | None = None, predicate: str | None = None) -> Iterator[Statement]:
        """Yield the statements, in the order they were written.

        Args:
            item: Only those with the item of this id as subject or object.
            predicate: Only those of this relation.
        """
        conditions = []
        if item is not None:
            name = tables.quoted(str(item))
            conditions.append(
                f"((subject = {name} AND subject_type = '{ITEM}') OR (object = {name} AND object_type = '{ITEM}'))"
            )
        if predicate is not None:
            conditions.append(f"predicate = {tables.quoted(predicate)}")
        where = " AND ".join(conditions) or None
        return read(tables.scan(self._statements, STATEMENTS.names, where))

    def touching(self, nodes: Collection[Node]) -> list[Statement]:
        """Return the statements whose subject or object is one of the nodes, in the order they were written.

        Args:
            nodes: Entities as (type, name); an item is ``("item", id)``.
        """
        return list(read(touching(self.to_arrow(), nodes).to_batches()))

    def documents(self) -> Iterator[StoredDocument]:
        """Yield (item, title, fields, digest) of the documents, in the order they were written."""
        return read_documents(tables.scan(self._documents, DOCUMENTS.names))

    def digests(self) -> dict[str, str]:
        """Return item → digest of its document; their texts are not read."""
        found: dict[str, str] = {}
        for batch in tables.scan(self._documents, ("item", "digest")):
            found.update(zip(*(batch.column(name).to_pylist() for name in ("item", "digest")), strict=True))
        return found

    def merges(self) -> list[Merge]:
        """Return the ledger of entity resolution: which names were taken for one entity, and why."""
        table = merges_of(self._path, self._snapshot)
        return list(read_merges(tables.scan(table, table.schema.names)))

    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the statements as a table, a row each, in the order they were written; all columns or some.

        Columns: subject, subject_type, predicate, object, object_type: string; confidence: double; document, field:
        string, start, end: int64 (characters), quote: large_string, null where there is no evidence; method: string;
        time: int64 (seconds UTC) or null; subject_alias, object_alias: string or null.
        """
        return tables.load(self._statements, columns)

    def documents_to_arrow(self) -> pa.Table:
        """Return the documents as a table: item, title: string; fields: list of (name, text); digest: string."""
        return tables.load(self._documents)

    def incidence(self, items: IdMap) -> dict[str, Incidence]:
        """Return a sparse matrix for each relation that has a statement about one of the items.

        A row is an item that is the subject; where it is the object, the relation is named ``<predicate>⁻¹``. A
        relation between items appears both ways. Of equal statements the highest confidence counts.

        Args:
            items: The rows; an id stands for the item named ``str(id)``.

        Returns:
            Relation → (csr float32 [items, others], others as (type, name)), sorted by relation and other.

        Raises:
            InputError: Two of the ids are the same as text.
        """
        names = [str(item) for item in items]
        if len(set(names)) < len(names):
            raise InputError("two item ids are the same as text", fix="Use one type of id: 1 or '1'")
        return incidence(tables.load(self._statements, COLUMNS), names)

    @property
    def _statements(self) -> LanceTable:
        return statements_of(self._path, self._snapshot)

    @property
    def _documents(self) -> LanceTable:
        return documents_of(self._path, self._snapshot)

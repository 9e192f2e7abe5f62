"""A knowledge graph on disk, in versions that are whole or not there."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.data import Id, IdMap
from tastegraph.errors import InputError, StateError, UnknownIdError
from tastegraph.graph import tables
from tastegraph.graph.change import Change, VersionInfo
from tastegraph.graph.columns import STATEMENTS, admit, difference, read
from tastegraph.graph.counts import Counts, count
from tastegraph.graph.documents import (
    DOCUMENTS,
    DocumentLike,
    StoredDocument,
    documents_table,
    fields_of,
    read_documents,
)
from tastegraph.graph.incidence import COLUMNS, Incidence, incidence
from tastegraph.graph.manifest import Manifest, Snapshot, read_manifest
from tastegraph.graph.neighbourhood import Node, touching
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import ITEM, Statement
from tastegraph.graph.tables import LanceTable
from tastegraph.graph.transaction import DOCUMENTS_TABLE, STATEMENTS_TABLE, commit, transaction

_OPEN_SCHEMA = Schema()


class KnowledgeGraph:
    """Statements with their evidence, and the documents they were read in, kept in a folder.

    Made by ``create`` and ``open``. An object shows one version. A write makes the next one, all or nothing, and
    moves the object that wrote to it; other objects go on reading the version they opened. Any number of processes
    read while one writes.

    Refused, and reported in the ``Change``, are statements with an empty subject, predicate or object, and those whose
    evidence does not hold (see ``verify``). Statements that are equal in all but their time are stored once.
    """

    def __init__(self, path: Path, snapshot: Snapshot) -> None:
        self._path = path
        self._snapshot = snapshot

    @classmethod
    def create(cls, path: str | Path, schema: Schema = _OPEN_SCHEMA) -> KnowledgeGraph:
        """Return an empty graph, version 0, for a folder that has none; the first write makes the folder.

        Raises:
            InputError: There is a graph or a file already.
        """
        root = Path(path).absolute()
        if read_manifest(root).versions:
            raise InputError("there is a graph already", path=root, fix="Open it, or remove the folder first")
        if root.exists() and not root.is_dir():
            raise InputError("not a folder", path=root, fix="Name a folder for the graph")
        return cls(
            root,
            Snapshot(version=0, time=0, statements_table=0, documents_table=0, counts=Counts(), graph_schema=schema),
        )

    @classmethod
    def open(cls, path: str | Path, version: int | None = None) -> KnowledgeGraph:
        """Return a version of the graph in a folder, without one the last.

        Raises:
            StateError: There is no graph yet.
            UnknownIdError: It has no such version.
        """
        root = Path(path).absolute()
        snapshots = read_manifest(root).versions
        if not snapshots:
            raise StateError("there is no graph here yet", path=root, fix="Run build first")
        if version is None:
            return cls(root, snapshots[-1])
        for snapshot in snapshots:
            if snapshot.version == version:
                return cls(root, snapshot)
        raise UnknownIdError(f"no version {version}", path=root, fix=f"There are versions 1 to {snapshots[-1].version}")

    @staticmethod
    def exists(path: str | Path) -> bool:
        """Return whether there is a graph with a version to open in a folder."""
        return bool(read_manifest(Path(path)).versions)

    def checkout(self, version: int) -> KnowledgeGraph:
        """Return another version of this graph.

        Raises:
            UnknownIdError: It has no such version.
        """
        return type(self).open(self._path, version)

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
        """What ``replace`` was told it was built from; None once statements were added or a document deleted."""
        return self._snapshot.fingerprint

    def counts(self) -> Counts:
        """Return how big this version is; they were counted when it was written."""
        return self._snapshot.counts

    def versions(self) -> list[VersionInfo]:
        """Return every version of the graph, oldest first, newer ones than this among them."""
        return [
            VersionInfo(snapshot.version, snapshot.time, snapshot.counts.statements, snapshot.counts.documents)
            for snapshot in read_manifest(self._path).versions
        ]

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

    def to_arrow(self) -> pa.Table:
        """Return the statements as a table, a row each, in the order they were written.

        Columns: subject, subject_type, predicate, object, object_type: string; confidence: double; document, field:
        string, start, end: int64 (characters), quote: large_string, null where there is no evidence; method: string;
        time: int64 (seconds UTC) or null.
        """
        return tables.load(self._statements)

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

    def replace(
        self,
        documents: Iterable[DocumentLike],
        statements: Iterable[Statement],
        *,
        fingerprint: str | None = None,
        schema: Schema | None = None,
    ) -> Change:
        """Make a version of these documents and statements alone.

        Args:
            documents: One for each item.
            statements: Each is checked against the documents given here.
            fingerprint: What the version is built from; to be read again as ``fingerprint``.
            schema: The schema from now on; without it, the one of the version shown.

        Raises:
            InputError: Two documents have one item; the disk is full or the folder cannot be written.
            StateError: Another process is writing.
        """
        kept = list(documents)
        document_rows = documents_table(kept)
        rows, rejected = admit(statements, {document.item: document.fields for document in kept})
        with transaction(self._path) as manifest:
            last = manifest.versions[-1] if manifest.versions else self._snapshot
            found = difference(KnowledgeGraph(self._path, last).to_arrow(), rows)
            self._publish(
                manifest,
                statements_table=tables.overwrite(self._statements, found.rows),
                documents_table=tables.overwrite(self._documents, document_rows),
                counts=count(found.rows, len(kept)),
                graph_schema=schema or self.schema,
                fingerprint=fingerprint,
            )
        return Change(self.version, pc.sum(found.is_new).as_py() or 0, found.removed, rejected)

    def add(self, statements: Iterable[Statement]) -> Change:
        """Make a version with these statements too; each is checked against the documents of the version shown.

        Raises:
            InputError: The disk is full or the folder cannot be written.
            StateError: This is not the last version, or another process is writing.
        """
        given = list(statements)
        named = {statement.evidence.document for statement in given if statement.evidence is not None}
        rows, rejected = admit(given, fields_of(self.documents_to_arrow(), named))
        with transaction(self._path) as manifest:
            self._require_last(manifest)
            old = self.to_arrow()
            found = difference(old, rows)
            added = found.rows.filter(found.is_new)
            self._publish(
                manifest,
                statements_table=tables.append(self._statements, added),
                counts=count(pa.concat_tables([old, added]), self.counts().documents),
            )
        return Change(self.version, len(added), 0, rejected)

    def delete_document(self, document: Id) -> Change:
        """Make a version without a document and without the statements that were read in it.

        A fact that another document supports too is another statement, and stays.

        Args:
            document: Item id of the document.

        Raises:
            UnknownIdError: This version has no such document.
            InputError: The disk is full or the folder cannot be written.
            StateError: This is not the last version, or another process is writing.
        """
        name = str(document)
        its_document, its_statements = f"item = {tables.quoted(name)}", f"document = {tables.quoted(name)}"
        if not any(map(len, tables.scan(self._documents, ["item"], its_document))):
            raise UnknownIdError(f"the graph has no document {name!r}", fix="Give the id of its item")
        with transaction(self._path) as manifest:
            self._require_last(manifest)
            rows = self.to_arrow()
            left = rows.filter(pc.fill_null(pc.not_equal(rows.column("document"), name), True))
            self._publish(
                manifest,
                statements_table=tables.delete(self._statements, its_statements),
                documents_table=tables.delete(self._documents, its_document),
                counts=count(left, self.counts().documents - 1),
            )
        return Change(self.version, 0, len(rows) - len(left))

    @property
    def _statements(self) -> LanceTable:
        return LanceTable(self._path / STATEMENTS_TABLE, STATEMENTS, self._snapshot.statements_table)

    @property
    def _documents(self) -> LanceTable:
        return LanceTable(self._path / DOCUMENTS_TABLE, DOCUMENTS, self._snapshot.documents_table)

    def _require_last(self, manifest: Manifest) -> None:
        last = manifest.versions[-1].version if manifest.versions else 0
        if last != self.version:
            raise StateError(
                f"this is version {self.version} of the graph and the last is {last}",
                path=self._path,
                fix="Open the last version and write to that",
            )

    def _publish(self, manifest: Manifest, **changes: object) -> None:
        last = manifest.versions[-1].version if manifest.versions else 0
        values = {"fingerprint": None, **changes, "version": last + 1, "time": int(time.time())}
        snapshot = self._snapshot.model_copy(update=values)
        commit(self._path, manifest, snapshot)
        self._snapshot = snapshot

"""A knowledge graph on disk, in versions that are whole or not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.compute as pc

from tastegraph.data import Id
from tastegraph.errors import InputError, StateError, UnknownIdError
from tastegraph.graph import tables, update
from tastegraph.graph.change import Change, GraphDiff, Pruned, VersionInfo
from tastegraph.graph.columns import admit, difference
from tastegraph.graph.compare import changed_statements, compare
from tastegraph.graph.counts import Counts
from tastegraph.graph.documents import DocumentLike, documents_table
from tastegraph.graph.draft import Draft
from tastegraph.graph.ledger import merges_table
from tastegraph.graph.manifest import Snapshot, read_manifest
from tastegraph.graph.merge import Merge
from tastegraph.graph.parts import files_of, statements_of
from tastegraph.graph.schema import Schema
from tastegraph.graph.statement import Statement
from tastegraph.graph.transaction import forget, transaction
from tastegraph.graph.view import GraphView

_OPEN_SCHEMA = Schema()


class KnowledgeGraph(GraphView):
    """Statements with their evidence, and the documents they were read in, kept in a folder.

    Made by ``create`` and ``open``. An object shows one version. A write makes the next one, all or nothing, and
    moves the object that wrote to it; other objects go on reading the version they opened. Any number of processes
    read while one writes.

    Refused, and reported in the ``Change``, are statements with an empty subject, predicate or object, and those whose
    evidence does not hold (see ``verify``). Statements that are equal in all but their time are stored once.

    Every write raises ``StateError`` where another process is writing, and ``InputError`` where the disk is full or
    the folder cannot be written; the graph then stays as it was. ``update``, ``revise``, ``add`` and
    ``delete_document`` cost what they change, not what there is, and write to the last version only.
    """

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
        return cls(root, snapshots[-1] if version is None else _snapshot(root, snapshots, version))

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

    def versions(self) -> list[VersionInfo]:
        """Return every version of the graph, oldest first, newer ones than this among them."""
        return [
            VersionInfo(snapshot.version, snapshot.time, snapshot.counts.statements, snapshot.counts.documents)
            for snapshot in read_manifest(self._path).versions
        ]

    def diff(self, old: int, new: int) -> GraphDiff:
        """Return how two versions differ: in statements (but for their time), documents and entities.

        Raises:
            UnknownIdError: There is no such version.
        """
        snapshots = read_manifest(self._path).versions
        return compare(self._path, *(_snapshot(self._path, snapshots, version) for version in (old, new)))

    def replace(
        self,
        documents: Iterable[DocumentLike],
        statements: Iterable[Statement],
        *,
        merges: Iterable[Merge] = (),
        fingerprint: str | None = None,
        schema: Schema | None = None,
    ) -> Change:
        """Make a version of these documents, statements and merges alone.

        Args:
            documents: One for each item.
            statements: Each is checked against the documents given here.
            merges: The ledger of entity resolution.
            fingerprint: What the version is built from; to be read again as ``fingerprint``.
            schema: The schema from now on; without it, the one of the version shown.

        Raises:
            InputError: Two documents have one item.
        """
        kept = list(documents)
        document_rows, merge_rows = documents_table(kept), merges_table(merges)
        rows, rejected = admit(statements, {document.item: document.fields for document in kept})
        with transaction(self._path, doing="replace") as manifest:
            draft = Draft(self._path, manifest, manifest.versions[-1] if manifest.versions else self._snapshot)
            found = difference(tables.load(draft.statements), rows)
            draft.replace_all(found.rows, document_rows)
            draft.replace_merges(merge_rows)
            self._snapshot = draft.publish(fingerprint, schema or self.schema)
        return Change(self.version, pc.sum(found.is_new).as_py() or 0, found.removed, rejected)

    def update(
        self,
        documents: Iterable[DocumentLike] = (),
        gone: Collection[Id] = (),
        statements: Iterable[Statement] = (),
        *,
        sources: Iterable[Statement] | None = None,
        merges: Iterable[Merge] | None = None,
        fingerprint: str | None = None,
        schema: Schema | None = None,
    ) -> Change:
        """Make a version in which these documents, and what was read in them, stand in the place of what there was.

        Args:
            documents: New ones, or others for the items they have; one that is equal to what there was is not
                written.
            gone: Items whose documents leave, with all that was read in them.
            statements: All that was read in ``documents``; what was read in them before and is not among these
                leaves.
            sources: All statements that were read in no document, in the place of those there were; without it
                those stay.
            merges: The ledger from now on; without it, it stays.
            fingerprint: What the version is built from.
            schema: The schema from now on; without it, it stays.

        Raises:
            InputError: Two documents have one item, or one comes and goes at once.
            UnknownIdError: A document to go is not there.
            StateError: This is not the last version.
        """
        reading = update.reading(documents, statements, sources)
        leaving = {str(item) for item in gone}
        merge_rows = None if merges is None else merges_table(merges)
        with self._draft("update") as draft:
            added, removed = update.update(draft, reading, leaving)
            if merge_rows is not None:
                draft.replace_merges(merge_rows)
            self._snapshot = draft.publish(fingerprint, schema)
        return Change(self.version, added, removed, reading.rejected)

    def revise(
        self,
        remove: Iterable[Statement],
        add: Iterable[Statement],
        *,
        merges: Iterable[Merge] | None = None,
        fingerprint: str | None = None,
    ) -> Change:
        """Make a version without exactly these statements and with others.

        Args:
            remove: Statements of the version shown; their time does not matter.
            add: Each is checked against the documents of the version shown.
            merges: The ledger from now on; without it, it stays.
            fingerprint: What the version is built from.

        Raises:
            UnknownIdError: A statement to remove is not there.
            StateError: This is not the last version.
        """
        removed, given = list(remove), list(add)
        named = {statement.evidence.document for statement in given if statement.evidence is not None}
        rows, rejected = admit(given, update.fields_of(self._documents, named))
        merge_rows = None if merges is None else merges_table(merges)
        with self._draft("revise") as draft:
            counted = update.revise(draft, removed, rows)
            if merge_rows is not None:
                draft.replace_merges(merge_rows)
            self._snapshot = draft.publish(fingerprint)
        return Change(self.version, *counted, rejected)

    def add(self, statements: Iterable[Statement]) -> Change:
        """Make a version with these statements too; each is checked against the documents of the version shown.

        Raises:
            StateError: This is not the last version.
        """
        return self.revise((), statements)

    def delete_document(self, document: Id) -> Change:
        """Make a version without a document and without the statements that were read in it.

        A fact that another document supports too is another statement, and stays.

        Args:
            document: Item id of the document.

        Raises:
            UnknownIdError: This version has no such document.
            StateError: This is not the last version.
        """
        return self.update(gone=(document,))

    def restore(self, version: int) -> Change:
        """Make a version that is equal to an old one, its fingerprint included; the versions between them stay.

        Raises:
            UnknownIdError: There is no such version.
        """
        with transaction(self._path, doing="restore") as manifest:
            wanted = _snapshot(self._path, manifest.versions, version)
            last = manifest.versions[-1]
            gone, added = changed_statements(statements_of(self._path, last), statements_of(self._path, wanted))
            draft = Draft(self._path, manifest, last)
            draft.restore(wanted)
            self._snapshot = draft.publish(wanted.fingerprint)
        return Change(self.version, len(added), len(gone))

    def prune(self, keep: int) -> Pruned:
        """Remove all versions but the last few, and the files that only they need.

        Who has one of them open can read it no more.

        Args:
            keep: How many versions to keep, from 1 up.

        Raises:
            InputError: No version would be left.
        """
        if keep < 1:
            raise InputError(f"{keep} versions cannot be kept", field="keep", fix="Keep at least the last one")
        with transaction(self._path, doing="prune") as manifest:
            kept, rest = manifest.versions[-keep:], manifest.versions[:-keep]
            needed = {name for snapshot in kept for name in files_of(self._path, snapshot)}
            freed = forget(self._path, manifest, kept, needed)
        return Pruned(tuple(snapshot.version for snapshot in rest), freed)

    @contextmanager
    def _draft(self, doing: str) -> Iterator[Draft]:
        """Give a draft that starts as the version shown.

        Raises:
            StateError: That is not the last version.
        """
        with transaction(self._path, doing=doing) as manifest:
            last = manifest.versions[-1].version if manifest.versions else 0
            if last != self.version:
                raise StateError(
                    f"this is version {self.version} of the graph and the last is {last}",
                    path=self._path,
                    fix="Open the last version and write to that",
                )
            yield Draft(self._path, manifest, self._snapshot)


def _snapshot(root: Path, snapshots: Collection[Snapshot], version: int) -> Snapshot:
    for snapshot in snapshots:
        if snapshot.version == version:
            return snapshot
    numbers = [snapshot.version for snapshot in snapshots]
    known = f"There are versions {numbers[0]} to {numbers[-1]}" if numbers else "There are no versions yet"
    raise UnknownIdError(f"no version {version}", path=root, fix=known)

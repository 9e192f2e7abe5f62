"""Small writes: what changes is found, and nothing else is read or written again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.errors import InputError, UnknownIdError
from tastegraph.graph import tables
from tastegraph.graph.columns import Rejection, admit, batch, difference
from tastegraph.graph.documents import DocumentLike, StoredDocument, documents_table, read_documents
from tastegraph.graph.draft import Draft
from tastegraph.graph.statement import Statement
from tastegraph.graph.tables import LanceTable


@dataclass(frozen=True)
class Reading:
    """Documents, and what was read in them.

    Args:
        documents: One for each item.
        rows: The statements that may be stored, as a table of ``STATEMENTS``.
        sourced: Whether those without a document are among them.
        rejected: The others, with the reasons.
    """

    documents: dict[str, DocumentLike]
    rows: pa.Table
    sourced: bool
    rejected: tuple[Rejection, ...]


def reading(
    documents: Iterable[DocumentLike], statements: Iterable[Statement], sources: Iterable[Statement] | None
) -> Reading:
    """Check documents, what was read in them, and statements without a document.

    Raises:
        InputError: Two documents have one item, or a text is not valid Unicode.
    """
    given = list(documents)
    documents_table(given)
    by_item = {document.item: document for document in given}
    fields = {item: document.fields for item, document in by_item.items()}
    refused: list[Rejection] = []
    rows, rejected = admit(_placed(statements, by_item, refused), fields)
    if sources is not None:
        others, more = admit(_placed(sources, None, refused), {})
        rows, rejected = pa.concat_tables([rows, others]), rejected + more
    return Reading(by_item, rows, sources is not None, (*refused, *rejected))


def update(draft: Draft, reading: Reading, gone: Collection[str]) -> tuple[int, int]:
    """Put documents, and what was read in them, in the place of what there was; return statements added and removed.

    Args:
        draft: The version in the making.
        reading: The documents and what was read in them.
        gone: Items whose documents leave with all that was read in them.

    Raises:
        InputError: A document comes and goes at once.
        UnknownIdError: There is no document to go.
    """
    both = reading.documents.keys() & gone
    if both:
        raise InputError(f"the document {min(both)!r} is updated and deleted at once", fix="Give it once")
    old = tables.find(draft.documents, "item", {*reading.documents, *gone})
    stored = {document.item: document for document in read_documents(old.to_batches())}
    missing = set(gone) - stored.keys()
    if missing:
        raise UnknownIdError(f"the graph has no document {min(missing)!r}", fix="Give the id of its item")
    new = [document for document in reading.documents.values() if stored.get(document.item) != _as_stored(document)]
    left = pa.array([*gone, *(document.item for document in new)], pa.string())
    draft.change_documents(old.filter(pc.is_in(old.column("item"), left)), documents_table(new))

    rows = tables.find(draft.statements, "document", {*reading.documents, *gone}, or_null=reading.sourced)
    return _become(draft, rows, reading.rows)


def revise(draft: Draft, remove: Sequence[Statement], add: pa.Table) -> tuple[int, int]:
    """Take out exactly these statements and put in others; return how many were added and removed.

    Raises:
        UnknownIdError: A statement to take out is not there.
    """
    removed = pa.Table.from_batches([batch(remove)])
    subjects = pc.unique(pa.concat_tables([removed, add]).column("subject"))
    old = tables.find(draft.statements, "subject", subjects.to_pylist())
    strange = difference(old, removed)
    if pc.any(strange.is_new).as_py():
        row = strange.rows.filter(strange.is_new).slice(0, 1).to_pylist()[0]
        raise UnknownIdError(
            f"the graph has no statement ({row['subject']!r}, {row['predicate']!r}, {row['object']!r}) as given",
            fix="Give statements as the last version of the graph has them",
        )
    rest = difference(removed, old)
    kept = rest.rows.filter(rest.is_new).select(add.column_names)
    return _become(draft, old, pa.concat_tables([kept, add]))


def fields_of(documents: LanceTable, items: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Return document id → field → text for the documents of those items that there are."""
    found = tables.find(documents, "item", items)
    return {document.item: document.fields for document in read_documents(found.to_batches())}


def _become(draft: Draft, old: pa.Table, new: pa.Table) -> tuple[int, int]:
    """Let rows (with their column ``ROW``) of a draft become others; rows that are equal up to their time stay."""
    found = difference(old, new)
    added = found.rows.filter(found.is_new)
    draft.change_statements(old.filter(found.is_gone), added)
    return len(added), found.removed


def _placed(
    statements: Iterable[Statement], documents: Collection[str] | None, refused: list[Rejection]
) -> Iterable[Statement]:
    """Yield the statements that stand where they were given; the others go to ``refused``."""
    for statement in statements:
        evidence = statement.evidence
        if documents is None and evidence is not None:
            refused.append((statement, f"it was read in document {evidence.document!r}, so it is not a source's"))
        elif documents is not None and evidence is None:
            refused.append((statement, "it was read in no document, so it is for sources"))
        elif documents is not None and evidence is not None and evidence.document not in documents:
            refused.append((statement, f"it was read in document {evidence.document!r}, which is not updated here"))
        else:
            yield statement


def _as_stored(document: DocumentLike) -> StoredDocument:
    return StoredDocument(document.item, document.title, dict(document.fields), document.digest)

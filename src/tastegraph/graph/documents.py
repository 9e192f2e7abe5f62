"""Documents as Arrow columns, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from tastegraph.errors import InputError
from tastegraph.graph.columns import is_unicode

DOCUMENTS: Final = pa.schema(
    [
        pa.field("item", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("fields", pa.list_(pa.struct([("name", pa.string()), ("text", pa.large_string())])), nullable=False),
        pa.field("digest", pa.string(), nullable=False),
    ]
)


class DocumentLike(Protocol):
    """What the graph keeps of a document; ``tastegraph.data.Document`` is one."""

    @property
    def item(self) -> str:
        """Id of the item it describes."""

    @property
    def title(self) -> str:
        """What people call the item."""

    @property
    def fields(self) -> Mapping[str, str]:
        """Column of the catalogue → text."""

    @property
    def digest(self) -> str:
        """Hash of all of that."""


class StoredDocument(NamedTuple):
    """A document as the graph keeps it."""

    item: str
    title: str
    fields: dict[str, str]
    digest: str


def documents_table(documents: Collection[DocumentLike]) -> pa.Table:
    """Return the documents as a table of ``DOCUMENTS``.

    Raises:
        InputError: Two documents have the same item, or a text is not valid Unicode.
    """
    seen: set[str] = set()
    for document in documents:
        if document.item in seen:
            raise InputError(f"the document {document.item!r} comes twice", fix="Give every item one document")
        seen.add(document.item)
        texts = (document.item, document.title, document.digest, *document.fields, *document.fields.values())
        if not all(map(is_unicode, texts)):
            raise InputError(
                f"the document {document.item!r} is not valid Unicode", fix="Mend its half surrogate pairs"
            )
    sizes = np.fromiter((len(document.fields) for document in documents), dtype=np.int32, count=len(documents))
    fields = pa.StructArray.from_arrays(
        [
            pa.array([name for document in documents for name in document.fields], pa.string()),
            pa.array([text for document in documents for text in document.fields.values()], pa.large_string()),
        ],
        fields=list(DOCUMENTS.field("fields").type.value_type),
    )
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    return pa.table(
        [
            pa.array([document.item for document in documents], pa.string()),
            pa.array([document.title for document in documents], pa.string()),
            pa.ListArray.from_arrays(offsets, fields, type=DOCUMENTS.field("fields").type),
            pa.array([document.digest for document in documents], pa.string()),
        ],
        schema=DOCUMENTS,
    )


def read_documents(batches: Iterable[pa.RecordBatch]) -> Iterator[StoredDocument]:
    """Yield the documents in batches of ``DOCUMENTS``."""
    for batch in batches:
        columns = [batch.column(name).to_pylist() for name in DOCUMENTS.names]
        for item, title, fields, digest in zip(*columns, strict=True):
            yield StoredDocument(item, title, {field["name"]: field["text"] for field in fields}, digest)

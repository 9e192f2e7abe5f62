"""Whether what is stored still stands in its documents: the rule of ``verify`` for a whole graph at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph.columns import Rejection, read
from tastegraph.graph.documents import read_documents
from tastegraph.graph.evidence import SOURCE, verify
from tastegraph.graph.view import GraphView

_BLOCK: Final = 2_000
"""Documents looked at at a time; a position is kept for each character of their text."""

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grounding:
    """What a check of all evidence found.

    Args:
        checked: Statements that must have evidence, or have some.
        without_evidence: Statements that may have none, because a source gave them.
        failures: Statements that may not stand in the graph, with the reasons.
    """

    checked: int
    without_evidence: int
    failures: tuple[Rejection, ...]

    @property
    def rate(self) -> float:
        """The part of those checked whose quote stands in its document, from 0 to 1; 1 where there are none."""
        return 1 - len(self.failures) / self.checked if self.checked else 1.0


def verify_all(graph: GraphView) -> Grounding:
    """Look up the evidence of every statement of a graph in its documents.

    Raises:
        ReadError: A table is missing or damaged.
    """
    statements, documents = graph.to_arrow(), graph.documents_to_arrow()
    holds = evidence_holds(statements, documents)
    exempt = int(np.sum(holds & np.asarray(pc.is_null(statements.column("document")))))
    doubted = statements.filter(~holds)
    named = pc.is_in(documents.column("item"), pc.unique(doubted.column("document")))
    fields = {document.item: document.fields for document in read_documents(documents.filter(named).to_batches())}
    failures = ((statement, verify(statement, fields)) for statement in read(doubted.to_batches()))
    return Grounding(
        checked=len(statements) - exempt,
        without_evidence=exempt,
        failures=tuple((statement, reason) for statement, reason in failures if reason is not None),
    )


def evidence_holds(statements: pa.Table, documents: pa.Table) -> Mask:
    """Return which statements ``verify`` finds nothing wrong with.

    Args:
        statements: A table of ``STATEMENTS``, n rows.
        documents: A table of ``DOCUMENTS``, those that evidence may name.

    Returns:
        bool [n].
    """
    bare = pc.is_null(statements.column("document"))
    holds = np.array(pc.and_(bare, pc.equal(statements.column("method"), SOURCE)))
    place = pc.index_in(statements.column("document"), documents.column("item").combine_chunks())
    row = pc.fill_null(place, -1).to_numpy()
    order = np.argsort(row, kind="stable")
    looked_at = statements.select(["field", "start", "end", "quote"])
    starts = np.arange(0, len(documents), _BLOCK)
    for first, begin, end in zip(starts, *np.searchsorted(row[order], [starts, starts + _BLOCK]), strict=True):
        mine = order[begin:end]
        if mine.size:
            holds[mine] = _holds(looked_at.take(mine), row[mine] - first, documents.slice(first, _BLOCK))
    return holds


def _holds(statements: pa.Table, document: Numbers, documents: pa.Table) -> Mask:
    """Return which statements stand in their document, for some documents; ``document`` is each one's row."""
    fields = documents.column("fields").combine_chunks()
    names, texts = (fields.flatten().field(part) for part in ("name", "text"))
    if not len(names):
        return np.zeros(len(statements), np.bool_)
    known = names.dictionary_encode()
    name = pc.fill_null(pc.index_in(statements.column("field"), known.dictionary), -1).to_numpy()
    # A field is told by its document and its name, in one number.
    keys = pc.list_parent_indices(fields).to_numpy() * len(known.dictionary) + known.indices.to_numpy()
    wanted = document * len(known.dictionary) + name
    order = np.argsort(keys)
    field = order[np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)]
    holds = (name >= 0) & (keys[field] == wanted)

    text, text_starts = _characters(texts)
    at = np.flatnonzero((text & 0xC0) != 0x80)
    first = np.searchsorted(at, text_starts)
    at = np.append(at, len(text))
    start, end = (pc.fill_null(statements.column(part), -1).to_numpy() for part in ("start", "end"))
    holds &= (start >= 0) & (start < end) & (end <= first[field + 1] - first[field])
    left, right = (at[np.where(holds, first[field] + place, 0)] for place in (start, end))

    quote, quote_starts = _characters(statements.column("quote").combine_chunks())
    size = np.diff(quote_starts)
    holds &= right - left == size
    holds &= _equal(text, left, quote, quote_starts[:-1], np.where(holds, size, 0))
    return np.asarray(holds)


def _characters(texts: pa.LargeStringArray) -> tuple[Bytes, Numbers]:
    """Return the UTF-8 bytes of the texts one after the other, and where each starts; at the end, where all end."""
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    found = np.frombuffer(data if data is not None else b"", np.uint8)[starts[0] : starts[-1]]
    return found, starts - starts[0]


def _equal(text: Bytes, left: Numbers, quote: Bytes, start: Numbers, size: Numbers) -> Mask:
    """Return for which rows ``size`` bytes of the text from ``left`` on are those of the quotes from ``start`` on."""
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    differ = text[np.repeat(left, size) + within] != quote[np.repeat(start, size) + within]
    return np.equal(np.bincount(np.repeat(np.arange(len(size)), size), differ, len(size)), 0)

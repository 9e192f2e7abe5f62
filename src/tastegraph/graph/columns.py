"""Statements as Arrow columns, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph.evidence import verify
from tastegraph.graph.statement import Evidence, Statement

STATEMENTS: Final = pa.schema(
    [
        pa.field("subject", pa.string(), nullable=False),
        pa.field("subject_type", pa.string(), nullable=False),
        pa.field("predicate", pa.string(), nullable=False),
        pa.field("object", pa.string(), nullable=False),
        pa.field("object_type", pa.string(), nullable=False),
        pa.field("confidence", pa.float64(), nullable=False),
        pa.field("document", pa.string()),
        pa.field("field", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("quote", pa.large_string()),
        pa.field("method", pa.string(), nullable=False),
        pa.field("time", pa.int64()),
        pa.field("subject_alias", pa.string()),
        pa.field("object_alias", pa.string()),
    ]
)
_IDENTITY: Final = [name for name in STATEMENTS.names if name != "time"]
_CHUNK = 65_536

Rejection = tuple[Statement, str]
"""A statement that was refused, and why."""


def admit(
    statements: Iterable[Statement], fields: Mapping[str, Mapping[str, str]]
) -> tuple[pa.Table, tuple[Rejection, ...]]:
    """Return the statements that may be stored, as a table of ``STATEMENTS``, and the refused ones.

    Args:
        statements: Any number of them; they are taken in chunks.
        fields: Document id → field → text, for every document that evidence may name.
    """
    iterator = iter(statements)
    batches: list[pa.RecordBatch] = []
    rejected: list[Rejection] = []
    while chunk := list(islice(iterator, _CHUNK)):
        reasons = [_reason_to_refuse(statement, fields) for statement in chunk]
        batches.append(batch([statement for statement, reason in zip(chunk, reasons, strict=True) if reason is None]))
        rejected += [(statement, reason) for statement, reason in zip(chunk, reasons, strict=True) if reason]
    return pa.Table.from_batches(batches, STATEMENTS), tuple(rejected)


def read(batches: Iterable[pa.RecordBatch]) -> Iterator[Statement]:
    """Yield the statements in batches of ``STATEMENTS``."""
    for batch in batches:
        columns = [batch.column(name).to_pylist() for name in STATEMENTS.names]
        for (
            subject, subject_type, predicate, object_, object_type, confidence,
            document, field, start, end, quote, method, time, subject_alias, object_alias,
        ) in zip(*columns, strict=True):  # fmt: skip
            evidence = None if document is None else Evidence(document, field, start, end, quote)
            yield Statement(
                subject, predicate, object_, confidence, evidence, method,
                subject_type, object_type, time, subject_alias, object_alias,
            )  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What tells two tables of statements apart.

    Args:
        rows: The distinct rows of the new table, in its order.
        is_new: Which of them the old table lacks.
        is_gone: Which rows of the old table the new one lacks; of rows that are equal only the first can be.
    """

    rows: pa.Table
    is_new: pa.ChunkedArray
    is_gone: npt.NDArray[np.bool_]

    @property
    def removed(self) -> int:
        """How many distinct rows of the old table the new one lacks."""
        return int(self.is_gone.sum())


def difference(old: pa.Table, new: pa.Table) -> Difference:
    """Compare two tables with the columns ``STATEMENTS``; rows that are equal in all but their time are one statement.

    Columns beyond those are not compared.
    """
    place = pa.chunked_array([pa.array(np.arange(len(old))), pa.array(np.arange(len(new)))])
    is_old = pa.array(np.arange(len(old) + len(new)) < len(old))
    groups = (
        pa.concat_tables([old.select(_IDENTITY), new.select(_IDENTITY)])
        .append_column("old", pc.if_else(is_old, place, None))
        .append_column("new", pc.if_else(is_old, None, place))
        .group_by(_IDENTITY, use_threads=False)
        .aggregate([("old", "min"), ("new", "min")])
        .select(["old_min", "new_min"])
    )
    is_gone = np.zeros(len(old), np.bool_)
    is_gone[groups.filter(pc.is_null(groups.column("new_min"))).column("old_min").to_numpy()] = True
    kept = groups.filter(pc.is_valid(groups.column("new_min"))).sort_by("new_min")
    return Difference(rows=new.take(kept.column("new_min")), is_new=pc.is_null(kept.column("old_min")), is_gone=is_gone)


def batch(statements: Sequence[Statement]) -> pa.RecordBatch:
    """Return statements as columns, unchecked."""
    found = [statement.evidence for statement in statements]
    columns: list[list[object]] = [
        [statement.subject for statement in statements],
        [statement.subject_type for statement in statements],
        [statement.predicate for statement in statements],
        [statement.object for statement in statements],
        [statement.object_type for statement in statements],
        [statement.confidence for statement in statements],
        [evidence and evidence.document for evidence in found],
        [evidence and evidence.field for evidence in found],
        [evidence and evidence.start for evidence in found],
        [evidence and evidence.end for evidence in found],
        [evidence and evidence.quote for evidence in found],
        [statement.method for statement in statements],
        [statement.time for statement in statements],
        [statement.subject_alias for statement in statements],
        [statement.object_alias for statement in statements],
    ]
    return pa.record_batch(
        [pa.array(column, field.type) for column, field in zip(columns, STATEMENTS, strict=True)], schema=STATEMENTS
    )


def _reason_to_refuse(statement: Statement, fields: Mapping[str, Mapping[str, str]]) -> str | None:
    if not (statement.subject.strip() and statement.predicate.strip() and statement.object.strip()):
        parts = {"subject": statement.subject, "predicate": statement.predicate, "object": statement.object}
        return f"the {next(part for part, name in parts.items() if not name.strip())} is empty"
    names = (
        f"{statement.subject}{statement.predicate}{statement.object}"
        f"{statement.subject_type}{statement.object_type}{statement.method}"
        f"{statement.subject_alias or ''}{statement.object_alias or ''}"
    )
    if not is_unicode(names):
        return "a name in it is not valid Unicode"
    return verify(statement, fields)


def is_unicode(text: str) -> bool:
    """Return whether a text can be written as UTF-8; half of a surrogate pair cannot."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

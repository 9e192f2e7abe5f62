"""Merges as Arrow columns, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyarrow as pa

from tastegraph.errors import InputError
from tastegraph.graph.columns import is_unicode
from tastegraph.graph.merge import Merge

MERGES: Final = pa.schema(
    [
        pa.field("type", pa.string(), nullable=False),
        pa.field("alias", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("reasons", pa.list_(pa.string()), nullable=False),
        pa.field("method", pa.string(), nullable=False),
        pa.field("time", pa.int64(), nullable=False),
    ]
)


def merges_table(merges: Iterable[Merge]) -> pa.Table:
    """Return merges as a table of ``MERGES``; equal ones once.

    Raises:
        InputError: A name is not valid Unicode.
    """
    rows = list(dict.fromkeys(merges))
    for merge in rows:
        if not is_unicode("".join((merge.type, merge.alias, merge.name, *merge.reasons))):
            raise InputError(f"the merge of {merge.alias!r} is not valid Unicode", fix="Mend its half surrogate pairs")
    columns = {name: [getattr(merge, name) for merge in rows] for name in MERGES.names}
    columns["reasons"] = [list(merge.reasons) for merge in rows]
    return pa.table(columns, schema=MERGES)


def read_merges(batches: Iterable[pa.RecordBatch]) -> Iterator[Merge]:
    """Yield the merges in batches of ``MERGES``."""
    for batch in batches:
        columns = [batch.column(name).to_pylist() for name in MERGES.names]
        for type_, alias, name, score, reasons, method, time in zip(*columns, strict=True):
            yield Merge(type_, alias, name, score, tuple(reasons), method, time)

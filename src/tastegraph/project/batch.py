"""The best items for everybody, as one Parquet file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tastegraph.data import IdMap
from tastegraph.engine import stream_blocks
from tastegraph.errors import InputError
from tastegraph.progress import Progress, silent
from tastegraph.project.answers import BatchAnswer
from tastegraph.recommend import Recommender, State
from tastegraph.writing import unfinished

BLOCK: Final = 512
"""Users ranked at a time: a block of scores is this × items, for each core at work."""
ROW_GROUP: Final = 2**17
"""Rows kept before they are written together."""


def recommend_all(
    model: Recommender, out: Path, *, k: int = 10, only: State | None = None, progress: Progress = silent
) -> BatchAnswer:
    """Write the k best items of every user of a model to a Parquet file.

    Its columns are user, rank (from 1), item, score and state (warm or cold), in the order of the model's users; ids
    are whole numbers where all are, and text otherwise. Who has no history gets the popular items. The file is
    written whole or not at all.

    Args:
        model: Whose users and items they are.
        out: The file; its name ends in ``.parquet``.
        k: Items for each user; there are fewer rows where a user has fewer items left.
        only: ``"cold"`` ranks new items alone, ``"warm"`` leaves them out.
        progress: Told how many users are done.

    Raises:
        InputError: The name is another, k is below 1, or the file cannot be written.
    """
    started = time.perf_counter()
    if out.suffix != ".parquet" or out.is_dir():
        raise InputError("is no name for a Parquet file", path=out, fix="Give a file name that ends in .parquet")
    if k < 1:
        raise InputError(f"k is {k}", field="k", fix="Ask for one item at least")
    users, items = _as_arrow(model.users), _as_arrow(model.items)
    schema = pa.schema(
        [
            ("user", users.type),
            ("rank", pa.int32()),
            ("item", items.type),
            ("score", pa.float32()),
            ("state", pa.string()),
        ]
    )
    states = pa.array(np.where(model.cold, "cold", "warm"))
    rows = 0
    with unfinished(out) as place, pq.ParquetWriter(place, schema) as writer:
        kept: list[pa.Table] = []
        for part, found, scores in _ranked_blocks(model, k, only):
            row, rank = np.nonzero(found >= 0)
            chosen = found[row, rank]
            columns = [
                users.take(row + part.start),
                rank + 1,
                items.take(chosen),
                scores[row, rank],
                states.take(chosen),
            ]
            kept.append(pa.table([pa.array(column) for column in columns], schema=schema))
            rows += len(row)
            if sum(map(len, kept)) >= ROW_GROUP:
                writer.write_table(pa.concat_tables(kept))
                kept.clear()
            progress("ranking", part.stop, len(users))
        if kept:
            writer.write_table(pa.concat_tables(kept))
    return BatchAnswer(users=len(users), rows=rows, out=str(out), seconds=time.perf_counter() - started)


def _ranked_blocks(
    model: Recommender, k: int, only: State | None
) -> Iterator[tuple[slice, NDArray[np.int32], NDArray[np.float32]]]:
    total = len(model.users)
    parts = [slice(start, min(start + BLOCK, total)) for start in range(0, total, BLOCK)]
    for part, (found, scores) in zip(parts, stream_blocks(_ranked, parts, model, k, only), strict=True):
        yield part, found, scores


def _ranked(
    part: slice, model: Recommender, k: int, only: State | None
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    return model.rank(part, k, only=only)


def _as_arrow(ids: IdMap) -> pa.Array:
    numbers = all(isinstance(id_, int) for id_ in ids)
    return pa.array(list(ids), pa.int64()) if numbers else pa.array([str(id_) for id_ in ids], pa.string())

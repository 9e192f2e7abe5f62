"""From statements to sparse matrices: one per relation, items × what they stand in it with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from tastegraph.graph.statement import ITEM

INVERSE: Final = "⁻¹"
COLUMNS: Final = ("subject", "subject_type", "predicate", "object", "object_type", "confidence")

Incidence = tuple[csr_array, list[tuple[str, str]]]
"""Items × others, float32 confidences; and the others as (type, name), sorted."""


def incidence(statements: pa.Table, items: Sequence[str]) -> dict[str, Incidence]:
    """Return a matrix for each relation that has a statement about one of the items.

    A row is an item that is the subject; where it is the object, the relation is named ``<predicate>⁻¹``. A relation
    between items appears both ways. Of equal statements the highest confidence counts.

    Args:
        statements: Table with at least ``COLUMNS``.
        items: Item ids, without repeats, in the order of the rows.

    Returns:
        Relation → (csr float32 [items, others], others); relations sorted, each before its inverse.
    """
    if not len(statements):
        return {}
    types, type_ = _ranked(statements, "subject_type", "object_type")
    names, name = _ranked(statements, "subject", "object")
    # (type, name) pairs in sorted order: the number of each is its type's rank, then its name's.
    pairs, entity = np.unique(type_ * len(names) + name, return_inverse=True)
    entities = list(
        zip(types.take(pairs // len(names)).to_pylist(), names.take(pairs % len(names)).to_pylist(), strict=True)
    )

    position = pc.fill_null(pc.index_in(names, pa.array(items, pa.string())), -1).to_numpy()
    is_item = pc.equal(types, ITEM).to_numpy(zero_copy_only=False)
    row = np.where(is_item[type_], position[name], -1)

    count = len(statements)
    ends = {"": (row[:count], entity[count:]), INVERSE: (row[count:], entity[:count])}
    confidence = statements.column("confidence").to_numpy().astype(np.float32)
    predicates, predicate = _ranked(statements, "predicate")
    groups = np.split(np.argsort(predicate, kind="stable"), np.cumsum(np.bincount(predicate))[:-1])
    found: dict[str, Incidence] = {}
    for relation, group in zip(predicates.to_pylist(), groups, strict=True):
        for direction, (rows, others) in ends.items():
            about = group[rows[group] >= 0]
            if about.size:
                shown, columns = np.unique(others[about], return_inverse=True)
                matrix = _highest(rows[about], columns, confidence[about], (len(items), len(shown)))
                found[relation + direction] = matrix, [entities[other] for other in shown]
    return found


def _ranked(statements: pa.Table, *columns: str) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the distinct values of the columns, sorted, and the rank of each value, one column after the other."""
    values = pa.chunked_array([chunk for column in columns for chunk in statements.column(column).chunks])
    encoded = values.combine_chunks().dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return encoded.dictionary.take(order), rank[encoded.indices.to_numpy()]


def _highest(
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    values: npt.NDArray[np.float32],
    shape: tuple[int, int],
) -> csr_array:
    """Return the matrix of these entries; where a cell has several, the highest stays."""
    cells = rows * shape[1] + columns
    order = np.lexsort((values, cells))
    last = np.append(np.diff(cells[order]) > 0, True)
    kept = order[last]
    return csr_array((values[kept], (rows[kept], columns[kept])), shape=shape)

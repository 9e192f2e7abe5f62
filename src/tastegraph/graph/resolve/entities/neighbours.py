"""Names that mean the same to an encoder: the nearest by cosine, found tile by tile."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.engine import map_blocks

_ROWS: Final = 1024
_COLUMNS: Final = 8192
"""Size of a tile: its product stays in the cache of a core, whatever the number of names."""


def near(
    vectors: npt.NDArray[np.float32], k: int, least: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Return the pairs of rows whose cosine is high, each pair once.

    Cost: n² / 2 products of length d, so 2 · 10¹² multiplications for 100,000 names of dimension 384; memory for one
    tile a core and for the pairs that are found.

    Args:
        vectors: float32 [n, d], rows of length 1.
        k: Most pairs that a row makes with later rows; the nearest are kept.
        least: Smallest cosine of a pair.

    Returns:
        int64 [pairs] and int64 [pairs], the smaller place first, sorted; float32 [pairs], their cosines.
    """
    starts = range(0, len(vectors), _ROWS)
    parts = map_blocks(_near_rows, [slice(start, start + _ROWS) for start in starts], vectors, k, least)
    if not parts:
        none = np.empty(0, np.int64)
        return none, none, np.empty(0, np.float32)
    left, right, cosine = (np.concatenate(column) for column in zip(*parts, strict=True))
    return left, right, cosine


def _near_rows(
    part: slice, vectors: npt.NDArray[np.float32], k: int, least: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    rows = vectors[part]
    found = []
    for start in range(part.start, len(vectors), _COLUMNS):
        tile = rows @ vectors[start : start + _COLUMNS].T
        row, column = np.nonzero(tile >= least)
        later = column + start > row + part.start
        row, column = row[later], column[later]
        found.append((row + part.start, column + start, tile[row, column]))
    left, right, cosine = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((right, -cosine, left))
    rank = np.arange(len(order)) - np.searchsorted(left[order], left[order])
    kept = order[rank < k]
    kept = kept[np.lexsort((right[kept], left[kept]))]
    return left[kept].astype(np.int64), right[kept].astype(np.int64), np.minimum(cosine[kept], 1.0)

"""Arithmetic on encoded texts that stays small whatever the size of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from tastegraph.extract.encoder.words import FloatArray, IntArray
from tastegraph.text import TextEncoder

_BLOCK: Final = 8192


def encode_each(encoder: TextEncoder, texts: Sequence[str]) -> tuple[FloatArray, IntArray]:
    """Encode texts, equal ones once.

    Returns:
        float32 [distinct texts, dimension], and int64 [texts], the row of each text.
    """
    place = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    return encoder.encode(list(place)), np.array([place[text] for text in texts], dtype=np.int64)


def paired_cosines(left: FloatArray, left_rows: IntArray, right: FloatArray, right_rows: IntArray) -> FloatArray:
    """Return float32 [pairs], the cosines of ``left[left_rows]`` and ``right[right_rows]``, vectors of length 1."""
    cosines = np.empty(len(left_rows), dtype=np.float32)
    for start in range(0, len(cosines), _BLOCK):
        block = slice(start, start + _BLOCK)
        cosines[block] = np.einsum("ij,ij->i", left[left_rows[block]], right[right_rows[block]])
    return cosines

"""Phrases that mean the same become one concept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from tastegraph.extract.encoder.english import EXCLUSIVE
from tastegraph.extract.encoder.words import BoolArray, FloatArray, IntArray, is_unspaced

SAME_MEANING: Final = 0.8
"""Cosine from which two phrases are one concept."""
_BLOCK: Final = 256


def merge_phrases(vectors: FloatArray, names: Sequence[str], texts: IntArray) -> IntArray:
    """Return int64 [phrases]: for each phrase the one that names its concept; that names itself.

    The phrases are taken from the most widespread to the rarest. Each joins the nearest concept whose naming phrase
    has a cosine of at least SAME_MEANING with it, or names a new one, so that no chain of neighbours drifts away from
    the name. Phrases that differ in a number or in words that exclude each other, as husband and wife do, stay apart,
    and so do phrases of scripts without spaces: few encoders read them well enough.

    Args:
        vectors: float32 [phrases, dimension], rows of length 1.
        names: The phrases.
        texts: int64 [phrases], in how many texts each occurs.
    """
    marks = _exclusive_marks(names)
    order = np.argsort(-texts, kind="stable")
    concept = np.empty(len(names), dtype=np.int64)
    leaders = np.empty(0, dtype=np.int64)
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        # The phrases of this block may join each other too: they stand behind the leaders there are.
        others = np.r_[leaders, block]
        cosines = vectors[block] @ vectors[others].T
        cosines[cosines < SAME_MEANING] = 0
        leads = np.r_[np.ones(len(leaders), dtype=np.bool_), np.zeros(len(block), dtype=np.bool_)]
        for row, phrase in enumerate(block):
            near = np.flatnonzero(cosines[row])
            near = near[leads[near]]
            near = near[~_exclude(marks[phrase], marks[others[near]])]
            if len(near):
                concept[phrase] = others[near[np.argmax(cosines[row, near])]]
            else:
                concept[phrase] = phrase
                leads[len(leaders) + row] = True
        leaders = others[leads]
    return concept


def _exclusive_marks(names: Sequence[str]) -> IntArray:
    """For each phrase, which word of each exclusive group it has, 0 for none; at last which figures."""
    marks = np.zeros((len(names), len(EXCLUSIVE) + 1), dtype=np.int64)
    numbered = [{word: place for place, word in enumerate(sorted(group), 1)} for group in EXCLUSIVE]
    figures: dict[str, int] = {"": 0}
    for row, name in enumerate(names):
        words = name.casefold().split()
        for column, group in enumerate(numbered):
            marks[row, column] = next((group[word] for word in words if word in group), 0)
        own = "".join(character for character in name if character.isnumeric() or is_unspaced(character))
        marks[row, -1] = figures.setdefault(own, len(figures))
    return marks


def _exclude(mark: IntArray, others: IntArray) -> BoolArray:
    differs: BoolArray = ((mark != 0) & (others != 0) & (mark != others)).any(axis=1)
    return differs

"""More examples from few: texts in which values have changed places with others of the same kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.pieces import Piece
from tastegraph.extract.tagger.tagset import OUTSIDE, spans_of

IntArray = npt.NDArray[np.int64]

Value = tuple[tuple[str, ...], tuple[bool, ...]]
"""Words, and for each but the first whether it follows the one before without a space."""


class Exchange:
    """The values of labelled pieces by context and kind."""

    def __init__(self, pieces: Sequence[Piece], labels: Sequence[IntArray]) -> None:
        self._values: dict[tuple[str, int], list[Value]] = {}
        for piece, of_piece in zip(pieces, labels, strict=True):
            for start, end, kind in spans_of(of_piece):
                value = piece.words[start:end], _glued(piece)[start + 1 : end]
                self._values.setdefault((piece.context, kind), []).append(value)

    def renewed(self, piece: Piece, labels: IntArray, share: float, rng: random.Random) -> tuple[Piece, IntArray]:
        """Return the piece with about this share of its values exchanged for others of the same context and kind."""
        words: list[str] = []
        glued: list[bool] = []
        tags: list[int] = []
        done = 0
        own = _glued(piece)
        for start, end, kind in [*spans_of(labels), (len(piece), len(piece), -1)]:
            words.extend(piece.words[done:start])
            glued.extend(own[done:start])
            tags.extend([OUTSIDE] * (start - done))
            done = end
            if start == end:
                continue
            value: Value = piece.words[start:end], own[start + 1 : end]
            if rng.random() < share:
                value = rng.choice(self._values[piece.context, kind])
            words.extend(value[0])
            glued.extend((own[start], *value[1]))
            tags.extend([1 + 2 * kind, *[2 + 2 * kind] * (len(value[0]) - 1)])
        return Piece(piece.text, tuple(words), _places(words, glued), piece.context), np.array(tags, dtype=np.int64)


def _glued(piece: Piece) -> tuple[bool, ...]:
    ends = [-1, *(end for _, end in piece.places)]
    return tuple(start == end for (start, _), end in zip(piece.places, ends, strict=False))


def _places(words: Sequence[str], glued: Sequence[bool]) -> tuple[tuple[int, int], ...]:
    places: list[tuple[int, int]] = []
    end = -1
    for word, follows in zip(words, glued, strict=True):
        start = end if follows and places else end + 1
        end = start + len(word)
        places.append((start, end))
    return tuple(places)

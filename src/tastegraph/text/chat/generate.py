"""Answers drawn from a causal language model, several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tastegraph.errors import InputError
from tastegraph.text.chat.answer import ChatAnswer, ChatFailure, Outcome, Usage
from tastegraph.text.chat.constrained import Constrained, Grammars
from tastegraph.text.chat.request import ChatRequest


@dataclass(eq=False)
class _Row:
    request: ChatRequest
    prompt: list[int]
    most: int
    rng: np.random.Generator
    answer: Constrained | None
    tokens: list[int] = field(default_factory=list)
    finish: str | None = None


class Generator:
    """Holds a model and its tokenizer.

    Args:
        folder: As ``save_pretrained`` writes it.
        name: Of the model.
        seed: Of what is drawn.

    Raises:
        InputError: The model cannot be loaded.
    """

    def __init__(self, folder: Path, name: str, seed: int) -> None:
        self._name, self._seed = name, seed
        try:
            self._tokenizer, self._model = _loaded(folder)
            self._grammars = Grammars(self._tokenizer, self._model.config.vocab_size)
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"the model cannot be loaded: {' '.join(str(error).split())[:300]}",
                path=folder,
                field="chat.local",
                fix="Name a folder that transformers loads as a causal model with a fast tokenizer",
            ) from error
        self._model.train(mode=False)
        self._context = int(getattr(self._model.config, "max_position_embeddings", 0) or 1 << 30)
        self._end = self._tokenizer.eos_token_id

    def answers(self, requests: Sequence[ChatRequest]) -> list[Outcome]:
        """Return the outcome of each request, in order.

        Raises:
            InputError: A schema has parts that cannot be followed.
        """
        rows = [self._row(request) for request in requests]
        self._draw([row for row in rows if isinstance(row, _Row)])
        return [self._outcome(row) if isinstance(row, _Row) else row for row in rows]

    def _row(self, request: ChatRequest) -> _Row | ChatFailure:
        prompt = self._prompt(request)
        room = self._context - len(prompt)
        if room < 1:
            reason = f"the text is too long for the model: {len(prompt)} tokens, {self._context} fit"
            return ChatFailure(reason, 0, retryable=False)
        answer = None if request.schema is None else self._grammars.begin(request.schema)
        entropy = [self._seed, int(request.key(self._name)[:16], 16)]
        return _Row(request, prompt, min(request.max_tokens, room), np.random.default_rng(entropy), answer)

    def _prompt(self, request: ChatRequest) -> list[int]:
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        if self._tokenizer.chat_template:
            text = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
            return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])
        text = "".join(f"{message['role']}: {message['content']}\n" for message in messages) + "assistant: "
        return list(self._tokenizer(text)["input_ids"])

    def _draw(self, rows: Sequence[_Row]) -> None:
        import torch

        ids, mask = _left_padded([row.prompt for row in rows])
        # Transformers calls what attention keeps `cache` from 5.24 on, and `past_key_values` before.
        kept = "cache" if "cache" in signature(self._model.forward).parameters else "past_key_values"
        past = None
        with torch.inference_mode():
            while any(row.finish is None for row in rows):
                positions = np.maximum(mask.cumsum(axis=1) - 1, 0)[:, -ids.shape[1] :]
                said = self._model(
                    input_ids=torch.from_numpy(ids),
                    attention_mask=torch.from_numpy(mask),
                    position_ids=torch.from_numpy(positions),
                    use_cache=True,
                    **{kept: past},
                )
                past = getattr(said, kept)
                scores = said.logits[:, -1].float().numpy()
                drawn = [self._next(row, scores[place]) if row.finish is None else 0 for place, row in enumerate(rows)]
                ids = np.array(drawn, dtype=np.int64)[:, None]
                mask = np.hstack([mask, np.ones_like(ids)])

    def _next(self, row: _Row, scores: npt.NDArray[np.float32]) -> int:
        if row.answer is not None:
            scores = np.where(row.answer.allowed(), scores, -np.inf)
        token = _drawn(scores, row.request.temperature, row.rng)
        if token == self._end:
            row.finish = "stop"
            return token
        row.tokens.append(token)
        if row.answer is not None and row.answer.take(token):
            row.finish = "stop"
        elif len(row.tokens) >= row.most:
            row.finish = "length"
        return token

    def _outcome(self, row: _Row) -> Outcome:
        tokens = row.tokens
        if row.answer is None:
            text = self._tokenizer.decode(tokens, skip_special_tokens=True)
        else:
            spelled = b"".join(self._grammars.spelled[token] for token in tokens)
            closing = row.answer.closing(spelled) if row.finish == "length" else []
            if closing is None:
                return ChatFailure("the schema wants a longer answer than can be made", 1, retryable=False)
            tokens = tokens + closing
            text = (spelled + b"".join(self._grammars.spelled[token] for token in closing)).decode("utf-8")
        usage = Usage(len(row.prompt), len(tokens))
        return ChatAnswer(text, usage, row.finish or "stop", self._name)


def _loaded(folder: Path) -> tuple[Any, Any]:
    """Return the tokenizer and the model; transformers shows no progress meanwhile."""
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    shows_progress = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, use_safetensors=True, dtype="auto")
    finally:
        if shows_progress:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    return tokenizer, model


def _drawn(scores: npt.NDArray[np.float32], temperature: float, rng: np.random.Generator) -> int:
    """Return the likeliest token at temperature 0, else one drawn from the softmax."""
    if temperature <= 0:
        return int(scores.argmax())
    weights = np.exp((scores - scores.max()) / temperature, dtype=np.float64)
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def _left_padded(prompts: Sequence[list[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the tokens, int64 [prompts, longest], and which of them are no padding, 1 or 0."""
    shape = (len(prompts), max(map(len, prompts), default=0))
    ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, prompt in enumerate(prompts):
        ids[row, shape[1] - len(prompt) :] = prompt
        mask[row, shape[1] - len(prompt) :] = 1
    return ids, mask

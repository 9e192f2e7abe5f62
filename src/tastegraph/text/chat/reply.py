"""What a server's reply means."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from tastegraph.text.chat.answer import ChatAnswer, Usage
from tastegraph.text.chat.request import ChatRequest
from tastegraph.text.chat.tokens import estimate_tokens

_SAID: Final = 300
"""Most characters of a server's words that a message repeats."""


class UnreadableReplyError(ValueError):
    """A reply with status 200 that is no chat completion."""


def read_completion(body: bytes, request: ChatRequest, model: str) -> ChatAnswer:
    """Return the answer of a chat completion in OpenAI's form.

    A server that counts no tokens has them estimated.

    Raises:
        UnreadableReplyError: The body is cut off, is not JSON, or holds no answer.
    """
    try:
        return answer_of(json.loads(body), request.text(), model)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        shown = clipped(body.decode("utf-8", "replace"))
        raise UnreadableReplyError(f"the reply is not JSON ({error}): {shown}") from None


def answer_of(completion: Any, prompt: str | None, model: str) -> ChatAnswer:
    """Return the answer of a chat completion that was read as JSON.

    Args:
        completion: As the server sent it.
        prompt: What was sent, to estimate its tokens where the server does not count them; None counts it as nothing.
        model: Name of the model.

    Raises:
        UnreadableReplyError: There is no answer in it.
    """
    try:
        choice = completion["choices"][0]
        message = choice["message"]
        finish = choice.get("finish_reason") or "stop"
        text = message.get("content")
        refusal = message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise UnreadableReplyError(f"the reply holds no answer: {clipped(json.dumps(completion))}") from None
    if isinstance(text, list):
        text = "".join(part.get("text", "") for part in text if isinstance(part, dict))
    if isinstance(refusal, str) and refusal:
        text, finish = refusal, "refusal"
    if text is None:
        text = ""
    if not isinstance(text, str) or not isinstance(finish, str):
        raise UnreadableReplyError(f"the reply holds no answer: {clipped(json.dumps(completion))}")
    return ChatAnswer(text, _usage(completion.get("usage"), prompt, text), finish, model)


def _usage(counted: Any, prompt: str | None, answer: str) -> Usage:
    counts = counted if isinstance(counted, dict) else {}
    tokens = [counts.get("prompt_tokens"), counts.get("completion_tokens")]
    texts = [prompt or "", answer]
    return Usage(
        *(
            count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else estimate_tokens(text)
            for count, text in zip(tokens, texts, strict=True)
        )
    )


def error_said(body: bytes) -> tuple[str, str]:
    """Return what a reply that is an error says, in one line, and its code (empty where it has none)."""
    text = body.decode("utf-8", "replace")
    try:
        error = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return clipped(re.sub(r"<[^>]*>", " ", text[: 100 * _SAID])), ""
    if isinstance(error, dict):
        error = error.get("error", error)
    if isinstance(error, dict):
        said = error.get("message") or error.get("detail") or error
        return clipped(said if isinstance(said, str) else json.dumps(said)), str(error.get("code") or "")
    return clipped(error if isinstance(error, str) else text), ""


def clipped(text: str) -> str:
    """Return the text in one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SAID else line[: _SAID - 1] + "…"

"""What a chat model is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]
"""Who speaks."""


@dataclass(frozen=True)
class Message:
    """One turn of a conversation.

    Attributes:
        role: Who speaks.
        content: What is said.
    """

    role: Role
    content: str


@dataclass(frozen=True)
class ChatRequest:
    """A conversation to be continued by one answer.

    Attributes:
        messages: The turns so far.
        schema: JSON schema that the answer shall fit; None for free text.
        max_tokens: Longest answer, in tokens.
        temperature: 0 for the likeliest answer.
        labels: Hashes that tell where the request comes from: its prompt, schema and document. They count in `key`.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None
    max_tokens: int
    temperature: float = 0.0
    labels: Mapping[str, str] = field(default_factory=dict)

    def key(self, model: str) -> str:
        """Return the SHA-256, in hex digits, of all that decides the answer: the model's name and this request."""
        parts = {
            "model": model,
            "messages": [[message.role, message.content] for message in self.messages],
            "schema": self.schema,
            "max_tokens": self.max_tokens,
            "temperature": float(self.temperature),
            "labels": dict(self.labels),
        }
        # Lone surrogates, which broken files hold, are escaped: they have no UTF-8.
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()

    def text(self) -> str:
        """Return all that is sent to be read: the messages and, where there is one, the schema."""
        schema = [] if self.schema is None else [json.dumps(self.schema, ensure_ascii=False)]
        return "\n".join([message.content for message in self.messages] + schema)

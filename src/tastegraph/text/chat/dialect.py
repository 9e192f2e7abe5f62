"""How a request is written for one server: OpenAI's form, and what of it a server does not know."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from tastegraph.text.chat.request import ChatRequest, Message
from tastegraph.text.language import prompt_language
from tastegraph.text.prompts import Prompt

Format = Literal["json_schema", "json_object", "none"]
"""How the server is told the form of the answer, the strictest first."""
_LESS_STRICT: Final[dict[Format, Format]] = {"json_schema": "json_object", "json_object": "none"}
_FORMAT_WORDS: Final = ("response_format", "json_schema", "json_object", "structured output", "guided")


@dataclass(frozen=True)
class Dialect:
    """What a server understands; learned from what it refuses.

    Attributes:
        format: How it is told the form of the answer.
        length: Its key for the longest answer.
        temperature: Whether it takes a temperature.
    """

    format: Format = "json_schema"
    length: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True

    def body(self, request: ChatRequest, model: str) -> dict[str, Any]:
        """Return the JSON body of a chat completion.

        Where the server itself does not take the schema, the last message tells it.
        """
        messages = request.messages
        if request.schema is not None and self.format != "json_schema":
            messages = _with_schema(request)
        body: dict[str, Any] = {
            "model": model,
            "messages": [{"role": message.role, "content": _writable(message.content)} for message in messages],
            self.length: request.max_tokens,
        }
        if self.temperature:
            body["temperature"] = request.temperature
        if request.schema is not None and self.format != "none":
            body["response_format"] = {"type": self.format}
            if self.format == "json_schema":
                body["response_format"]["json_schema"] = {
                    "name": "answer",
                    "schema": request.schema,
                    "strict": _closed(request.schema),
                }
        return body

    def after(self, refusal: str, request: ChatRequest) -> Dialect | None:
        """Return the dialect to go on with after a refusal (status 400 or 422), None where it is about something else.

        Args:
            refusal: What the server says.
            request: What it was asked.
        """
        said = refusal.lower()
        if "max_completion_tokens" in said and self.length == "max_tokens":
            return replace(self, length="max_completion_tokens")
        if "temperature" in said and self.temperature:
            return replace(self, temperature=False)
        if request.schema is not None and self.format != "none" and any(word in said for word in _FORMAT_WORDS):
            return replace(self, format=_LESS_STRICT[self.format])
        return None


def _with_schema(request: ChatRequest) -> tuple[Message, ...]:
    *earlier, last = request.messages
    told = Prompt.load(__package__, "schema", prompt_language(last.content))
    text = told.fill(schema=json.dumps(request.schema, ensure_ascii=False))
    return (*earlier, Message(last.role, f"{last.content}\n\n{text}"))


def _writable(text: str) -> str:
    """Return the text without lone surrogates, which no server reads."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _closed(schema: object) -> bool:
    """Whether every object names all its keys and requires them, as OpenAI's strict mode wants."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and (
            schema.get("additionalProperties") is not False
            or set(schema.get("required", ())) != schema["properties"].keys()
        ):
            return False
        parts: Iterable[object] = schema.values()
    elif isinstance(schema, list | tuple):
        parts = schema
    else:
        return True
    return all(_closed(part) for part in parts)

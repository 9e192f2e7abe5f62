"""What the model is asked about the documents of a call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from tastegraph.data.digest import digest
from tastegraph.extract.chat.answers import entity_form, needs_types, statement_form
from tastegraph.extract.chat.packing import Call
from tastegraph.extract.chat.wording import SELF, documents_text, examples_text, relations_text, types_text
from tastegraph.graph import Schema
from tastegraph.text.chat import ChatRequest, Message
from tastegraph.text.prompts import Prompt

MOST_NAMES: Final = 200
"""Names of entities that the form of an answer lists; where there are more, it leaves them free."""

PromptName = Literal["statements", "entities", "relations"]


class _Told(NamedTuple):
    text: str
    hash: str


class Asking:
    """Writes requests; what the schema has to say in them is worded once.

    Args:
        schema: What may be stated.
        max_answer: Longest answer, in tokens.
    """

    def __init__(self, schema: Schema, max_answer: int) -> None:
        self.schema = schema
        self.max_answer = max_answer
        self._told: dict[tuple[PromptName, str], _Told] = {}

    def statements(self, call: Call) -> ChatRequest:
        """Return the request for all statements of the documents, in one pass."""
        form = statement_form(self.schema, len(call.excerpts), typed=needs_types(self.schema))
        return self._request("statements", call, documents_text(call.excerpts), form)

    def entities(self, call: Call) -> ChatRequest:
        """Return the request for the entities of the documents: the first of two passes."""
        form = entity_form(self.schema, len(call.excerpts))
        return self._request("entities", call, documents_text(call.excerpts), form)

    def relations(self, call: Call, names: Sequence[Sequence[str]]) -> ChatRequest:
        """Return the request for the relations of known entities: the second of two passes.

        Args:
            call: The documents.
            names: Of each document in the call, the names of its entities.
        """
        known = list(dict.fromkeys([SELF, *(name for of_document in names for name in of_document)]))
        listed = known if len(known) <= MOST_NAMES else []
        form = statement_form(self.schema, len(call.excerpts), typed=False, names=listed)
        return self._request("relations", call, documents_text(call.excerpts, names), form)

    @cached_property
    def _schema_digest(self) -> str:
        return digest(self.schema.to_json())

    def _request(self, name: PromptName, call: Call, shown: str, form: dict[str, Any]) -> ChatRequest:
        told = self._prompt(name, call.language)
        return ChatRequest(
            messages=(Message("system", told.text), Message("user", shown)),
            schema=form,
            max_tokens=self.max_answer,
            labels={"prompt": told.hash, "schema": self._schema_digest, "documents": call.digest},
        )

    def _prompt(self, name: PromptName, language: str) -> _Told:
        if (name, language) not in self._told:
            prompt = Prompt.load(__package__, name, language)
            values = {
                "types": types_text(self.schema),
                "relations": relations_text(self.schema),
                "examples": examples_text(self.schema),
            }
            text = prompt.fill(**{place: values[place] for place in prompt.names})
            self._told[name, language] = _Told(text, prompt.hash)
        return self._told[name, language]

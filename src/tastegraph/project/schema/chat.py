"""What a chat model reads in texts of the catalogue for a schema: requests, and answers that their texts prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tastegraph.config import ProjectConfig
from tastegraph.data import Document
from tastegraph.errors import InputError
from tastegraph.extract.chat.excerpts import Excerpt, excerpts_of
from tastegraph.extract.chat.wording import SELF, documents_text, relations_text, types_text
from tastegraph.extract.grounding import locate
from tastegraph.graph import ITEM, Example, Schema
from tastegraph.progress import Progress
from tastegraph.text.chat import ChatModel, ChatRequest, Message, ask
from tastegraph.text.language import prompt_language
from tastegraph.text.prompts import Prompt

CALLS: Final = 12
"""Requests that are sent, each with documents from all over the catalogue."""
TOKENS: Final = 1_500
"""Of text in a request."""
LONGEST_DOCUMENT: Final = 500
"""Tokens of a document that are shown."""
LONGEST_NAME: Final = 60
LONGEST_QUOTE: Final = 500


def _known(given: object) -> object:
    """A datatype, or "" for what is none: a record is not lost over it."""
    return given if given in {"date", "year", "number", "text"} else ""


class RelationRecord(BaseModel):
    """A relation as the model gives it; nothing about it is trusted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    relation: str = Field(min_length=1, max_length=LONGEST_NAME)
    domain: str = Field(min_length=1, max_length=LONGEST_NAME)
    range: str = Field(min_length=1, max_length=LONGEST_NAME)
    datatype: Annotated[Literal["", "date", "year", "number", "text"], BeforeValidator(_known)] = ""
    description: str = Field(default="", max_length=300)
    functional: bool = False
    symmetric: bool = False
    transitive: bool = False
    document: int
    quote: str = Field(min_length=1, max_length=2 * LONGEST_QUOTE)
    subject: str = Field(min_length=1, max_length=200)
    object: str = Field(min_length=1, max_length=200)


class RelationAnswer(BaseModel):
    """An answer of the model."""

    relations: list[RelationRecord]


@dataclass(frozen=True)
class Finding:
    """A relation that a text states.

    Attributes:
        record: What the model says of it.
        item: Id of the document that proves it.
        example: The proof.
    """

    record: RelationRecord
    item: str
    example: Example


@dataclass(frozen=True)
class Findings:
    """What a chat model found.

    Attributes:
        proved: What a text proves.
        rejected: How many records no text proves.
        problems: What was wrong with answers, a line each.
        requests: How many were sent.
        documents: How many were shown.
    """

    proved: tuple[Finding, ...]
    rejected: int
    problems: tuple[str, ...]
    requests: int
    documents: int


def find_relations(
    model: ChatModel, documents: Sequence[Document], schema: Schema, config: ProjectConfig, progress: Progress
) -> Findings:
    """Ask a chat model which relations a sample of the catalogue's texts states.

    What an answer names counts where its quote stands in the document that it names, and its object in the quote.

    Args:
        model: Whom to ask.
        documents: The catalogue.
        schema: What is known already.
        config: Of the Project: the fields that hold text, the length of answers and the language.
        progress: Told how many answers there are.

    Raises:
        InputError: There is no text to read, or no request was answered.
    """
    calls = _calls(documents, config.items.text)
    if not calls:
        raise InputError("no column is named as text", field="items.text", fix="Name the columns to be read there")
    requests = [_request(call, schema, config) for call in calls]
    proved: list[Finding] = []
    problems: list[str] = []
    rejected = failed = 0
    progress("asking the chat model", 0, len(calls))
    for done, (place, asked) in enumerate(ask(model, requests, RelationAnswer, "relations"), 1):
        progress("asking the chat model", done, len(calls))
        problems += asked.problems
        failed += asked.failure is not None
        for record in asked.records:
            finding = _proved(record, calls[place])
            rejected += finding is None
            proved += [] if finding is None else [finding]
    if failed == len(calls):
        raise InputError(
            f"the chat model answered none of {failed} requests: {problems[0] if problems else 'no reason given'}",
            field="chat", fix="Check [chat] in tastegraph.toml, or use --method encoder",
        )  # fmt: skip
    # Answers come in any order; what is made of them shall not depend on it.
    proved.sort(key=lambda one: (one.item, one.record.relation, one.record.object, one.record.quote))
    return Findings(tuple(proved), rejected, tuple(problems), len(calls), sum(map(len, calls)))


def _calls(documents: Sequence[Document], fields: Sequence[str]) -> list[list[Excerpt]]:
    """At most CALLS groups of excerpts, of documents spread evenly over the catalogue."""
    shown = [one for one in documents if any(one.fields.get(field, "").strip() for field in fields)]
    wanted = CALLS * max(1, TOKENS // LONGEST_DOCUMENT)
    step = max(1, len(shown) // (2 * wanted))
    calls: list[list[Excerpt]] = [[] for _ in range(CALLS)]
    room = [TOKENS] * CALLS
    for number, document in enumerate(shown[::step]):
        call = number % CALLS
        found = excerpts_of(number, document, fields, LONGEST_DOCUMENT, 0)[:1]
        if found and found[0].tokens <= room[call]:
            calls[call].append(found[0])
            room[call] -= found[0].tokens
    return [call for call in calls if call]


def _request(call: Sequence[Excerpt], schema: Schema, config: ProjectConfig) -> ChatRequest:
    text = documents_text(call)
    language = config.chat.language if config.chat.language != "auto" else prompt_language(text)
    prompt = Prompt.load(__package__, "relations", language)
    return ChatRequest(
        messages=(
            Message("system", prompt.fill(types=types_text(schema), relations=relations_text(schema))),
            Message("user", text),
        ),
        schema=_form(len(call)),
        max_tokens=config.chat.max_answer,
        labels={"prompt": prompt.hash},
    )


def _proved(record: RelationRecord, call: Sequence[Excerpt]) -> Finding | None:
    if not 1 <= record.document <= len(call):
        return None
    excerpt = call[record.document - 1]
    for part in excerpt.parts:
        span = part.searchable.locate(record.quote)
        if span is None:
            continue
        quote = part.text[span.start : span.end]
        object_ = locate(record.object, quote)
        if object_ is None:
            return None
        written = quote[object_.start : object_.end]
        title = excerpt.document.title
        if record.subject.strip() in {SELF, ITEM}:
            text = quote if title in quote else f"{title}\n{quote}"
            return Finding(record, excerpt.document.item, Example(text=text, subject=title, object=written))
        subject = locate(record.subject, quote)
        if subject is None:
            return None
        named = quote[subject.start : subject.end]
        return Finding(record, excerpt.document.item, Example(text=quote, subject=named, object=written))
    return None


def _form(documents: int) -> dict[str, Any]:
    """The JSON schema of an answer."""
    name = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
    properties = {
        "relation": name,
        "domain": name,
        "range": name,
        "datatype": {"type": "string", "enum": ["", "date", "year", "number", "text"]},
        "description": {"type": "string", "maxLength": 200},
        **{trait: {"type": "boolean"} for trait in ("functional", "symmetric", "transitive")},
        "document": {"type": "integer", "enum": list(range(1, documents + 1))},
        "quote": {"type": "string", "minLength": 1, "maxLength": LONGEST_QUOTE},
        **{end: {"type": "string", "minLength": 1, "maxLength": 200} for end in ("subject", "object")},
    }
    entry = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {"relations": {"type": "array", "maxItems": 64, "items": entry}},
        "required": ["relations"],
        "additionalProperties": False,
    }

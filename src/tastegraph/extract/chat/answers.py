"""What a chat model is to answer: as values, and as the JSON schema that is sent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tastegraph.extract.support import LONGEST_NAME
from tastegraph.graph import ITEM, Schema
from tastegraph.graph.schema import ANY, BUILT_IN, ENTITY, LITERAL

LONGEST_QUOTE: Final = 500
"""Characters of the longest quote."""
MOST_RECORDS: Final = 256
"""Entries of the longest answer."""
LONGEST_WORD: Final = 60
"""Characters of a relation or type that an open schema lets the model name."""


def _number(given: object) -> float | None:
    """A confidence, or None: a record is not lost because its confidence is no number."""
    if isinstance(given, int | float) and math.isfinite(given):
        return float(given)
    return None


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    document: int


class StatementRecord(_Record):
    """One statement as the model gives it; nothing about it is trusted."""

    subject: str = Field(max_length=LONGEST_NAME)
    relation: str = Field(max_length=LONGEST_NAME)
    object: str = Field(max_length=LONGEST_NAME)
    quote: str = Field(max_length=4 * LONGEST_QUOTE)
    subject_type: str | None = Field(default=None, max_length=LONGEST_WORD)
    object_type: str | None = Field(default=None, max_length=LONGEST_WORD)
    confidence: Annotated[float | None, BeforeValidator(_number)] = None


class EntityRecord(_Record):
    """One entity as the model gives it."""

    name: str = Field(max_length=LONGEST_NAME)
    type: str = Field(max_length=LONGEST_WORD)


class StatementAnswer(BaseModel):
    """Answer to a call for statements."""

    statements: list[StatementRecord]


class EntityAnswer(BaseModel):
    """Answer to a call for entities."""

    entities: list[EntityRecord]


def needs_types(schema: Schema) -> bool:
    """Whether the relation alone does not say of which types its ends are."""
    if not schema.relations:
        return True
    if not schema.types:
        return False
    wide = {ENTITY, ANY} | {kind.parent for kind in schema.types if kind.parent}
    return any(end in wide for one in schema.relations for end in (one.domain, one.range))


def entity_types(schema: Schema) -> tuple[str, ...]:
    """Return the types that an entity in a text may have; empty where any will do."""
    ends = [end for one in schema.relations for end in (one.domain, one.range)]
    named = [kind.name for kind in schema.types] + [end for end in ends if end not in BUILT_IN]
    literal = [LITERAL] if {LITERAL, ANY} & set(ends) else []
    entity = [ENTITY] if {ENTITY, ANY} & set(ends) else []
    return tuple(dict.fromkeys(name for name in [*named, *entity, *literal] if name != ITEM))


def statement_form(schema: Schema, documents: int, *, typed: bool, names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the JSON schema of a `StatementAnswer`.

    Args:
        schema: Its relations are the only ones that may be named; one without relations leaves that free.
        documents: How many the call shows.
        typed: Whether the types of subject and object are to be named.
        names: The only names that subject and object may have; empty where they are free.
    """
    end = _one_of(names, LONGEST_NAME)
    types = entity_types(schema)
    kind = _one_of((*types, ITEM) if types else (), LONGEST_WORD)
    return _list_of(
        "statements",
        {
            "document": _one_of(range(1, documents + 1), 0),
            "subject": end,
            **({"subject_type": kind} if typed else {}),
            "relation": _one_of(schema.names, LONGEST_WORD),
            "object": end,
            **({"object_type": kind} if typed else {}),
            "quote": _text(LONGEST_QUOTE),
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        },
    )


def entity_form(schema: Schema, documents: int) -> dict[str, Any]:
    """Return the JSON schema of an `EntityAnswer`."""
    return _list_of(
        "entities",
        {
            "document": _one_of(range(1, documents + 1), 0),
            "name": _text(LONGEST_NAME),
            "type": _one_of(entity_types(schema), LONGEST_WORD),
        },
    )


def _one_of(values: Sequence[str] | range, longest: int) -> dict[str, Any]:
    if not values:
        return _text(longest)
    return {"type": "integer" if isinstance(values, range) else "string", "enum": list(values)}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _list_of(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    entry = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {name: {"type": "array", "maxItems": MOST_RECORDS, "items": entry}},
        "required": [name],
        "additionalProperties": False,
    }

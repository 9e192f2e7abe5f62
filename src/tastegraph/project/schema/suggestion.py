"""What a catalogue suggests for a schema, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tastegraph.graph import EntityType, Relation, Schema
from tastegraph.graph.schema import schema_text


@dataclass(frozen=True)
class Suggestion:
    """A schema to start from.

    Attributes:
        schema: What columns, sources and texts bear out.
        proposals: Further relations, for a person to judge, each after the types that it needs; no two have one name,
            and none has one of the schema.
        notes: Name of a relation → what speaks for it.
        messages: What a person should know beside, a sentence each.
    """

    schema: Schema
    proposals: tuple[EntityType | Relation, ...]
    notes: Mapping[str, str]
    messages: tuple[str, ...] = ()

    def text(self) -> str:
        """As the text of a ``schema.toml``; the proposals are comments in it."""
        return schema_text(self.schema, notes=self.notes, proposals=self.proposals)

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready dictionaries, lists, strings and numbers."""
        return {
            "schema": self.schema.model_dump(mode="json", exclude_defaults=True),
            "proposals": {
                "types": [_plain(one) for one in self.proposals if isinstance(one, EntityType)],
                "relations": [_plain(one) for one in self.proposals if isinstance(one, Relation)],
            },
            "notes": dict(self.notes),
            "messages": list(self.messages),
        }


def _plain(part: EntityType | Relation) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude_defaults=True)

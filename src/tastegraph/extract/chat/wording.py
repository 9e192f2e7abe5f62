"""The schema and the documents as a chat model reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tastegraph.extract.chat.excerpts import Excerpt
from tastegraph.extract.folding import plain
from tastegraph.extract.support import LONGEST_NAME
from tastegraph.graph import ITEM, Relation, Schema

SELF: Final = "ITEM"
"""What the model calls the item that a document describes."""
EXAMPLES: Final = 3
"""Examples that are shown of each relation."""
_OTHER: Final = "another item, by its title"
_NONE: Final = "-"
_CONTROL: Final = re.compile(r"<|\u2028|\u2029|\[(?=/?[A-Z_]{3,}\])")
"""What could be taken for a sign of a chat format: <|im_start|>, </s>, [INST]."""


def documents_text(excerpts: Sequence[Excerpt], names: Sequence[Sequence[str]] | None = None) -> str:
    """Return the excerpts as JSON Lines, numbered from 1.

    In a JSON string quotes and line ends are escaped, and so is here all that chat formats use as signs: no text can
    end its own string, look like another document or like a message of somebody else.

    Args:
        excerpts: What is shown.
        names: Of each excerpt, the entities that are to be related; None where they are not known.
    """
    return "\n".join(
        _line(
            {"document": number, "title": plain(excerpt.document.title)[:LONGEST_NAME]}
            | {"text": {part.field: part.shown for part in excerpt.parts}}
            | ({} if names is None else {"entities": [SELF, *names[number - 1]]})
        )
        for number, excerpt in enumerate(excerpts, 1)
    )


def types_text(schema: Schema) -> str:
    """Return a line for each type that an entity may have: ``- director < person: who makes a film``."""
    described = {kind.name: kind.description for kind in schema.types}
    parents = {kind.name: f" < {kind.parent}" for kind in schema.types if kind.parent}
    names = dict.fromkeys([*described, *(end for one in schema.relations for end in (one.domain, one.range))])
    return _lines(f"- {name}{parents.get(name, '')}{_after(described.get(name, ''))}" for name in names if name != ITEM)


def relations_text(schema: Schema) -> str:
    """Return a line for each relation: ``- directed by (ITEM → person, ≤ 1): who directed it``."""
    return _lines(f"- {one.name} ({_ends(one)}){_after(one.description)}" for one in schema.relations)


def examples_text(schema: Schema) -> str:
    """Return a line for each example text: the text and the statements it makes, as they are to be written."""
    stated: dict[str, list[dict[str, str]]] = {}
    for relation in schema.relations:
        for example in relation.examples[:EXAMPLES]:
            stated.setdefault(example.text, []).append(
                {
                    "subject": SELF if relation.domain == ITEM else example.subject,
                    "relation": relation.name,
                    "object": SELF if relation.range == ITEM and relation.domain != ITEM else example.object,
                    "quote": example.text,
                }
            )
    return _lines(_line({"text": text, "statements": statements}) for text, statements in stated.items())


def _ends(relation: Relation) -> str:
    domain, range_ = (SELF if end == ITEM else end for end in (relation.domain, relation.range))
    if domain == range_ == SELF:
        range_ = _OTHER
    datatype = f": {relation.datatype}" if relation.datatype else ""
    most = f", ≤ {relation.max_objects}" if relation.max_objects else ""
    return f"{domain} {'↔' if relation.symmetric else '→'} {range_}{datatype}{most}"


def _after(description: str) -> str:
    return f": {' '.join(description.split())}" if description.strip() else ""


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) or _NONE


def _line(value: dict[str, Any]) -> str:
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))

"""``schema.toml``: the schema as a person reads and writes it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import tomli_w
from pydantic import ValidationError

from tastegraph.errors import ConfigError
from tastegraph.graph.schema.relation import EntityType, Relation
from tastegraph.graph.schema.schema import Schema
from tastegraph.writing import write_whole

PartT = TypeVar("PartT", EntityType, Relation)

HEAD: Final = """\
# What the graph may say. Edit it, then: tastegraph schema DIR check
#
# [types.NAME]      a type of entities
#   description     what belongs to it, in words
#   parent          a wider type: what is of this type is of that one, too
#   iri             its identifier in an ontology
#
# [relations.NAME]  a kind of statement, from a subject to an object
#   domain          type of its subjects; range: type of its objects. Both are a type from above, "item" (what the
#                   catalogue lists), "entity" (of whatever type) or "any"; the range may also be "literal"
#   datatype        of a literal: "date", "year", "number" or "text"
#   description     what it means, in words: encoders and chat models read it
#   functional      true: a subject has at most one object
#   min_objects, max_objects   how many objects a subject has at least, at most
#   inverse         the relation that says the same from object to subject
#   symmetric       true: it holds both ways. transitive: true: it goes on from object to object
#   examples        sentences that state it, with subject and object as they are written there
#   iri             its identifier in an ontology
"""


def read_schema(path: Path) -> Schema:
    """Read a ``schema.toml``.

    Args:
        path: Of the file.

    Raises:
        ConfigError: There is no such file, it is no TOML, a key is unknown or has a wrong value, or what it says
            contradicts itself; file and key are named.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            "no such file", path=path, fix="Run `tastegraph schema DIR suggest --write` to write one"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not in UTF-8: {error.reason}", path=path, fix="Save it in UTF-8") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", path=path) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", path=path, fix="Correct it there") from None
    unknown = sorted(tables.keys() - {"types", "relations"})
    if unknown:
        raise ConfigError("unknown key", path=path, field=unknown[0], fix="The file has [types.…] and [relations.…]")
    try:
        return Schema(
            types=tuple(_parts(EntityType, "types", tables.get("types", {}))),
            relations=tuple(_parts(Relation, "relations", tables.get("relations", {}))),
        )
    except ConfigError as error:
        raise ConfigError(error.problem, path=path, field=error.field, fix=error.fix) from None


def write_schema(
    path: Path,
    schema: Schema,
    *,
    notes: Mapping[str, str] | None = None,
    proposals: Sequence[EntityType | Relation] = (),
) -> None:
    """Write a ``schema.toml``, whole or not at all; see `schema_text`.

    Raises:
        InputError: The file cannot be written.
    """
    write_whole(path, schema_text(schema, notes=notes, proposals=proposals))


def schema_text(
    schema: Schema, *, notes: Mapping[str, str] | None = None, proposals: Sequence[EntityType | Relation] = ()
) -> str:
    """Return the text of a ``schema.toml``: comments that explain the keys, then types, then relations.

    Args:
        schema: What `read_schema` shall find in it, in the same order.
        notes: Name of a relation → what to say above it, as a comment.
        proposals: Relations, and types that they need, to write as comments: who takes off the ``#`` has them.
    """
    notes = notes or {}
    blocks = [HEAD]
    blocks += [_block("types", kind) for kind in schema.types]
    for relation in schema.relations:
        blocks.append(_comment(notes.get(relation.name, "")) + _block("relations", relation))
    if proposals:
        blocks.append(_comment("Proposals. Take off the # in front of those that are right."))
    for part in proposals:
        section, note = ("types", "") if isinstance(part, EntityType) else ("relations", notes.get(part.name, ""))
        blocks.append(_comment(note) + _comment(_block(section, part)))
    return "\n".join(blocks)


def _parts(part: type[PartT], section: str, tables: Any) -> Iterator[PartT]:
    if not isinstance(tables, dict):
        raise ConfigError("is no table", field=section, fix=f"Write [{section}.NAME] and its keys below")
    for name, table in tables.items():
        place = f"{section}.{name}"
        if not isinstance(table, dict):
            raise ConfigError("is no table", field=place, fix=f"Write [{section}.NAME] and its keys below")
        keys = [key for key in part.model_fields if key != "name"]
        if table.keys() - set(keys):
            unknown = min(table.keys() - set(keys))
            raise ConfigError("unknown key", field=f"{place}.{unknown}", fix=f"The keys are: {', '.join(keys)}")
        try:
            yield part.model_validate({"name": name} | table)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(step) for step in first["loc"])
            fix = "Give it another name" if key == "name" else "Correct the value"
            raise ConfigError(first["msg"], field=f"{place}.{key}", fix=fix) from None


def _block(section: str, part: EntityType | Relation) -> str:
    """One table; keys that say nothing new are left out, domain and range never."""
    table = part.model_dump(exclude_defaults=True, exclude={"name"})
    if isinstance(part, Relation):
        table = {"domain": part.domain, "range": part.range} | table
        if part.functional:
            del table["max_objects"]
        if part.examples:
            table["examples"] = [example.model_dump() for example in part.examples]
    return tomli_w.dumps({section: {part.name: table}})


def _comment(text: str) -> str:
    lines = (
        "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
        for line in text.splitlines()
    )
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)

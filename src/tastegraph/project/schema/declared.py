"""The schema of a Project: what ``schema.toml`` declares, or what the fact columns imply."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tastegraph.config import FactColumn, ProjectConfig
from tastegraph.errors import ConfigError
from tastegraph.extract.encoder.extractor import ABOUT, MENTIONS, THEME
from tastegraph.graph import ANY, ENTITY, ITEM, EntityType, Relation, Schema, read_schema
from tastegraph.project.layout import Layout

_OWN: Final = (Relation(name=ABOUT, range=THEME), Relation(name=MENTIONS, range=ANY))
"""Relations that the encoder states, whatever the schema."""


def project_schema(root: Path, config: ProjectConfig) -> Schema:
    """Return the schema of a Project: that of ``schema.toml``, or without the file that of the fact columns.

    The file has to declare the relation of every fact column, from items to what the column's type is; a column
    that leaves its type out takes that of the file (see `typed_facts`).

    Args:
        root: Folder of the Project.
        config: Its config.

    Raises:
        ConfigError: The file is broken, or it and a fact column contradict each other; both places are named.
    """
    path = Layout(root).schema
    if not path.exists():
        return Schema.from_facts(config.items.facts)
    schema = read_schema(path)
    for column, fact in config.items.facts.items():
        _check_column(column, fact, schema, path)
    return schema


def typed_facts(columns: Mapping[str, FactColumn], schema: Schema) -> dict[str, FactColumn]:
    """Return the fact columns with the types that the schema gives to those which name none.

    A column's values then have the range of its relation; where that is ``entity`` or ``any`` they stay what they
    are.

    Args:
        columns: Column → how it is read.
        schema: As `project_schema` gives it.
    """
    typed = {}
    for column, fact in columns.items():
        declared = schema.relation(fact.relation).range if fact.relation in schema.names else ENTITY
        takes = fact.type == ENTITY and declared not in {ENTITY, ANY}
        typed[column] = fact.model_copy(update={"type": declared}) if takes else fact
    return typed


def with_own_relations(schema: Schema) -> Schema:
    """Return a schema that also has what the encoder states of its own accord: ``about`` and ``mentions``."""
    if not schema.relations:
        return schema
    added = tuple(relation for relation in _OWN if relation.name not in schema.names)
    themes = () if not schema.types or THEME in {kind.name for kind in schema.types} else (EntityType(name=THEME),)
    return Schema(relations=schema.relations + added, types=schema.types + themes)


def _check_column(column: str, fact: FactColumn, schema: Schema, path: Path) -> None:
    place = f"items.facts.{column} of tastegraph.toml"
    if fact.relation not in schema.names:
        raise ConfigError(
            f"is missing, and {place} states it", path=path, field=f"relations.{fact.relation}",
            fix="Declare it here, or change the column",
        )  # fmt: skip
    relation = schema.relation(fact.relation)
    if not schema.is_a(ITEM, relation.domain):
        raise ConfigError(
            f"is {relation.domain!r}, and {place} states it of items", path=path,
            field=f"relations.{relation.name}.domain", fix='Write "item" here, or change the column',
        )  # fmt: skip
    if fact.type != ENTITY and not schema.is_a(fact.type, relation.range):
        raise ConfigError(
            f"is {relation.range!r}, and {place} leads to type {fact.type!r}", path=path,
            field=f"relations.{relation.name}.range", fix="Correct one of the two, or leave the column's type out",
        )  # fmt: skip

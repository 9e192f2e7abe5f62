"""What a graph may say: the relations together with the types they lead from and to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from tastegraph.config import FactColumn
from tastegraph.errors import ConfigError, ReadError, UnknownIdError
from tastegraph.graph.schema.contradictions import check_names, check_relations, check_types, is_within
from tastegraph.graph.schema.datatypes import fits_datatype
from tastegraph.graph.schema.relation import BUILT_IN, EntityType, Relation
from tastegraph.graph.statement import ITEM, Statement

Reason: TypeAlias = Literal["relation", "domain", "range", "datatype", "type"]
"""Why a statement by itself does not fit."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a statement does not fit a schema, as a kind and in words."""

    reason: Reason
    message: str


class Schema(BaseModel):
    """The relations of a graph and its types; one without relations is open and fits every statement.

    Where no types are declared, domains and ranges may be any; where some are, every domain, range and parent is one of
    them or built in.

    Raises:
        ConfigError: Two relations or types have the same name, a type is unknown, parents go round in a circle, an
            inverse is unknown or has another inverse; the key is named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    relations: tuple[Relation, ...] = ()
    types: tuple[EntityType, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Schema:
        check_names(self.names, "relation")
        check_names((kind.name for kind in self.types), "type")
        check_types(self.types)
        check_relations({kind.name: kind for kind in self.types}, self._by_name, self.is_a)
        return self

    @cached_property
    def _by_name(self) -> dict[str, Relation]:
        return {relation.name: relation for relation in self.relations}

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        return {kind.name: kind.parent for kind in self.types}

    @cached_property
    def _known_types(self) -> frozenset[str]:
        return BUILT_IN | self._parents.keys()

    @cached_property
    def _inverses(self) -> dict[str, str]:
        named = {relation.name: relation.inverse for relation in self.relations if relation.inverse is not None}
        own = {relation.name: relation.name for relation in self.relations if relation.symmetric}
        return {inverse: name for name, inverse in named.items()} | named | own

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the relations, in order."""
        return tuple(relation.name for relation in self.relations)

    def relation(self, name: str) -> Relation:
        """Return the relation of that name.

        Raises:
            UnknownIdError: The schema has no such relation.
        """
        try:
            return self._by_name[name]
        except KeyError:
            known = ", ".join(self.names) or "none"
            raise UnknownIdError(f"no relation {name!r}", fix=f"The schema has: {known}") from None

    def is_a(self, kind: str, wider: str) -> bool:
        """Return whether what is of a type is of a wider one, too: the same, a parent, ``entity`` or ``any``."""
        return is_within(kind, wider, self._parents)

    def inverse_of(self, name: str) -> str | None:
        """Return the relation that says the same from object to subject; a symmetric one is its own."""
        return self._inverses.get(name)

    def misfit(self, statement: Statement) -> Misfit | None:
        """Return why a statement does not fit the schema, or None when it does."""
        if not self.relations:
            return None
        relation = self._by_name.get(statement.predicate)
        if relation is None:
            return Misfit("relation", f"the schema has no relation {statement.predicate!r}")
        name, subject, object_ = relation.name, statement.subject_type, statement.object_type
        misfit = None
        if not self.is_a(subject, relation.domain):
            misfit = Misfit("domain", f"{name!r} starts at type {relation.domain!r}, not {subject!r}")
        elif not self.is_a(object_, relation.range):
            misfit = Misfit("range", f"{name!r} leads to type {relation.range!r}, not {object_!r}")
        elif relation.datatype is not None and not fits_datatype(statement.object, relation.datatype):
            misfit = Misfit("datatype", f"{name!r} leads to a {relation.datatype}, not {statement.object!r}")
        elif self.types and not (subject in self._known_types and object_ in self._known_types):
            unknown = object_ if subject in self._known_types else subject
            misfit = Misfit("type", f"the schema has no type {unknown!r}")
        return misfit

    def conforms(self, statement: Statement) -> str | None:
        """Return why a statement does not fit the schema, in words, or None when it does."""
        misfit = self.misfit(statement)
        return None if misfit is None else misfit.message

    def with_items(self, kind: str) -> Schema:
        """Return the schema in which a declared type is that of the items of the catalogue.

        Domains, ranges and parents of that type become ``item``. Relations that start at a type above it still start
        there: the items are below it.

        Args:
            kind: Name of the type.

        Raises:
            UnknownIdError: The schema has no such type.
        """
        if kind not in self._parents:
            known = ", ".join(self._parents) or "none"
            raise UnknownIdError(f"no type {kind!r}", field="item", fix=f"The schema has: {known}")
        types = [
            one.model_copy(
                update={
                    "name": ITEM if one.name == kind else one.name,
                    "parent": ITEM if one.parent == kind else one.parent,
                }
            )
            for one in self.types
            if one.name != ITEM
        ]
        relations = [
            one.model_copy(
                update={
                    "domain": ITEM if one.domain == kind else one.domain,
                    "range": ITEM if one.range == kind else one.range,
                }
            )
            for one in self.relations
        ]
        return Schema(relations=tuple(relations), types=tuple(types))

    @classmethod
    def from_facts(cls, columns: Mapping[str, FactColumn]) -> Schema:
        """Return the schema of a catalogue's fact columns; columns that name the same relation share it.

        Raises:
            ConfigError: Two columns give one relation different types.
        """
        relations: dict[str, Relation] = {}
        for column, fact in columns.items():
            relation = Relation(name=fact.relation, range=fact.type)
            first = relations.setdefault(relation.name, relation)
            if first.range != relation.range:
                raise ConfigError(
                    f"the relation {relation.name!r} leads to type {first.range!r} elsewhere, here to {fact.type!r}",
                    field=f"items.facts.{column}.type",
                    fix="Give both columns the same type, or different relations",
                )
        return cls(relations=tuple(relations.values()))

    def to_json(self) -> str:
        """Return the schema as one JSON document."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> Schema:
        """Read what ``to_json`` wrote.

        Raises:
            ReadError: The text is not such a document.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise ReadError(f"not a schema: {first['msg']}", field=place or None) from None

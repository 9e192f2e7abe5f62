"""What a graph may say: its relations, and the types they lead from and to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tastegraph.config import FactColumn
from tastegraph.errors import ConfigError, ReadError, UnknownIdError
from tastegraph.graph.statement import ITEM, Statement


class Relation(BaseModel):
    """One predicate, the type of its subjects (domain) and the type of its objects (range)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    domain: str = Field(default=ITEM, min_length=1)
    range: str = Field(default="entity", min_length=1)
    description: str = ""
    """What it means, in words; encoders read it."""
    inverse: str | None = None
    """Name of the same relation read from object to subject: ``directed by`` for ``directed``."""
    functional: bool = False
    """Whether a subject has at most one object."""


class Schema(BaseModel):
    """The relations of a graph; one without relations is open and fits every statement.

    Raises:
        ConfigError: Two relations have the same name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    relations: tuple[Relation, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Schema:
        repeated = [name for name, count in Counter(self.names).items() if count > 1]
        if repeated:
            raise ConfigError(
                f"the relation {repeated[0]!r} is declared twice", field="relations", fix="Keep one of the two"
            )
        return self

    @cached_property
    def _by_name(self) -> dict[str, Relation]:
        return {relation.name: relation for relation in self.relations}

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

    def conforms(self, statement: Statement) -> str | None:
        """Return why a statement does not fit the schema, or None when it does."""
        if not self.relations:
            return None
        relation = self._by_name.get(statement.predicate)
        if relation is None:
            return f"the schema has no relation {statement.predicate!r}"
        if statement.subject_type != relation.domain:
            return f"{relation.name!r} starts at type {relation.domain!r}, not {statement.subject_type!r}"
        if statement.object_type != relation.range:
            return f"{relation.name!r} leads to type {relation.range!r}, not {statement.object_type!r}"
        return None

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

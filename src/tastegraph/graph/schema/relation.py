"""The parts of a schema: types of entities, relations between them, and examples of those."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tastegraph.errors import ConfigError
from tastegraph.graph.schema.datatypes import Datatype
from tastegraph.graph.statement import ITEM

ENTITY: Final = "entity"
"""The type above all others: as a domain or range it takes items and entities of every type, but no literals."""
LITERAL: Final = "literal"
"""The type of dates, numbers and words that name nothing; only a range."""
ANY: Final = "any"
"""Takes whatever there is, literals too; only a domain or range."""
BUILT_IN: Final = frozenset({ITEM, ENTITY, LITERAL, ANY})
"""Types that need no declaration."""


Name = Annotated[str, Field(min_length=1)]


class EntityType(BaseModel):
    """A type of entities; what is of a type is of its parent, too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    description: str = ""
    """What belongs to it, in words; encoders and chat models read it."""
    parent: Name | None = None
    """The wider type: ``person`` for ``director``; without one, ``entity``."""
    iri: str | None = None
    """Its identifier where it comes from an ontology."""

    @field_validator("parent")
    @classmethod
    def _entity_is_above_all(cls, parent: str | None) -> str | None:
        return None if parent == ENTITY else parent


class Example(BaseModel):
    """A text, and the two ends of the statement that it makes; both stand in the text as they are written here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    subject: str = Field(min_length=1)
    object: str = Field(min_length=1)


class Relation(BaseModel):
    """One predicate, the type of its subjects (domain) and the type of its objects (range).

    Domain and range are a declared type or one of ``item``, ``entity`` and ``any``; the range may be ``literal``.

    Raises:
        ConfigError: What it says contradicts itself: at least two objects and functional, symmetric from one type to
            another, a datatype without a literal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    domain: Name = ITEM
    range: Name = ENTITY
    description: str = ""
    """What it means, in words; encoders and chat models read it."""
    inverse: Name | None = None
    """Name of the same relation read from object to subject: ``directed by`` for ``directed``. One side is enough."""
    functional: bool = False
    """Whether a subject has at most one object; the same as ``max_objects = 1``."""
    symmetric: bool = False
    """Whether it holds both ways: ``similar to``."""
    transitive: bool = False
    """Whether it goes on: what is part of a part is a part of the whole."""
    min_objects: int = Field(default=0, ge=0)
    """How many objects every subject of the domain has at least."""
    max_objects: int | None = Field(default=None, ge=1)
    """How many objects a subject has at most."""
    datatype: Datatype | None = None
    """What a literal looks like; without it, any text will do."""
    examples: tuple[Example, ...] = ()
    """Sentences that state it; chat models are shown them."""
    iri: str | None = None
    """Its identifier where it comes from an ontology."""

    @model_validator(mode="before")
    @classmethod
    def _functional_is_one_object(cls, given: Any) -> Any:
        """Say in both keys what is said in one of them."""
        if not isinstance(given, dict):
            return given
        if given.get("functional") is True and given.get("max_objects") is None:
            return given | {"max_objects": 1}
        if given.get("max_objects") == 1 and "functional" not in given:
            return given | {"functional": True}
        return given

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Relation:
        if self.functional != (self.max_objects == 1):
            raise self._error("max_objects", "functional and max_objects = 1 go together", "Correct one of the two")
        if self.functional and self.min_objects > 1:
            problem = f"a functional relation has one object, and min_objects asks for {self.min_objects}"
            raise self._error("min_objects", problem, "Remove functional, or lower min_objects")
        if self.max_objects is not None and self.min_objects > self.max_objects:
            problem = f"min_objects is {self.min_objects}, above max_objects = {self.max_objects}"
            raise self._error("min_objects", problem, "Lower it, or raise max_objects")
        if self.domain == LITERAL:
            raise self._error("domain", "a literal is subject of nothing", "Name a type, or item")
        if self.datatype is not None and self.range != LITERAL:
            problem = f"only literals have a datatype, and this leads to type {self.range!r}"
            raise self._error("datatype", problem, 'Remove it, or write range = "literal"')
        if self.symmetric and self.domain != self.range:
            problem = f"it is symmetric, and leads from type {self.domain!r} to type {self.range!r}"
            raise self._error("symmetric", problem, "Make domain and range the same, or remove symmetric")
        if self.symmetric and self.inverse not in {None, self.name}:
            problem = f"a symmetric relation is its own inverse, and this names {self.inverse!r}"
            raise self._error("inverse", problem, "Remove inverse, or symmetric")
        if self.inverse == self.name and not self.symmetric:
            raise self._error("inverse", "it is its own inverse", "Write symmetric = true instead")
        if self.inverse is not None and self.range == LITERAL:
            raise self._error("inverse", "literals are subjects of nothing", "Remove inverse")
        return self

    def _error(self, key: str, problem: str, fix: str) -> ConfigError:
        return ConfigError(problem, field=f"relations.{self.name}.{key}", fix=fix)

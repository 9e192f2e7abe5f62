"""How the parts of a schema are told in RDF."""

from __future__ import annotations

from typing import Final

from tastegraph.graph.schema.datatypes import Datatype
from tastegraph.graph.vocabulary import RELATION, TYPE, named

DATATYPES: Final[dict[Datatype, tuple[str, ...]]] = {
    "text": ("string",),
    "number": ("decimal", "integer", "double", "float"),
    "year": ("gYear", "integer"),
    "date": ("date", "dateTime", "gYear", "gYearMonth"),
}
"""Datatype → names in XML Schema, the usual one first."""


def type_iri(name: str) -> str:
    """Return the IRI of a type without one of its own: ``urn:tastegraph:type:NAME``."""
    return named(TYPE, name)


def relation_iri(name: str) -> str:
    """Return the IRI of a relation without one of its own: ``urn:tastegraph:relation:NAME``."""
    return named(RELATION, name)

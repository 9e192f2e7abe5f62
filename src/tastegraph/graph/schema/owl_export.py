"""Schemas as OWL ontologies in Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from tastegraph.errors import InputError
from tastegraph.graph.rdf_extra import oxigraph
from tastegraph.graph.schema.rdf import DATATYPES, relation_iri, type_iri
from tastegraph.graph.schema.relation import ANY, ENTITY, LITERAL, EntityType, Relation
from tastegraph.graph.schema.schema import Schema
from tastegraph.graph.vocabulary import OWL, PREFIXES, RDF, RDFS, TERM, XSD


def owl_text(schema: Schema) -> str:
    """Return a schema as an OWL ontology in Turtle, from which `read_owl` makes the same schema.

    Types are classes, relations are object or datatype properties; one that leads to ``any`` is a bare
    ``rdf:Property``. Numbers of objects are restrictions on the domain's class. Without an ``iri`` of its own, a name
    becomes ``urn:tastegraph:type:NAME`` or ``urn:tastegraph:relation:NAME``. Examples, for which OWL has no word,
    are told in ``urn:tastegraph:term:`` words.

    Raises:
        InputError: pyoxigraph is not installed, or an ``iri`` is none.
    """
    return turtle(_triples(schema, Turtle(schema)), PREFIXES)


class Turtle:
    """Makes the nodes of RDF out of the parts of a schema.

    Args:
        schema: Whose parts.
        foreign: Whether a part that has an ``iri`` goes by that.
    """

    def __init__(self, schema: Schema, *, foreign: bool = True) -> None:
        self.rdf = oxigraph()
        self._types = {kind.name: kind.iri for kind in schema.types if foreign}
        self._relations = {relation.name: relation.iri for relation in schema.relations if foreign}
        self._blank = count()

    def node(self, iri: str) -> Any:
        """The node of an IRI."""
        try:
            return self.rdf.NamedNode(iri)
        except ValueError as error:
            raise InputError(f"{iri!r} is no IRI: {error}", field="iri", fix="Correct it in the schema") from None

    def blank(self) -> Any:
        """A node without a name of its own; the same schema gives the same file."""
        return self.rdf.BlankNode(f"b{next(self._blank)}")

    def text(self, text: str) -> Any:
        """A text."""
        return self.rdf.Literal(text)

    def number(self, number: int) -> Any:
        """A whole number from 0 on."""
        return self.rdf.Literal(str(number), datatype=self.node(f"{XSD}nonNegativeInteger"))

    def count(self, number: int) -> Any:
        """A whole number as SHACL wants it."""
        return self.rdf.Literal(number)

    def type(self, name: str) -> Any:
        """The class of a type."""
        return self.node(self._types.get(name) or type_iri(name))

    def relation(self, name: str) -> Any:
        """The property of a relation."""
        return self.node(self._relations.get(name) or relation_iri(name))

    def triple(self, subject: Any, predicate: str, object_: Any) -> Any:
        """A triple; the predicate is an IRI, and so is an object that is a bare ``str``."""
        return self.rdf.Triple(
            subject, self.node(predicate), self.node(object_) if isinstance(object_, str) else object_
        )

    def list(self, members: list[Any]) -> tuple[Any, list[Any]]:
        """A list of nodes: its first cell, and the triples that make it."""
        cells = [self.blank() for _ in members]
        triples = []
        for place, (cell, member) in enumerate(zip(cells, members, strict=True)):
            triples.append(self.triple(cell, f"{RDF}first", member))
            triples.append(self.triple(cell, f"{RDF}rest", cells[place + 1] if place + 1 < len(cells) else f"{RDF}nil"))
        return cells[0], triples


def turtle(triples: Iterator[Any], prefixes: dict[str, str]) -> str:
    """Return triples as a Turtle document."""
    rdf = oxigraph()
    made: bytes = rdf.serialize(triples, format=rdf.RdfFormat.TURTLE, prefixes=prefixes)
    return made.decode()


def _triples(schema: Schema, to: Turtle) -> Iterator[Any]:
    for kind in schema.types:
        yield from _class(kind, to)
    for relation in schema.relations:
        yield from _property(relation, to)
        yield from _cardinality(relation, to)


def _class(kind: EntityType, to: Turtle) -> Iterator[Any]:
    node = to.type(kind.name)
    yield to.triple(node, f"{RDF}type", f"{OWL}Class")
    yield to.triple(node, f"{RDFS}label", to.text(kind.name))
    if kind.description:
        yield to.triple(node, f"{RDFS}comment", to.text(kind.description))
    if kind.parent is not None:
        yield to.triple(node, f"{RDFS}subClassOf", to.type(kind.parent))


def _property(relation: Relation, to: Turtle) -> Iterator[Any]:
    node = to.relation(relation.name)
    if relation.range == ANY:
        yield to.triple(node, f"{RDF}type", f"{RDF}Property")
    else:
        kind = "DatatypeProperty" if relation.range == LITERAL else "ObjectProperty"
        yield to.triple(node, f"{RDF}type", f"{OWL}{kind}")
    for trait, holds in (
        ("Functional", relation.functional),
        ("Symmetric", relation.symmetric),
        ("Transitive", relation.transitive),
    ):
        if holds:
            yield to.triple(node, f"{RDF}type", f"{OWL}{trait}Property")
    yield to.triple(node, f"{RDFS}label", to.text(relation.name))
    if relation.description:
        yield to.triple(node, f"{RDFS}comment", to.text(relation.description))
    if relation.domain != ANY:
        yield to.triple(node, f"{RDFS}domain", f"{OWL}Thing" if relation.domain == ENTITY else to.type(relation.domain))
    if relation.range != ANY:
        yield to.triple(node, f"{RDFS}range", _range(relation, to))
    if relation.inverse is not None:
        yield to.triple(node, f"{OWL}inverseOf", to.relation(relation.inverse))
    for example in relation.examples:
        blank = to.blank()
        yield to.triple(node, f"{TERM}example", blank)
        for key in ("text", "subject", "object"):
            yield to.triple(blank, f"{TERM}{key}", to.text(getattr(example, key)))


def _range(relation: Relation, to: Turtle) -> Any:
    if relation.range == ENTITY:
        return to.node(f"{OWL}Thing")
    if relation.range == LITERAL:
        return to.node(XSD + DATATYPES[relation.datatype][0] if relation.datatype else f"{RDFS}Literal")
    return to.type(relation.range)


def _cardinality(relation: Relation, to: Turtle) -> Iterator[Any]:
    domain = to.node(f"{OWL}Thing") if relation.domain in {ANY, ENTITY} else to.type(relation.domain)
    most = None if relation.functional else relation.max_objects
    for word, number in (("minCardinality", relation.min_objects or None), ("maxCardinality", most)):
        if number is None:
            continue
        restriction = to.blank()
        yield to.triple(domain, f"{RDFS}subClassOf", restriction)
        yield to.triple(restriction, f"{RDF}type", f"{OWL}Restriction")
        yield to.triple(restriction, f"{OWL}onProperty", to.relation(relation.name))
        yield to.triple(restriction, f"{OWL}{word}", to.number(number))

"""Schemas as SHACL shapes in Turtle, for graphs that are kept as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tastegraph.graph.schema.owl_export import Turtle, turtle
from tastegraph.graph.schema.rdf import DATATYPES
from tastegraph.graph.schema.relation import ANY, ENTITY, LITERAL, Relation
from tastegraph.graph.schema.schema import Schema
from tastegraph.graph.vocabulary import BASE, PREFIXES, RDF, RDFS, SHACL, XSD, named

_SHAPE: Final = f"{BASE}shape:"
_PREFIXES: Final = PREFIXES | {"sh": SHACL}


def shacl_text(schema: Schema) -> str:
    """Return a schema as SHACL shapes in Turtle, for graphs as ``graph DIR export`` writes them.

    Types and relations have the names that they have there, ``urn:tastegraph:type:NAME`` and
    ``urn:tastegraph:relation:NAME``, whatever their ``iri``.

    Each type that is a domain has a node shape with a property shape for each of its relations: class or datatype of
    the objects, how many there are, name and description. A relation with an inverse is followed both ways, so that
    it does not matter which of the two a graph states. Each relation has a node shape for its subjects, which holds
    them to the domain. A literal with a datatype may be a plain string too, since sources write dates in words.

    The shapes say which type lies below which; give them to the validator as its ontology, too, since it looks for
    that in the data.

    Raises:
        InputError: pyoxigraph is not installed, or an ``iri`` is none.
    """
    return turtle(_triples(schema, Turtle(schema, foreign=False)), _PREFIXES)


def _triples(schema: Schema, to: Turtle) -> Iterator[Any]:
    for kind in schema.types:
        if kind.parent is not None:
            yield to.triple(to.type(kind.name), f"{RDFS}subClassOf", to.type(kind.parent))
    domains: dict[str, list[Relation]] = {}
    for relation in schema.relations:
        domains.setdefault(relation.domain, []).append(relation)
    for domain, relations in domains.items():
        if domain not in {ANY, ENTITY}:
            yield from _type_shape(domain, relations, schema, to)
    for relation in schema.relations:
        yield from _subjects_shape(relation, schema, to)


def _type_shape(domain: str, relations: list[Relation], schema: Schema, to: Turtle) -> Iterator[Any]:
    """What is of a type keeps to each relation that starts there."""
    shape = to.node(named(f"{_SHAPE}type:", domain))
    yield to.triple(shape, f"{RDF}type", f"{SHACL}NodeShape")
    yield to.triple(shape, f"{SHACL}targetClass", to.type(domain))
    nodes = [(to.blank(), relation) for relation in relations]
    for node, _ in nodes:
        yield to.triple(shape, f"{SHACL}property", node)
    for node, relation in nodes:
        yield from _property_shape(node, relation, schema, to)


def _subjects_shape(relation: Relation, schema: Schema, to: Turtle) -> Iterator[Any]:
    """What has a relation is of its domain; where that is no class, it keeps to the relation all the same."""
    shape = to.node(named(f"{_SHAPE}relation:", relation.name))
    yield to.triple(shape, f"{RDF}type", f"{SHACL}NodeShape")
    yield to.triple(shape, f"{SHACL}targetSubjectsOf", to.relation(relation.name))
    if relation.domain in {ANY, ENTITY}:
        yield to.triple(shape, f"{SHACL}property", node := to.blank())
        yield from _property_shape(node, relation, schema, to)
    else:
        yield to.triple(shape, f"{SHACL}class", to.type(relation.domain))


def _property_shape(node: Any, relation: Relation, schema: Schema, to: Turtle) -> Iterator[Any]:
    path, triples = _path(relation, schema, to)
    yield to.triple(node, f"{SHACL}path", path)
    yield from triples
    yield to.triple(node, f"{SHACL}name", to.text(relation.name))
    if relation.description:
        yield to.triple(node, f"{SHACL}description", to.text(relation.description))
    if relation.min_objects:
        yield to.triple(node, f"{SHACL}minCount", to.count(relation.min_objects))
    if relation.max_objects is not None:
        yield to.triple(node, f"{SHACL}maxCount", to.count(relation.max_objects))
    if relation.range == ENTITY:
        yield to.triple(node, f"{SHACL}nodeKind", f"{SHACL}BlankNodeOrIRI")
        yield to.triple(node, f"{SHACL}not", literal := to.blank())
        yield to.triple(literal, f"{SHACL}class", to.type(LITERAL))
    elif relation.range == LITERAL:
        yield from _literals(node, relation, to)
    elif relation.range != ANY:
        yield to.triple(node, f"{SHACL}class", to.type(relation.range))


def _path(relation: Relation, schema: Schema, to: Turtle) -> tuple[Any, list[Any]]:
    """The relation, or the relation and its inverse backwards."""
    straight = to.relation(relation.name)
    inverse = schema.inverse_of(relation.name)
    if inverse is None:
        return straight, []
    backwards, both = to.blank(), to.blank()
    first, triples = to.list([straight, backwards])
    triples.append(to.triple(backwards, f"{SHACL}inversePath", to.relation(inverse)))
    triples.append(to.triple(both, f"{SHACL}alternativePath", first))
    return both, triples


def _literals(node: Any, relation: Relation, to: Turtle) -> Iterator[Any]:
    """A literal of a fitting datatype, or what stands for one in our own exports."""
    options = [to.blank()]
    yield to.triple(options[0], f"{SHACL}class", to.type(LITERAL))
    if relation.datatype is None:
        options.append(option := to.blank())
        yield to.triple(option, f"{SHACL}nodeKind", f"{SHACL}Literal")
    for name in dict.fromkeys(("string", *DATATYPES[relation.datatype])) if relation.datatype is not None else ():
        options.append(option := to.blank())
        yield to.triple(option, f"{SHACL}datatype", XSD + name)
    first, triples = to.list(options)
    yield to.triple(node, f"{SHACL}or", first)
    yield from triples

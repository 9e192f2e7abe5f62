"""A graph as RDF: Turtle and N-Triples, every statement with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastegraph.graph.documents import StoredDocument
from tastegraph.graph.exchange.content import properties
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.rdf_extra import oxigraph
from tastegraph.graph.statement import Statement
from tastegraph.graph.vocabulary import (
    DOCUMENT,
    PREFIXES,
    RDF,
    RDFS,
    RELATION,
    TERM,
    TYPE,
    XSD,
    entity_iri,
    named,
    statement_iri,
)  # fmt: skip

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode, Triple

DATATYPES: Final = {float: f"{XSD}double", int: f"{XSD}integer"}


def write_rdf(statements: Iterable[Statement], documents: Iterable[StoredDocument], path: Path, format: str) -> None:
    """Write statements and documents as ``turtle`` or ``ntriples``.

    Raises:
        InputError: The extra ``rdf`` is not installed.
    """
    rdf = oxigraph()
    kind = rdf.RdfFormat.TURTLE if format == "turtle" else rdf.RdfFormat.N_TRIPLES
    rdf.serialize(triples(statements, documents), str(path), kind, prefixes=PREFIXES)


def triples(statements: Iterable[Statement], documents: Iterable[StoredDocument] = ()) -> Iterator[Triple]:
    """Yield the triples of statements and documents.

    Each entity has its type and label, each statement is a triple and, beside it, a ``rdf:Statement`` that the
    confidence, method, evidence, aliases and time belong to. A fact read in two documents is one triple with two of
    those.
    """
    rdf = oxigraph()
    seen: set[Node] = set()
    for statement in statements:
        for node in ends(statement):
            if node not in seen:
                seen.add(node)
                entity = rdf.NamedNode(entity_iri(node))
                yield rdf.Triple(entity, _rdf("type"), rdf.NamedNode(named(TYPE, node[0])))
                yield rdf.Triple(entity, _label(), rdf.Literal(node[1]))
        subject, object_ = (rdf.NamedNode(entity_iri(node)) for node in ends(statement))
        predicate = rdf.NamedNode(named(RELATION, statement.predicate))
        yield rdf.Triple(subject, predicate, object_)
        about = rdf.NamedNode(statement_iri(statement))
        yield rdf.Triple(about, _rdf("type"), _rdf("Statement"))
        yield rdf.Triple(about, _rdf("subject"), subject)
        yield rdf.Triple(about, _rdf("predicate"), predicate)
        yield rdf.Triple(about, _rdf("object"), object_)
        for name, value in properties(statement):
            term = rdf.NamedNode(named(DOCUMENT, str(value))) if name == "document" else _literal(value)
            yield rdf.Triple(about, rdf.NamedNode(TERM + name), term)
    for document in documents:
        whole = rdf.NamedNode(named(DOCUMENT, document.item))
        yield rdf.Triple(whole, _rdf("type"), rdf.NamedNode(f"{TERM}Document"))
        yield rdf.Triple(whole, rdf.NamedNode(f"{TERM}title"), rdf.Literal(document.title))
        yield rdf.Triple(whole, rdf.NamedNode(f"{TERM}digest"), rdf.Literal(document.digest))
        for field, text in document.fields.items():
            yield rdf.Triple(whole, rdf.NamedNode(named(f"{TERM}text:", field)), rdf.Literal(text))


def _rdf(name: str) -> NamedNode:
    node: NamedNode = oxigraph().NamedNode(RDF + name)
    return node


def _label() -> NamedNode:
    node: NamedNode = oxigraph().NamedNode(f"{RDFS}label")
    return node


def _literal(value: str | float) -> Literal:
    rdf = oxigraph()
    datatype = DATATYPES.get(type(value))
    text = repr(value) if datatype else str(value)
    literal: Literal = rdf.Literal(text, datatype=rdf.NamedNode(datatype)) if datatype else rdf.Literal(text)
    return literal

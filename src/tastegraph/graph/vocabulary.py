"""How the parts of a graph are named in RDF.

Entities, relations and documents are ``urn:tastegraph:`` names that give back exactly what they were made of. A
statement is also a ``rdf:Statement`` (RDF 1.1 reification, which every store reads), to which its confidence, method
and evidence belong.
"""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import quote, unquote

from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.statement import Statement

BASE: Final = "urn:tastegraph:"
ENTITY: Final = f"{BASE}entity:"
RELATION: Final = f"{BASE}relation:"
TYPE: Final = f"{BASE}type:"
DOCUMENT: Final = f"{BASE}document:"
STATEMENT: Final = f"{BASE}statement:"
TERM: Final = f"{BASE}term:"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SHACL: Final = "http://www.w3.org/ns/shacl#"
PREFIXES: Final = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "tg": TERM}


def entity_iri(node: Node) -> str:
    """Return the name of an entity."""
    return f"{ENTITY}{_quoted(node[0])}:{_quoted(node[1])}"


def entity_of(iri: str) -> Node | None:
    """Return the entity of a name, None for a name that is not ours."""
    if not iri.startswith(ENTITY):
        return None
    kind, _, name = iri.removeprefix(ENTITY).partition(":")
    return unquote(kind), unquote(name)


def named(prefix: str, text: str) -> str:
    """Return the name of a relation, type or document: ``named(RELATION, "directed by")``."""
    return f"{prefix}{_quoted(text)}"


def name_of(prefix: str, iri: str) -> str | None:
    """Return the text of such a name, None for a name of another kind."""
    return unquote(iri.removeprefix(prefix)) if iri.startswith(prefix) else None


def statement_iri(statement: Statement) -> str:
    """Return the name of a statement: a hash of all its values."""
    return f"{STATEMENT}{hashlib.sha256(repr(statement).encode()).hexdigest()[:32]}"


def local_name(iri: str) -> str:
    """Return what a person would call a foreign name: its part after the last ``#``, ``/`` or ``:``."""
    trimmed = iri.rstrip("#/:")
    last = max(trimmed.rfind(mark) for mark in "#/:")
    return unquote(trimmed[last + 1 :]) or iri


def _quoted(text: str) -> str:
    """Percent signs for all but letters, digits and ``_-~``; a name that ends in a full stop confuses some parsers."""
    return quote(text, safe="").replace(".", "%2E")

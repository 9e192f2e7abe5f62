"""RDF to statements: our own files back, and graphs that others wrote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tastegraph.errors import ReadError
from tastegraph.graph.documents import StoredDocument
from tastegraph.graph.exchange.content import Content
from tastegraph.graph.exchange.from_properties import statement_from
from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.rdf_extra import oxigraph
from tastegraph.graph.schema import LITERAL
from tastegraph.graph.vocabulary import (
    DOCUMENT,
    OWL,
    RDF,
    RDFS,
    RELATION,
    SKOS,
    STATEMENT,
    TERM,
    entity_of,
    local_name,
    name_of,
)  # fmt: skip

_LABELS: Final = (f"{SKOS}prefLabel", f"{RDFS}label")
"""Where a foreign entity has its name, the last one that it has counts."""
_DECLARING: Final = (RDF, RDFS, OWL, SKOS, TERM)
"""Predicates of these name spaces say what things are called and how they are built, not how they are related."""


def read_rdf(path: Path, format: str) -> Content:
    """Read a Turtle or N-Triples file.

    A triple that a ``rdf:Statement`` of ours describes is one statement for each of those. Any other triple is a
    statement of the method ``source``: an entity is called by its label (an English one first, else any), else by the
    last part of its IRI, and by the whole IRI where two would be called alike; its type is that of ``rdf:type``, by the
    same rule, else ``entity``. A value that is no entity is of the type ``literal``.

    Raises:
        ReadError: It is not such a file; the line is named.
        InputError: The extra ``rdf`` is not installed.
    """
    about: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    types: dict[str, str] = {}
    labels: dict[str, str] = {}
    plain: dict[tuple[Any, str, Any], None] = {}
    rdf = oxigraph()
    for triple in _parsed(path, format):
        subject, predicate = triple.subject, triple.predicate.value
        if isinstance(subject, rdf.NamedNode) and subject.value.startswith((STATEMENT, DOCUMENT)):
            about[subject.value][predicate] = triple.object
        elif predicate == f"{RDF}type":
            types[_key(subject)] = min(_key(triple.object), types.get(_key(subject), _key(triple.object)))
        elif predicate in _LABELS and isinstance(triple.object, rdf.Literal):
            if _key(subject) not in labels or triple.object.language in {None, "en"}:
                labels[_key(subject)] = triple.object.value
        elif not predicate.startswith(_DECLARING):
            plain[subject, predicate, triple.object] = None

    naming = _Naming(types, labels)
    described = {iri: given for iri, given in about.items() if iri.startswith(STATEMENT)}
    for given in described.values():
        plain.pop((_end(given, "subject", path), _end(given, "predicate", path), _end(given, "object", path)), None)
    statements = []
    for given in described.values():
        subject, predicate, object_ = (_end(given, part, path) for part in ("subject", "predicate", "object"))
        values = {name.removeprefix(TERM): _text(value) for name, value in given.items() if name.startswith(TERM)}
        statements.append(statement_from(naming(subject), naming.relation(predicate), naming(object_), values))
    statements += [
        statement_from(naming(subject), naming.relation(predicate), naming(object_), {})
        for subject, predicate, object_ in plain
    ]
    return Content(statements, list(_documents(about)))


def _parsed(path: Path, format: str) -> Iterator[Any]:
    rdf = oxigraph()
    kind = rdf.RdfFormat.TURTLE if format == "turtle" else rdf.RdfFormat.N_TRIPLES
    try:
        yield from rdf.parse(path=str(path), format=kind)
    except SyntaxError as error:
        raise ReadError(f"not {format}: {error.msg}", path=path, row=error.lineno, fix="Correct that line") from None
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}", path=path, fix="Check the path") from None


class _Naming:
    """What the entities and relations of a file are called."""

    def __init__(self, types: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self._types, self._labels = types, labels
        self._chosen: dict[str, Node] = {}
        self._taken: dict[Node, str] = {}

    def __call__(self, term: Any) -> Node:
        if isinstance(term, oxigraph().Literal):
            return LITERAL, term.value or '""'
        key = _key(term)
        if key not in self._chosen:
            node = entity_of(key) or (self._type(key), self._labels.get(key) or local_name(key))
            if self._taken.setdefault(node, key) != key:
                node = (node[0], key)
            self._chosen[key] = node
        return self._chosen[key]

    def relation(self, iri: str) -> str:
        return name_of(RELATION, iri) or self._labels.get(iri) or local_name(iri)

    def _type(self, key: str) -> str:
        kind = self._types.get(key)
        return "entity" if kind is None else self._labels.get(kind) or local_name(kind)


def _documents(about: Mapping[str, Mapping[str, Any]]) -> Iterator[StoredDocument]:
    for iri, given in about.items():
        item = name_of(DOCUMENT, iri)
        if item is None:
            continue
        texts = {
            name_of(f"{TERM}text:", name): value.value
            for name, value in given.items()
            if name.startswith(f"{TERM}text:")
        }
        title, digest = (
            given[f"{TERM}{name}"].value if f"{TERM}{name}" in given else "" for name in ("title", "digest")
        )
        yield StoredDocument(item, title, {name: text for name, text in texts.items() if name is not None}, digest)


def _end(given: Mapping[str, Any], part: str, path: Path) -> Any:
    """The subject, predicate (its IRI) or object of a described statement."""
    term = given.get(f"{RDF}{part}")
    if term is None:
        raise ReadError(f"a rdf:Statement has no rdf:{part}", path=path, fix="Write the file anew")
    return term.value if part == "predicate" else term


def _text(term: Any) -> str:
    document = name_of(DOCUMENT, term.value)
    return str(term.value) if document is None else document


def _key(term: Any) -> str:
    """IRI of a named node; blank nodes keep their ``_:`` so that they cannot be mistaken for one."""
    return str(term.value) if isinstance(term, oxigraph().NamedNode) else str(term)

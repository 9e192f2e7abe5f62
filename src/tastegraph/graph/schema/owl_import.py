"""Schemas out of OWL and RDFS ontologies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tastegraph.errors import ConfigError, ReadError
from tastegraph.graph.rdf_extra import oxigraph
from tastegraph.graph.schema.datatypes import Datatype
from tastegraph.graph.schema.rdf import DATATYPES
from tastegraph.graph.schema.relation import ANY, BUILT_IN, ENTITY, LITERAL, EntityType, Example, Relation
from tastegraph.graph.schema.schema import Schema
from tastegraph.graph.schema.triples import TripleIndex
from tastegraph.graph.vocabulary import OWL, RDF, RDFS, RELATION, TERM, TYPE, XSD, local_name

_CLASSES: Final = (f"{OWL}Class", f"{RDFS}Class")
_PROPERTIES: Final = (f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{RDF}Property")
_TRAITS: Final = tuple(f"{OWL}{trait}Property" for trait in ("Functional", "Symmetric", "Transitive"))
_PARENT: Final = f"{RDFS}subClassOf"
_ENDS: Final = (f"{RDFS}domain", f"{RDFS}range")
_RESTRICTIONS: Final = {
    "minCardinality": ("least",),
    "minQualifiedCardinality": ("least",),
    "maxCardinality": ("most",),
    "maxQualifiedCardinality": ("most",),
    "cardinality": ("least", "most"),
    "qualifiedCardinality": ("least", "most"),
}
_TOP: Final = frozenset({f"{OWL}Thing", f"{RDFS}Resource"})
_NUMBERS: Final = frozenset(
    {"int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"}
    | {"unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"}
)


@dataclass(frozen=True)
class Ontology:
    """What was read of an ontology.

    Attributes:
        schema: Its classes and properties.
        notes: A sentence for each thing in it that a schema cannot say, and that was left out.
    """

    schema: Schema
    notes: tuple[str, ...]


def read_owl(path: Path) -> Ontology:
    """Read an ontology in OWL or RDFS: Turtle, or by the file's ending N-Triples or RDF/XML.

    Classes become types, properties become relations, under their English label, the one without a language, or the
    first there is; without any, under the last part of their IRI. Where two have one label, the IRI's part is
    added in brackets. Of several parents, domains or ranges the first in the order of their names is taken; a
    union is ``any``. ``owl:Thing`` is ``entity``.

    Args:
        path: Of the file.

    Raises:
        InputError: pyoxigraph is not installed.
        ReadError: The file cannot be read, or declares neither classes nor properties.
        ConfigError: What it declares contradicts itself, such as classes that are parents of each other.
    """
    rdf = oxigraph()
    try:
        data = path.read_bytes()
        format_ = rdf.RdfFormat.from_extension(path.suffix[1:].replace("owl", "rdf")) or rdf.RdfFormat.TURTLE
        graph = TripleIndex(rdf.parse(data, format=format_, base_iri=path.resolve().as_uri()))
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}", path=path, fix="Check the path") from None
    except (SyntaxError, ValueError) as error:
        raise ReadError(f"not valid {path.suffix or 'Turtle'}: {error}", path=path, fix="Correct it there") from None
    try:
        found = _Reader(graph).ontology()
    except ConfigError as error:
        raise ConfigError(error.problem, path=path, field=error.field, fix=error.fix) from None
    if not found.schema.relations and not found.schema.types:
        raise ReadError(
            "declares neither classes nor properties", path=path,
            fix="Give a file with owl:Class and owl:ObjectProperty, or rdfs:Class and rdf:Property",
        )  # fmt: skip
    return found


@dataclass
class _Reader:
    """Turns the triples of one ontology into a schema, and says what that leaves out."""

    graph: TripleIndex
    notes: list[str] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    least: dict[str, int] = field(default_factory=dict)
    most: dict[str, int] = field(default_factory=dict)

    def ontology(self) -> Ontology:
        graph = self.graph
        properties = [one for one in graph.subjects if set(graph.types(one)) & {*_PROPERTIES, *_TRAITS}]
        properties = [one for one in properties if not one.startswith("_:")]
        declared = [one for one in graph.subjects if set(graph.types(one)) & set(_CLASSES) and self._is_class(one)]
        named = [kind for one in properties for end in _ENDS for kind in graph.nodes(one, end) if self._is_class(kind)]
        named += [kind for one in declared for kind in graph.nodes(one, _PARENT) if self._is_class(kind)]
        self.types = self._names(dict.fromkeys([*declared, *named]), TYPE)
        self.relations = self._names(dict.fromkeys(properties), RELATION)
        self.least, self.most = self._cardinalities()
        own = {TYPE + name for name in BUILT_IN}
        kept = [one for one in self.types if declared and (one in declared or one not in own)]
        schema = Schema(
            types=tuple(self._type(one, self.types[one]) for one in kept),
            relations=tuple(self._relation(one, name) for one, name in self.relations.items()),
        )
        return Ontology(schema, tuple(self.notes))

    def _type(self, one: str, name: str) -> EntityType:
        parents = [parent for parent in self.graph.nodes(one, _PARENT) if parent in self.types]
        if len(parents) > 1:
            self._say(f"the type {name!r} has {len(parents)} parents", f"{self.types[parents[0]]!r} is kept")
        return EntityType(
            name=name,
            description=self.graph.text(one, f"{RDFS}comment"),
            parent=self.types[parents[0]] if parents else None,
            iri=None if one.startswith(TYPE) else one,
        )

    def _is_class(self, node: str) -> bool:
        return not node.startswith(("_:", XSD, RDFS, RDF, OWL))

    def _names(self, nodes: Iterable[str], own: str) -> dict[str, str]:
        """IRI → label, made unique."""
        labels = {
            one: self.graph.exact(one, f"{RDFS}label") if one.startswith(own) else self.graph.text(one, f"{RDFS}label")
            for one in nodes
        }
        names = {one: label or local_name(one) for one, label in labels.items()}
        users: defaultdict[str, list[str]] = defaultdict(list)
        for one, name in names.items():
            users[name].append(one)
        taken = set(names.values())
        for name, several in users.items():
            for one in several[1:] if len(several) > 1 else ():
                unique = f"{name} ({local_name(one)})"
                while unique in taken:
                    unique += "′"
                taken.add(unique)
                names[one] = unique
                self.notes.append(f"two are called {name!r}: {one} is {unique!r} here")
        for one, name in tuple(names.items()):
            if own == TYPE and name in {ANY, LITERAL, ENTITY} and not one.startswith(own):
                names[one] = f"{name} ({local_name(one)})"
        return names

    def _relation(self, one: str, name: str) -> Relation:
        graph, kinds = self.graph, set(self.graph.types(one))
        functional, symmetric, transitive = (trait in kinds for trait in _TRAITS)
        domain = self._end(one, "domain")
        range_ = self._end(one, "range") or (domain if symmetric else None)
        if range_ is None:
            range_ = (
                ENTITY if f"{OWL}ObjectProperty" in kinds else LITERAL if f"{OWL}DatatypeProperty" in kinds else ANY
            )
        inverses = [other for other in graph.nodes(one, f"{OWL}inverseOf") if other in self.relations]
        if graph.nodes(one, f"{RDFS}subPropertyOf"):
            self._say(f"the relation {name!r} is part of a wider one", "that is left out")
        most = 1 if functional else self.most.get(one)
        return Relation(
            name=name,
            domain=domain or (range_ if symmetric else ANY),
            range=range_,
            description=graph.text(one, f"{RDFS}comment"),
            inverse=self.relations[inverses[0]] if inverses and not (symmetric and inverses == [one]) else None,
            functional=most == 1,
            symmetric=symmetric,
            transitive=transitive,
            min_objects=self.least.get(one, 0),
            max_objects=most,
            datatype=self._datatype(one) if range_ == LITERAL else None,
            examples=tuple(
                Example(**{key: graph.exact(node, TERM + key) for key in ("text", "subject", "object")})
                for node in graph.nodes(one, f"{TERM}example")
            ),
            iri=None if one.startswith(RELATION) else one,
        )

    def _end(self, one: str, end: str) -> str | None:
        nodes = self.graph.nodes(one, RDFS + end)
        if not nodes:
            return None
        name = self.relations[one]
        known = [node for node in nodes if not node.startswith("_:")]
        if not known:
            self._say(f"the {end} of {name!r} is made of several classes", f"it is {ANY!r} here")
            return ANY
        if len(nodes) > 1:
            self._say(f"the relation {name!r} has {len(nodes)} of {end}", f"{local_name(known[0])!r} is kept")
        if known[0] in self.types:
            return self.types[known[0]]
        return ENTITY if known[0] in _TOP else LITERAL

    def _datatype(self, one: str) -> Datatype | None:
        for node in self.graph.nodes(one, f"{RDFS}range"):
            name = local_name(node) if node.startswith(XSD) else None
            if name is None:
                continue
            if name in _NUMBERS:
                return "number"
            for datatype, names in DATATYPES.items():
                if name in names:
                    return datatype
        return None

    def _cardinalities(self) -> tuple[dict[str, int], dict[str, int]]:
        """Least and most objects by property, of restrictions on the class that is its domain."""
        least: dict[str, int] = {}
        most: dict[str, int] = {}
        held = [(kind, node) for kind in self.graph.subjects for node in self.graph.nodes(kind, _PARENT)]
        for kind, node in held:
            for one in self.graph.nodes(node, f"{OWL}onProperty"):
                if one not in self.relations:
                    continue
                if kind not in (self.graph.nodes(one, f"{RDFS}domain") or _TOP):
                    self._say(
                        f"a restriction of {self.relations[one]!r} holds for a part of its domain", "it is left out"
                    )
                    continue
                for word, sides in _RESTRICTIONS.items():
                    text = self.graph.exact(node, OWL + word)
                    for side in sides if text.isdecimal() else ():
                        (least if side == "least" else most)[one] = int(text)
        return least, {one: number for one, number in most.items() if number > 0}

    def _say(self, problem: str, what: str) -> None:
        self.notes.append(f"{problem}: {what}")

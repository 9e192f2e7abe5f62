"""Schemas out of the ``ontology.json`` of Text2KGBench."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from tastegraph.errors import ReadError
from tastegraph.graph.schema.datatypes import Datatype
from tastegraph.graph.schema.relation import ANY, BUILT_IN, LITERAL, EntityType, Relation
from tastegraph.graph.schema.schema import Schema

_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_WIKIDATA_ID: Final = re.compile(r"[PQ]\d+")
_DATATYPES: Final[dict[str, Datatype]] = {
    "string": "text",
    "text": "text",
    "number": "number",
    "integer": "number",
    "float": "number",
    "double": "number",
    "date": "date",
    "datetime": "date",
    "year": "year",
    "gyear": "year",
}

_Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Concept(BaseModel):
    model_config = ConfigDict(extra="ignore")

    qid: _Label
    label: _Label


class _Predicate(BaseModel):
    model_config = ConfigDict(extra="ignore")

    pid: _Label
    label: _Label
    domain: str = ""
    range: str = ""


class _Ontology(BaseModel):
    model_config = ConfigDict(extra="ignore")

    concepts: tuple[_Concept, ...]
    relations: tuple[_Predicate, ...]


def read_text2kg_ontology(path: Path) -> Schema:
    """Read an ``ontology.json`` of Text2KGBench: its concepts become types, and all goes by its label.

    An end that is left empty is ``any``: the file uses it for dates and sums as for people and places. A range like
    ``number``, ``string``, ``Date`` or ``Year`` that is no concept is a literal of that datatype. Of the other ends
    that are no concept, one with a name (``WrittenWork``) becomes a type, and one with a bare Wikidata id, of which
    nobody could say what it means, is ``any``. Wikidata's ids are kept as ``iri``.

    Args:
        path: Of the file.

    Raises:
        ReadError: It cannot be read or is no such file.

    References:
        Mihindukulasooriya, Tiwari, Enguix and Lata (2023), "Text2KGBench: A benchmark for ontology-driven knowledge
        graph generation from text", ISWC.
    """
    try:
        ontology = _Ontology.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}", path=path, fix="Check the path") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReadError(
            f"not an ontology of Text2KGBench: {first['msg']}", path=path, field=place or None,
            fix='It has "concepts" with qid and label, and "relations" with pid, label, domain and range',
        ) from None  # fmt: skip
    labels = {concept.qid: concept.label for concept in ontology.concepts}
    types = {
        concept.label: EntityType(name=concept.label, iri=_iri(concept.qid))
        for concept in ontology.concepts
        if concept.label not in BUILT_IN
    }
    relations: dict[str, Relation] = {}
    for given in ontology.relations:
        relation = Relation(
            name=given.label,
            domain=_end(given.domain, labels),
            range=_range(given.range, labels),
            datatype=None if given.range in labels else _DATATYPES.get(given.range.lower()),
            iri=_iri(given.pid),
        )
        known = relations.setdefault(relation.name, relation)
        if known != relation:
            # One label with two ids or ends, as there are: what fits either shall fit.
            same = known.range == relation.range
            relations[relation.name] = Relation(
                name=known.name,
                domain=known.domain if known.domain == relation.domain else ANY,
                range=known.range if same else ANY,
                datatype=known.datatype if same and known.datatype == relation.datatype else None,
                iri=known.iri,
            )
    for relation in relations.values():
        for kind in {relation.domain: None, relation.range: None}:
            if kind not in BUILT_IN:
                types.setdefault(kind, EntityType(name=kind))
    return Schema(relations=tuple(relations.values()), types=tuple(types.values()))


def _end(given: str, labels: dict[str, str]) -> str:
    if given in labels:
        return labels[given]
    return ANY if not given.strip() or _WIKIDATA_ID.fullmatch(given) else given


def _range(given: str, labels: dict[str, str]) -> str:
    return LITERAL if given not in labels and given.lower() in _DATATYPES else _end(given, labels)


def _iri(identifier: str) -> str | None:
    return _WIKIDATA + identifier if _WIKIDATA_ID.fullmatch(identifier) else None

"""SPARQL over a graph."""

from __future__ import annotations

import re
from typing import Any, Final

from tastegraph.errors import InputError
from tastegraph.graph.exchange.rdf import triples
from tastegraph.graph.rdf_extra import oxigraph
from tastegraph.graph.store import KnowledgeGraph
from tastegraph.graph.vocabulary import ENTITY, PREFIXES, RELATION

_PREFIXES: Final = PREFIXES | {"entity": ENTITY, "relation": RELATION}
_SERVICE: Final = re.compile(
    r'''<[^<>"{}|^`\\\s]*>|#[^\n]*|"""(?:[^\\]|\\.)*?"""|\'{3}(?:[^\\]|\\.)*?\'{3}|"(?:[^"\\\n]|\\.)*"|'''
    r"'(?:[^'\\\n]|\\.)*'|[?$]\w+|[\w.-]*:[\w.:%-]*|\b(service)\b",
    re.IGNORECASE | re.DOTALL,
)
"""The key word, in its group, told apart from what only contains it: IRIs, comments, strings, variables and names."""
_LONGEST: Final = 300
"""Characters of what the parser says: it can list all letters that it would have taken."""


def run_sparql(graph: KnowledgeGraph, query: str) -> list[dict[str, str | None]]:
    """Answer a SPARQL 1.1 query over the statements of a graph, as `tastegraph.graph.exchange.rdf.triples` puts them.

    The prefixes tg, entity, relation, rdf, rdfs, owl and xsd are known. ``SERVICE`` and updates are refused.

    Returns:
        A row for each solution, variable → IRI or value (None where unbound); for ASK one row ``{"answer": "true"}``;
        for CONSTRUCT and DESCRIBE a row for each triple: subject, predicate, object.

    Raises:
        InputError: The query is wrong, or the extra ``rdf`` is not installed.
    """
    if any(found[1] for found in _SERVICE.finditer(query)):
        raise InputError("SERVICE would ask another server", fix="Ask this graph alone")
    rdf = oxigraph()
    store = rdf.Store()
    default = rdf.DefaultGraph()
    store.bulk_extend(rdf.Quad(*triple, default) for triple in triples(graph.statements()))
    try:
        found = store.query(query, prefixes=_PREFIXES)
        if isinstance(found, rdf.QueryBoolean):
            return [{"answer": "true" if found else "false"}]
        if isinstance(found, rdf.QueryTriples):
            names = ("subject", "predicate", "object")
            return [dict(zip(names, map(_value, triple), strict=True)) for triple in found]
        variables = [variable.value for variable in found.variables]
        return [{name: _value(row[name]) for name in variables} for row in found]
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        said = " ".join(str(error).split())[:_LONGEST]
        raise InputError(f"not a SPARQL query that can be answered: {said}", fix="Correct the query") from None


def _value(term: Any) -> str | None:
    return None if term is None else str(term.value)

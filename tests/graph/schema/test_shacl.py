"""The shapes are judged by a SHACL validator that knows nothing of us."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tastegraph.graph import KnowledgeGraph, Schema, Statement
from tastegraph.graph.exchange import export_graph
from tastegraph.graph.schema import examine, shacl_text

PREFIXES = """\
@prefix r: <urn:tastegraph:relation:> .
@prefix t: <urn:tastegraph:type:> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:x:> .
"""
GOOD = """
:alien a t:item ; r:directed%20by :scott ; r:released "25 May 1979" ; r:about "fear" , :scott .
:aliens a t:item ; r:released "1986-07-18"^^xsd:date .
:cameron a t:director ; r:directed :aliens .
:scott a t:director ; r:married%20to :ann ; r:known%20for :alien .
:ann a t:person ; r:married%20to :scott .
:soho a t:place ; r:part%20of :london . :london a t:place .
"""


def report(schema: Schema, data: str) -> tuple[bool, str]:
    from pyshacl import validate
    from rdflib import Graph

    shapes = Graph().parse(data=shacl_text(schema), format="turtle")
    graph = Graph().parse(data=PREFIXES + data, format="turtle")
    holds, _, text = validate(graph, shacl_graph=shapes, ont_graph=shapes, meta_shacl=True)
    return holds, text


def test_a_graph_that_keeps_to_it_passes(films: Schema) -> None:
    holds, text = report(films, GOOD)
    assert holds, text


@pytest.mark.parametrize(
    ("data", "constraint"),
    [
        (":alien r:directed%20by :ann .", "ClassConstraint"),
        (":alien r:directed%20by :a , :b , :c . :a a t:director . :b a t:director . :c a t:director .", "MaxCount"),
        (":empty a t:item .", "MinCount"),
        (":aliens r:released :soho .", "OrConstraint"),
        (":aliens r:released 7.5 .", "OrConstraint"),
        (":alien r:released '1979' .", "MaxCount"),
        (":soho r:directed%20by :scott .", "ClassConstraint"),
        (":bo a t:person . :bo r:married%20to :ann .", "MaxCount"),
        (":scott r:known%20for 'films' .", "NodeKindConstraint"),
        (":scott r:known%20for :y . :y a t:literal .", "NotConstraint"),
    ],
)
def test_a_graph_that_does_not_fails_for_its_reason(films: Schema, data: str, constraint: str) -> None:
    holds, text = report(films, GOOD + data)
    assert not holds
    assert constraint in text


def test_a_graph_as_we_export_it_passes_and_a_wrong_one_fails(films: Schema, tmp_path: Path) -> None:
    from pyshacl import validate
    from rdflib import Graph

    graph = KnowledgeGraph.create(tmp_path / "graph")
    facts = [
        Statement("1", "directed by", "Ridley Scott", method="source", object_type="director"),
        Statement("1", "released", "25 May 1979", method="source", object_type="literal"),
        Statement("1", "about", "1979", method="source", object_type="literal"),
    ]
    wrong = Statement("1", "directed by", "London", method="source", object_type="place")
    shapes = Graph().parse(data=shacl_text(films), format="turtle")
    for statements, fits in ((facts, True), ([*facts, wrong], False)):
        graph.replace([], statements)
        export_graph(graph, tmp_path / "films.nt")
        data = Graph().parse(tmp_path / "films.nt", format="nt")
        holds, _, text = validate(data, shacl_graph=shapes, ont_graph=shapes)
        assert holds == fits, text
        assert (examine(films, graph.to_arrow()).violations == ()) == fits


def test_the_same_schema_gives_the_same_file(films: Schema) -> None:
    assert all(left == right for left, right in pairwise(shacl_text(films) for _ in range(3)))

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tastegraph.errors import ConfigError, InputError, ReadError
from tastegraph.graph import EntityType, Example, Relation, Schema
from tastegraph.graph.schema import owl_text, read_owl

PREFIXES = """\
@prefix : <http://example.org/films#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def read(folder: Path, text: str, name: str = "ontology.ttl") -> tuple[Schema, str]:
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8")
    found = read_owl(path)
    return found.schema, "\n".join(found.notes)


def test_a_small_ontology_word_by_word(tmp_path: Path) -> None:
    schema, notes = read(
        tmp_path,
        """
        :Film a owl:Class ; rdfs:label "Film"@de , "film"@en-GB ; rdfs:comment "a moving picture"@en .
        :Person a owl:Class ; rdfs:label "人"@zh ; rdfs:subClassOf owl:Thing .
        :Director a owl:Class ; rdfs:subClassOf :Person .
        :directedBy a owl:ObjectProperty , owl:FunctionalProperty ;
            rdfs:label "directed by" , "Regie"@de ; rdfs:domain :Film ; rdfs:range :Director ; owl:inverseOf :directed .
        :directed a owl:ObjectProperty ; rdfs:domain :Director ; rdfs:range :Film .
        :marriedTo a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:domain :Person .
        :partOf a owl:TransitiveProperty .
        :released a owl:DatatypeProperty ; rdfs:domain :Film ; rdfs:range xsd:dateTime .
        :length a owl:DatatypeProperty ; rdfs:range xsd:nonNegativeInteger .
        :tagline a owl:DatatypeProperty .
        :Film rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :directedBy ; owl:cardinality 1 ] .
        """,
    )
    iri = "http://example.org/films#"
    assert schema == Schema(
        types=(
            EntityType(name="film", description="a moving picture", iri=f"{iri}Film"),
            EntityType(name="人", iri=f"{iri}Person"),
            EntityType(name="Director", parent="人", iri=f"{iri}Director"),
        ),
        relations=(
            Relation(
                name="directed by", domain="film", range="Director", functional=True, min_objects=1,
                inverse="directed", iri=f"{iri}directedBy",
            ),
            Relation(name="directed", domain="Director", range="film", iri=f"{iri}directed"),
            Relation(name="marriedTo", domain="人", range="人", symmetric=True, iri=f"{iri}marriedTo"),
            Relation(name="partOf", domain="any", range="any", transitive=True, iri=f"{iri}partOf"),
            Relation(name="released", domain="film", range="literal", datatype="date", iri=f"{iri}released"),
            Relation(name="length", domain="any", range="literal", datatype="number", iri=f"{iri}length"),
            Relation(name="tagline", domain="any", range="literal", iri=f"{iri}tagline"),
        ),
    )  # fmt: skip
    assert notes == ""


def test_what_a_schema_cannot_say_is_said(tmp_path: Path) -> None:
    schema, notes = read(
        tmp_path,
        """
        :A a rdfs:Class . :B a rdfs:Class ; rdfs:label "A" . :C a rdfs:Class ; rdfs:subClassOf :A , :B .
        :r a rdf:Property ; rdfs:domain [ owl:unionOf ( :A :B ) ] ; rdfs:range :A , :Elsewhere ; rdfs:subPropertyOf :q .
        :q a owl:ObjectProperty ; rdfs:domain :A .
        :C rdfs:subClassOf [ owl:onProperty :q ; owl:minCardinality 1 ] .
        """,
    )
    assert {kind.name: kind.parent for kind in schema.types} == {
        "A": None, "A (B)": None, "C": "A", "Elsewhere": None,
    }  # fmt: skip
    relation = schema.relation("r")
    assert (relation.domain, relation.range) == ("any", "A")
    assert schema.relation("q").min_objects == 0
    for told in ("'A (B)'", "2 parents", "several classes", "2 of range", "wider one", "part of its domain"):
        assert told in notes


@pytest.mark.parametrize(
    ("text", "error", "named"),
    [
        (":A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class ; rdfs:subClassOf :A .", ConfigError, "A → B → A"),
        (":A a owl:Clas .", ReadError, "neither classes nor properties"),
        (":A a owl:Class", ReadError, "not valid .ttl"),
        (
            ":A a owl:Class . :B a owl:Class . :r a owl:SymmetricProperty ; rdfs:domain :A ; rdfs:range :B .",
            ConfigError,
            "relations.r.symmetric",
        ),
    ],
)
def test_a_broken_ontology(tmp_path: Path, text: str, error: type[InputError], named: str) -> None:
    with pytest.raises(error, match=named) as caught:
        read(tmp_path, text)
    assert caught.value.path == tmp_path / "ontology.ttl"


def test_other_forms_of_rdf_go_by_the_ending(tmp_path: Path) -> None:
    lines = "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2002/07/owl#Class> ."
    (tmp_path / "a.nt").write_text(lines, encoding="utf-8")
    assert [kind.name for kind in read_owl(tmp_path / "a.nt").schema.types] == ["a"]
    (tmp_path / "a.owl").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#">'
        '<owl:Class rdf:about="urn:films#Film"/></rdf:RDF>',
        encoding="utf-8",
    )
    assert [kind.name for kind in read_owl(tmp_path / "a.owl").schema.types] == ["Film"]


def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, films: Schema) -> None:
    monkeypatch.setitem(sys.modules, "pyoxigraph", None)
    with pytest.raises(InputError, match=r"pip install 'tastegraph\[rdf\]'"):
        owl_text(films)


def test_every_key_goes_there_and_back(tmp_path: Path, films: Schema) -> None:
    path = tmp_path / "films.ttl"
    path.write_text(owl_text(films), encoding="utf-8")
    assert read_owl(path).schema == films
    assert owl_text(films) == owl_text(read_owl(path).schema)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(words.filter(lambda name: name not in {"any", "literal", "entity", "item"}), min_size=2, max_size=4,
                   unique=True),
    told=words,
)  # fmt: skip
def test_names_of_any_script_go_there_and_back(tmp_path: Path, names: list[str], told: str) -> None:
    schema = Schema(
        types=tuple(EntityType(name=name, description=told.strip()) for name in names),
        relations=tuple(
            Relation(
                name=name, domain=names[0], range=names[-1], examples=(Example(text=told, subject=told, object=name),)
            )
            for name in names
        ),
    )
    path = tmp_path / "words.ttl"
    path.write_text(owl_text(schema), encoding="utf-8", newline="\n")
    assert read_owl(path).schema == schema

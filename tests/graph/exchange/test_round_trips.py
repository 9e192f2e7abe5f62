from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tastegraph.errors import InputError, ReadError
from tastegraph.graph import Evidence, KnowledgeGraph, Statement, StoredDocument
from tastegraph.graph.exchange import Content, export_graph, read_content, run_sparql
from tastegraph.graph.exchange.formats import ENDINGS
from tastegraph.graph.exchange.property_graph import write_csv

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)
kinds = st.sampled_from(["item", "person", "a type: with/signs", "類型"])
documents = st.builds(
    StoredDocument,
    names,
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.dictionaries(names, st.text(st.characters(codec="utf-8"), max_size=20), max_size=3),
    st.just("digest"),
)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    quote = draw(names)
    start = draw(st.integers(0, 50))
    evidence = draw(st.none() | st.just(Evidence(draw(names), draw(names), start, start + len(quote), quote)))
    return Statement(
        draw(names),
        draw(names),
        draw(names),
        draw(st.floats(0, 1)),
        evidence,
        "source" if evidence is None else draw(st.sampled_from(["facts", "chat"])),
        draw(kinds),
        draw(kinds),
        draw(st.none() | st.integers(0, 2**40)),
        draw(st.none() | names),
        draw(st.none() | names),
    )


def written(folder: Path, content: Content, name: str) -> Path:
    """Write what a graph cannot hold, too: documents and evidence that do not fit each other."""

    class Whole:
        def statements(self):
            return iter(content.statements)

        def documents(self):
            return iter(content.documents)

    path = folder / name
    export_graph(Whole(), path)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("name", ["g.ttl", "g.nt", "folder"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(statements(), max_size=6, unique=True), st.lists(documents, max_size=2, unique_by=lambda one: one.item))
def test_nothing_is_lost_in_rdf_and_csv(tmp_path: Path, name: str, said: list[Statement], read: list[StoredDocument]):
    found = read_content(written(tmp_path, Content(said, read), name))

    assert sorted(map(repr, found.statements)) == sorted(map(repr, said))
    assert sorted(map(repr, found.documents)) == sorted(repr(StoredDocument(*one)) for one in read)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(statements(), max_size=6, unique=True))
def test_graphml_loses_only_what_xml_has_no_characters_for(tmp_path: Path, said: list[Statement]):
    import re

    def held(statement: Statement) -> str:
        return re.sub("[^\t\n\r -\ud7ff\ue000-�\U00010000-\U0010ffff]", "�", repr_of(statement))

    def repr_of(statement: Statement) -> str:
        evidence = statement.evidence
        parts = [
            statement.subject,
            statement.predicate,
            statement.object,
            statement.subject_type,
            statement.object_type,
        ]
        parts += [statement.method, str(statement.confidence), str(statement.time)]
        parts += [statement.subject_alias or "", statement.object_alias or ""]
        if evidence is not None:
            parts += [evidence.document, evidence.field, str(evidence.start), str(evidence.end), evidence.quote]
        return "|".join(parts)

    found = read_content(written(tmp_path, Content(said), "g.graphml")).statements
    assert [repr_of(one) for one in found] == [held(one) for one in said]


def test_recbole_keeps_items_and_tells_homonyms_apart(tmp_path: Path, graph: KnowledgeGraph):
    graph.add(
        [
            Statement("1", "directed by", "Alien", method="source", object_type="person"),
            Statement("1", "is", "Alien", method="source", object_type="theme"),
        ]
    )
    export_graph(graph, tmp_path / "g.kg")

    found = read_content(tmp_path / "g.kg").statements
    facts = {(one.subject_type, one.subject, one.predicate, one.object_type, one.object) for one in found}
    assert ("item", "2", "sequel of", "item", "1") in facts
    assert ("item", "1", "directed by", "entity", "Alien (person)") in facts
    assert ("item", "1", "is", "entity", "Alien (theme)") in facts


def test_an_exported_graph_can_be_built_again_elsewhere(tmp_path: Path, graph: KnowledgeGraph):
    export_graph(graph, tmp_path / "g.ttl")
    content = read_content(tmp_path / "g.ttl")
    other = KnowledgeGraph.create(tmp_path / "other")
    change = other.replace(content.documents, content.statements)

    assert change.rejected == ()
    assert sorted(map(repr, other.statements())) == sorted(map(repr, graph.statements()))


def test_foreign_turtle_has_labels_types_and_values(tmp_path: Path):
    path = tmp_path / "w.ttl"
    path.write_text(
        """@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        ex:Film rdfs:label "film" . ex:directed_by rdfs:label "directed by"@en, "réalisé par"@fr .
        ex:Q1 a ex:Film ; rdfs:label "Alien"@en, "外星人"@zh ; ex:directed_by ex:Ridley_Scott ; ex:year 1979 .
        <http://other.org/Q1> ex:directed_by ex:Ridley_Scott .
        """,
        encoding="utf-8",
    )
    found = {
        (one.subject_type, one.subject, one.predicate, one.object_type, one.object)
        for one in read_content(path).statements
    }
    assert found == {
        ("film", "Alien", "directed by", "entity", "Ridley_Scott"),
        ("film", "Alien", "year", "literal", "1979"),
        ("entity", "Q1", "directed by", "entity", "Ridley_Scott"),
    }


def test_two_foreign_entities_of_one_name_stay_two(tmp_path: Path):
    path = tmp_path / "w.nt"
    path.write_text("<http://a/x#Q1> <http://r> <http://b/Q1> .\n", encoding="utf-8")
    only = read_content(path).statements[0]
    assert (only.subject, only.object) == ("Q1", "http://b/Q1")


@pytest.mark.parametrize(
    ("name", "text"),
    [("g.ttl", "@prefix : <http://x/> .\n:a :b ."), ("g.nt", "<a> nonsense\n"), ("g.graphml", "<graphml>\n<node")],
)
def test_a_broken_file_names_the_line(tmp_path: Path, name: str, text: str):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=rf"{name}, row \d+"):
        read_content(tmp_path / name)


def test_cypher_is_one_create_for_each_entity_and_statement(tmp_path: Path, graph: KnowledgeGraph):
    graph.add([Statement("1", "said `so`", 'a "b"\\\n', method="source")])
    export_graph(graph, tmp_path / "g.cypher")
    lines = (tmp_path / "g.cypher").read_text(encoding="utf-8").splitlines()

    assert len(lines) == 3 + graph.counts().entities + graph.counts().statements
    assert 'name: "a \\"b\\"\\\\\\n"' in "".join(lines)
    assert "[:`said ``so```" in "".join(lines)


def test_sparql_finds_the_quote_behind_a_fact(graph: KnowledgeGraph):
    rows = run_sparql(
        graph,
        'SELECT ?quote WHERE { ?s rdf:subject ?film ; rdf:object ?o ; tg:quote ?quote . ?film rdfs:label "1" . '
        '?o rdfs:label "Horror" }',
    )
    assert rows == [{"quote": "Horror"}]
    assert run_sparql(graph, "ASK { ?s ?p ?o }") == [{"answer": "true"}]
    with pytest.raises(InputError, match=r"SPARQL.*error at 1:"):
        run_sparql(graph, "SELECT nonsense")


@pytest.mark.parametrize("word", ["SERVICE", "service SILENT", "# no comment '\n Service"])
def test_no_query_asks_another_server(graph: KnowledgeGraph, word: str):
    with pytest.raises(InputError, match="another server"):
        run_sparql(graph, f"SELECT * WHERE {{ ?s ?p ?o {word} <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}")
    harmless = (
        'SELECT ?service { ?service rdfs:label "SERVICE \\" service" FILTER(?service != entity:service) } # SERVICE'
    )
    assert run_sparql(graph, harmless) == []


def test_every_ending_has_a_format_and_others_are_refused(tmp_path: Path, graph: KnowledgeGraph):
    for ending in ENDINGS:
        export_graph(graph, tmp_path / f"out{ending}")
    with pytest.raises(InputError, match="tells no format"):
        export_graph(graph, tmp_path / "g.docx")
    with pytest.raises(InputError, match="cannot be read back"):
        read_content(tmp_path / "out.cypher")


def test_an_export_that_fails_leaves_the_older_file(tmp_path: Path, graph: KnowledgeGraph, monkeypatch):
    path = tmp_path / "g.graphml"
    export_graph(graph, path)
    before = path.read_bytes()
    monkeypatch.setattr(graph, "statements", lambda: (replace(one, object=1 / 0) for one in [None]))
    with pytest.raises(ZeroDivisionError):
        export_graph(graph, path)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_written_whole_stays_as_it_was(tmp_path: Path, graph: KnowledgeGraph):
    export_graph(graph, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    # Text that no UTF-8 can hold ends the writing in the middle.
    broken = [Statement("1", "says", "\ud800", method="source")]
    with pytest.raises(UnicodeEncodeError):
        write_csv([*graph.statements(), *broken], (), tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        export_graph(graph, tmp_path / "file" / "out")

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tastegraph.config import AnySource, ItemsConfig
from tastegraph.data import Catalogue, read_catalogue
from tastegraph.errors import ConfigError, ReadError
from tastegraph.extract.sources import read_source, source_files, typed_by_schema
from tastegraph.graph import KnowledgeGraph, Relation, Schema, Statement
from tastegraph.graph.exchange import export_graph


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    path = tmp_path / "items.csv"
    path.write_text(
        "id,title\n1,Alien (1979)\n2,Heat\n3,Heat\n4,Sabrina (1954)\n5,Sabrina (1995)\n6,千與千尋\n", encoding="utf-8"
    )
    return read_catalogue(ItemsConfig(path=path, id="id", title="title"), tmp_path)


def said(config: dict, folder: Path, catalogue: Catalogue) -> list[Statement]:
    return list(read_source(TypeAdapter(AnySource).validate_python(config), folder, catalogue))


def facts(statements: list[Statement]) -> set[tuple[str, str, str, str, str]]:
    return {(one.subject_type, one.subject, one.predicate, one.object_type, one.object) for one in statements}


def test_entities_called_like_one_item_are_that_item(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "w.nt").write_text(
        "".join(
            f'<http://x/{number}> <http://www.w3.org/2000/01/rdf-schema#label> "{name}" .\n'
            f"<http://x/{number}> <http://x/in> <http://x/space> .\n"
            for number, name in enumerate(["ALIEN", "Heat", "Sabrina (1954)", "Sabrina", "千與千尋", "Alien (2001)"])
        ),
        encoding="utf-8",
    )
    found = facts(said({"path": "w.nt", "link_by": "title"}, tmp_path, catalogue))

    # Heat is two items; Sabrina without its year could be either; Alien of 2001 is not that of 1979.
    assert ("item", "4", "in", "entity", "space") in found
    assert ("item", "6", "in", "entity", "space") in found
    assert {(kind, name) for kind, name, *_ in found if kind == "entity"} >= {("entity", "Heat"), ("entity", "Sabrina")}
    assert not any(name in {"2", "3", "5"} for _, name, *_ in found)


def test_a_graph_is_joined_by_a_table_of_links_in_every_format(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "l.csv").write_text("item_id,entity_id\n1.0,Q1\n2,Q1\n", encoding="utf-8")
    graph = KnowledgeGraph.create(tmp_path / "graph")
    graph.replace((), [Statement("Q1", "in", "space", method="source", subject_type="film")])
    for name in ("g.ttl", "g.graphml", "folder"):
        export_graph(graph, tmp_path / name)
        found = said({"path": name, "links": "l.csv", "confidence": 0.5}, tmp_path, catalogue)
        assert facts(found) == {("item", "1", "in", "entity", "space")}
        assert {one.confidence for one in found} == {0.5}
        assert {one.method for one in found} == {"source"}


def test_recbole_files_say_which_entity_is_which_item(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "a.kg").write_text("head_id:token\trelation_id:token\ttail_id:token\nm.1\tin\tm.2\n", encoding="utf-8")
    (tmp_path / "a.link").write_text("item_id:token\tentity_id:token\n1\tm.1\n", encoding="utf-8")
    found = said({"path": "a.kg", "links": "a.link"}, tmp_path, catalogue)
    assert facts(found) == {("item", "1", "in", "entity", "m.2")}
    with pytest.raises(ConfigError, match=r"sources\.links"):
        said({"path": "a.kg"}, tmp_path, catalogue)
    with pytest.raises(ReadError, match="Perhaps 'in' is meant"):
        said({"path": "a.kg", "links": "a.link", "relations": ["ins"]}, tmp_path, catalogue)


def test_a_table_of_triples(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "t.csv").write_text("s,p,o\n1.0,in,space\n2,by,Mann\n", encoding="utf-8")
    config = {"kind": "triples", "path": "t.csv", "subject": "s", "predicate": "p", "object": "o"}
    assert facts(said(config, tmp_path, catalogue)) == {
        ("item", "1", "in", "entity", "space"),
        ("item", "2", "by", "entity", "Mann"),
    }
    assert len(said({**config, "relations": ["by"]}, tmp_path, catalogue)) == 1
    (tmp_path / "t.csv").write_text("s,p,o\n1,in,\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"t\.csv, row 1, field 'o'"):
        said(config, tmp_path, catalogue)


def test_tags_are_surer_the_more_often_they_are_given(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "t.csv").write_text("item,tag\n1,Sci-Fi\n1,sci-fi \n1,Sci-Fi\n2,noir\n", encoding="utf-8")
    found = said({"kind": "tags", "path": "t.csv"}, tmp_path, catalogue)
    assert [(one.subject, one.object, one.confidence) for one in found] == [("1", "Sci-Fi", 0.875), ("2", "noir", 0.5)]
    assert len(said({"kind": "tags", "path": "t.csv", "least": 2}, tmp_path, catalogue)) == 1

    (tmp_path / "c.csv").write_text("item,tag,n\n1,slow,3\n2,slow,many\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"c\.csv, row 2, field 'n'"):
        said({"kind": "tags", "path": "c.csv", "count": "n"}, tmp_path, catalogue)


def test_social_links_join_users(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "f.csv").write_text("user,friend\n1,2\n2,2\n", encoding="utf-8")
    assert facts(said({"kind": "social", "path": "f.csv"}, tmp_path, catalogue)) == {
        ("user", "1", "knows", "user", "2")
    }


def test_every_file_of_a_source_is_known(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    for name in ("nodes.csv", "relationships.csv"):
        (tmp_path / "folder" / name).touch()
    (tmp_path / "l.csv").touch()
    source = TypeAdapter(AnySource).validate_python({"path": "folder", "links": "l.csv"})
    assert [path.name for path in source_files(source, tmp_path)] == ["nodes.csv", "relationships.csv", "l.csv"]


@pytest.mark.parametrize(
    ("config", "key"),
    [
        ({"path": "none.ttl", "link_by": "title"}, "sources.path"),
        ({"path": "here.kg", "links": "none.link"}, "sources.links"),
        ({"kind": "tags", "path": "none.csv"}, "sources.path"),
    ],
)
def test_a_file_that_is_not_there_is_told_by_its_key(tmp_path: Path, config: dict, key: str):
    (tmp_path / "here.kg").touch()
    source = TypeAdapter(AnySource).validate_python(config)
    with pytest.raises(ReadError, match=r"none\.\w+.*no such file") as error:
        source_files(source, tmp_path)
    assert error.value.field == key


def test_entities_without_a_type_have_that_of_their_relation(tmp_path: Path, catalogue: Catalogue):
    (tmp_path / "g.kg").write_text(
        "head_id:token\trelation_id:token\ttail_id:token\n"
        "Q1\tdirected by\tscott\nscott\tborn in\tuk\nuk\tpart of\tearth\nQ1\tnamed after\tuk\nscott\tplays\tuk\n",
        encoding="utf-8",
    )
    (tmp_path / "g.link").write_text("item_id:token\tentity_id:token\n1\tQ1\n", encoding="utf-8")
    schema = Schema(
        relations=(
            Relation(name="directed by", domain="item", range="person"),
            Relation(name="born in", domain="person", range="place"),
            Relation(name="plays", domain="person", range="country"),
        )
    )
    read = said({"path": "g.kg", "links": "g.link"}, tmp_path, catalogue)
    found = facts(typed_by_schema(read, schema))
    assert found == {
        ("item", "1", "directed by", "person", "scott"),
        ("person", "scott", "born in", "place", "uk"),
        ("person", "scott", "plays", "country", "uk"),
        # What is a place in one statement and a country in another may be either in a third.
        ("item", "1", "named after", "entity", "uk"),
        ("entity", "uk", "part of", "entity", "earth"),
    }
    assert not any(schema.misfit(one) and one.predicate in schema.names for one in typed_by_schema(read, schema))

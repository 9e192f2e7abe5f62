from __future__ import annotations

import json
from pathlib import Path

import pytest

from tastegraph.errors import ReadError
from tastegraph.graph import Relation, read_text2kg_ontology


def written(folder: Path, concepts: dict[str, str], relations: list[tuple[str, str, str, str]]) -> Path:
    path = folder / "ontology.json"
    document = {
        "title": "x",
        "concepts": [{"qid": qid, "label": label} for qid, label in concepts.items()],
        "relations": [dict(zip(("pid", "label", "domain", "range"), one, strict=True)) for one in relations],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_ends_become_labels_literals_or_any(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"Q11424": "film", "Q5": "human "},
        [
            ("P57", "director", "Q11424", "Q5"),
            ("P577", "publication date", "Q11424", ""),
            ("P1", "born", "Q5", "Date"),
            ("gross", "gross", "Q11424", "number"),
            ("writer", "writer", "WrittenWork", "Q5"),
            ("P110", "illustrator", "Q47461344", "Q5"),
        ],
    )
    schema = read_text2kg_ontology(path)
    assert {one.name: one.iri for one in schema.types} == {
        "film": "http://www.wikidata.org/entity/Q11424",
        "human": "http://www.wikidata.org/entity/Q5",
        "WrittenWork": None,
    }
    wikidata = "http://www.wikidata.org/entity/"
    assert schema.relations == (
        Relation(name="director", domain="film", range="human", iri=f"{wikidata}P57"),
        Relation(name="publication date", domain="film", range="any", iri=f"{wikidata}P577"),
        Relation(name="born", domain="human", range="literal", datatype="date", iri=f"{wikidata}P1"),
        Relation(name="gross", domain="film", range="literal", datatype="number"),
        Relation(name="writer", domain="WrittenWork", range="human"),
        Relation(name="illustrator", domain="any", range="human", iri=f"{wikidata}P110"),
    )


def test_one_label_with_two_ranges_takes_both(tmp_path: Path) -> None:
    relations = [("a", "made", "F", "Date"), ("b", "made", "F", "P")]
    path = written(tmp_path, {"F": "film", "P": "person"}, relations)
    assert read_text2kg_ontology(path).relations == (Relation(name="made", domain="film", range="any"),)


@pytest.mark.parametrize("text", ["", "[]", '{"concepts": []}', '{"concepts": [{"qid": "Q1"}], "relations": []}'])
def test_another_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "ontology.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="not an ontology of Text2KGBench"):
        read_text2kg_ontology(tmp_path / "ontology.json")
    with pytest.raises(ReadError, match="cannot be read"):
        read_text2kg_ontology(tmp_path)


@pytest.mark.parametrize(
    ("name", "types", "relations", "lacking"),
    [
        ("wikidata/1_movie", 12, 15, set()),
        ("wikidata/2_music", 13, 13, {"occupation"}),
        ("wikidata/4_book", 20, 12, set()),
        ("dbpedia/19_film", 19, 44, set()),
    ],
)
def test_the_real_ones_name_the_relations_of_their_gold_but_one(
    real_data: Path, name: str, types: int, relations: int, lacking: set[str]
) -> None:
    folder = real_data / "extraction-text2kg" / name
    schema = read_text2kg_ontology(folder / "ontology.json")
    assert (len(schema.types), len(schema.relations)) == (types, relations)
    with (folder / "ground_truth.jsonl").open(encoding="utf-8") as gold:
        used = {triple["rel"] for line in gold for triple in json.loads(line)["triples"]}
    assert used - set(schema.names) == lacking

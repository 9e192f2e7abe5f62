from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tastegraph.config import FactColumn, ItemsConfig
from tastegraph.data import Catalogue, Document, read_catalogue
from tastegraph.errors import InputError, ReadError

FACTS = {"Genre": FactColumn(relation="genre", separator=","), "Year": FactColumn(relation="year")}


def catalogue_of(tmp_path, rows, **options):
    columns = dict.fromkeys(("id", "Title", "Plot", "Genre", "Year"))
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(columns | row) + "\n" for row in rows))
    settings = {"path": "items.jsonl", "id": "id", "title": "Title", "text": ("Plot",), "facts": FACTS} | options
    return read_catalogue(ItemsConfig(**settings), tmp_path)


def test_a_row_becomes_a_document_with_the_named_columns_only(tmp_path):
    row = {"id": 7, "Title": "Heat", "Plot": "A thief.", "Genre": "Crime, Drama", "Year": 1995, "Poster": "x"}
    catalogue = catalogue_of(tmp_path, [row])
    fields = {"Title": "Heat", "Plot": "A thief.", "Genre": "Crime, Drama", "Year": "1995"}
    assert catalogue.documents == (Document("7", "Heat", fields),)
    assert list(catalogue.items) == ["7"]
    assert len(catalogue) == 1


def test_titles_fall_back_to_the_id(tmp_path):
    catalogue = catalogue_of(tmp_path, [{"id": "a", "Title": " Heat "}, {"id": "b", "Title": ""}, {"id": 3}])
    assert [catalogue.title(item) for item in ("a", "b", "3", 3, "unknown")] == ["Heat", "b", "3", "3", "unknown"]
    assert [document.title for document in catalogue.documents] == ["Heat", "b", "3"]
    assert "Title" not in catalogue.documents[1].fields


@pytest.mark.parametrize("missing", ["", "N/A", "n/a", "null", "NaN", " nan ", None, "  "])
def test_missing_facts_and_texts_are_absent(tmp_path, missing):
    row = {"id": 1, "Title": "x", "Plot": missing, "Genre": missing, "Year": missing}
    (document,) = catalogue_of(tmp_path, [row]).documents
    assert document.fields == {"Title": "x"}


def test_a_title_may_read_like_a_missing_value(tmp_path):
    (document,) = catalogue_of(tmp_path, [{"id": 1, "Title": "Null"}]).documents
    assert (document.title, document.fields) == ("Null", {"Title": "Null"})


@pytest.mark.parametrize(
    ("cell", "separator", "text"),
    [
        (["Crime", "Drama"], None, "Crime, Drama"),
        (["Crime", "Drama"], "|", "Crime| Drama"),
        (["Crime", "Drama"], " ; ", "Crime; Drama"),
        (["a", 1, 2.0, True, None, {"b": 1}], None, "a, 1, 2, true"),
        ([{"name": "x"}], None, '[{"name": "x"}]'),
        ([], None, None),
        ([None], None, "[null]"),
        ("[REC]", None, "[REC]"),
        ('["a", "b"]', None, "a, b"),
        (1995.0, None, "1995"),
        ("1995.0", None, "1995"),
        (7.5, None, "7.5"),
        (False, None, "false"),
        ({"b": 1}, None, '{"b": 1}'),
    ],
)
def test_cells_of_every_type_become_text(tmp_path, cell, separator, text):
    facts = {"F": FactColumn(relation="f", separator=separator)}
    (document,) = catalogue_of(tmp_path, [{"id": 1, "Title": "x", "F": cell}], facts=facts).documents
    assert document.fields.get("F") == text


def test_text_keeps_what_facts_would_drop(tmp_path):
    (document,) = catalogue_of(tmp_path, [{"id": 1, "Plot": " 1995.0 \n"}], title=None).documents
    assert document.fields["Plot"] == " 1995.0 \n"


@pytest.mark.parametrize("name", ["items.csv", "items.parquet"])
def test_ids_join_whatever_wrote_the_file(tmp_path, name):
    if name == "items.csv":
        (tmp_path / name).write_text("id,Title\n1.0,a\n 2 ,b\nx,c\n")
    else:
        pq.write_table(pa.table({"id": ["1.0", " 2 ", "x"], "Title": ["a", "b", "c"]}), tmp_path / name)
    catalogue = read_catalogue(ItemsConfig(path=name, id="id", title="Title"), tmp_path)
    assert list(catalogue.items) == ["1", "2", "x"]


def test_a_column_may_be_title_text_and_fact_at_once(tmp_path):
    facts = {"Title": FactColumn(relation="called")}
    (document,) = catalogue_of(tmp_path, [{"id": 1, "Title": "Heat"}], text=("Title",), facts=facts).documents
    assert document.fields == {"Title": "Heat"}


def test_a_repeated_id_names_both_rows(tmp_path):
    rows = [{"id": "a"}, {"id": "b"}, {"id": "a"}]
    with pytest.raises(ReadError, match="the id 'a' stands in row 1 already") as caught:
        catalogue_of(tmp_path, rows)
    assert (caught.value.row, caught.value.field) == (3, "id")
    assert caught.value.fix
    with pytest.raises(InputError, match="more than once"):
        _ = Catalogue((Document("a", "x", {}), Document("a", "y", {}))).items


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_id_names_its_row(tmp_path, empty):
    with pytest.raises(ReadError, match="the id is empty") as caught:
        catalogue_of(tmp_path, [{"id": "a"}, {"id": empty}])
    assert (caught.value.row, caught.value.field) == (2, "id")


def test_a_missing_column_and_a_long_cell_are_refused(tmp_path):
    row = {"id": 1, "Plot": "p" * 50}
    with pytest.raises(ReadError, match="no such column") as caught:
        catalogue_of(tmp_path, [row], text=("Plots",))
    assert caught.value.field == "Plots"
    with pytest.raises(ReadError, match="more than 40") as caught:
        catalogue_of(tmp_path, [row], max_cell=40)
    assert (caught.value.row, caught.value.field) == (1, "Plot")


def test_another_encoding_and_delimiter_can_be_given(tmp_path):
    (tmp_path / "items.csv").write_bytes("id;Title\n1;Amélie\n".encode("latin-1"))
    config = ItemsConfig(path=Path("items.csv"), id="id", title="Title", delimiter=";", encoding="latin-1")
    assert read_catalogue(config, tmp_path).title("1") == "Amélie"


def test_the_digest_covers_item_title_fields_and_order():
    documents = [
        Document("a", "t", {"F": "x"}),
        Document("b", "t", {"F": "x"}),
        Document("a", "u", {"F": "x"}),
        Document("a", "t", {"F": "y"}),
        Document("a", "t", {"G": "x"}),
        Document("a", "t", {}),
    ]
    assert len({document.digest for document in documents}) == len(documents)
    assert Document("a", "t", {"F": "x"}).digest == documents[0].digest
    first, second = documents[:2]
    assert Catalogue((first, second)).digest != Catalogue((second, first)).digest

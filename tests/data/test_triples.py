from __future__ import annotations

import pytest

from tastegraph.config import SourceConfig
from tastegraph.data import read_triples
from tastegraph.errors import ReadError

CONFIG = SourceConfig(path="x.kg", links="x.link")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "x.kg").write_text(
        "head_id:token\trelation_id:token\ttail_id:token\nm1\tdirected\tm9\nm9\tactor\tm2\nm8\tactor\tm8\n"
    )
    (tmp_path / "x.link").write_text("item_id:token\tentity_id:token\n7\tm1\n8.0\tm2\n9\tm2\n")
    return tmp_path


def test_linked_entities_become_items_the_first_link_counts(folder):
    triples = read_triples(CONFIG, folder)
    assert triples.subjects == ["7", "m9", "m8"]
    assert triples.subject_is_item.tolist() == [True, False, False]
    assert triples.predicates == ["directed", "actor", "actor"]
    assert triples.objects == ["m9", "8", "m8"]
    assert triples.object_is_item.tolist() == [False, True, False]
    assert len(triples) == 3


def test_only_the_relations_asked_for_are_taken(folder):
    triples = read_triples(CONFIG.model_copy(update={"relations": ("actor",)}), folder)
    assert triples.subjects == ["m9", "m8"]
    with pytest.raises(ReadError, match=r"no triple has the relation 'actors'. Perhaps 'actor' is meant"):
        read_triples(CONFIG.model_copy(update={"relations": ("actor", "actors")}), folder)


def test_an_empty_cell_and_a_missing_file_are_named(folder):
    with (folder / "x.kg").open("a") as file:
        file.write("m1\t\tm2\n")
    with pytest.raises(ReadError, match="the cell is empty") as caught:
        read_triples(CONFIG, folder)
    assert (caught.value.row, caught.value.field) == (4, "relation_id")
    with pytest.raises(ReadError, match="no such file"):
        read_triples(SourceConfig(path="x.kg", links="y.link"), folder)

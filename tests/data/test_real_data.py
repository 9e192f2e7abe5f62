"""The readers on published data; needs the folder that TASTEGRAPH_DATA names."""

from __future__ import annotations

import pytest

from tastegraph.config import FactColumn, InteractionsConfig, ItemsConfig
from tastegraph.data import open_table, read_catalogue, read_interactions, read_kgat, read_recbole, temporal_split
from tastegraph.errors import ReadError


def test_films_100k(real_data):
    items = ItemsConfig(
        path="films-100k/metadata.jsonl",
        id="movie_id",
        title="Title",
        text=("Plot",),
        facts={"Genre": FactColumn(relation="genre", separator=",")},
    )
    catalogue = read_catalogue(items, real_data)
    assert len(catalogue) == 1682
    assert sum("Plot" in document.fields for document in catalogue.documents) == 1671
    assert catalogue.title("1") == "Toy Story"
    log = InteractionsConfig(
        path="films-100k/ml-100k.inter",
        user="user_id",
        item="item_id",
        rating="rating",
        timestamp="timestamp",
        positive=4,
    )
    interactions, report = read_interactions(log, real_data, items=catalogue.items)
    assert (report.rows, report.kept, report.below_positive) == (100_000, 55_375, 44_625)
    assert (report.duplicates, report.items_not_in_catalogue) == (0, 0)
    assert interactions.matrix.shape == (942, 1447)
    split = temporal_split(interactions)
    assert split.train.timestamps.max() < split.test.timestamps.min()


def test_recbole_folders(real_data):
    films = read_recbole(real_data / "films-100k", positive=4)
    assert (films.name, len(films.triples)) == ("ml-100k", 91_631)
    music = read_recbole(real_data / "music-lastfm")
    sizes = [len(part) for part in (music.split.train, music.split.validation, music.split.test)]
    assert (music.name, sizes, len(music.triples)) == ("lastfm", [17_350, 1_907, 1_916], 15_518)


def test_kgat_folders(real_data):
    for name, train, test, users, items in (
        ("books-amazon", 652_514, 193_920, 70_679, 24_915),
        ("films-1m", 801_218, 197_321, 6_040, 3_260),
    ):
        split = read_kgat(real_data / name).split
        assert (len(split.train), len(split.test)) == (train, test)
        assert split.train.matrix.shape == (users, items)


@pytest.mark.parametrize(
    ("path", "options", "rows"),
    [
        ("films-1m/movies.dat", {"encoding": "latin-1", "header": False}, 3_883),
        ("music-lastfm/hetrec/tags.dat", {"encoding": "latin-1"}, 11_946),
        ("courses-coco/valid.txt", {"header": False}, 92_403),
        ("news-mind/news.tsv", {"header": False}, 2_000),
        ("products-office/Office_Products.test.csv", {}, 4_866),
        ("travel-poi/traj-Melb.csv", {}, 7_246),
    ],
)
def test_tables_of_many_makers(real_data, path, options, rows):
    assert sum(batch.num_rows for batch in open_table(real_data / path, **options)) == rows


@pytest.mark.parametrize("path", ["films-1m/movies.dat", "music-lastfm/hetrec/tags.dat"])
def test_latin_1_is_recognised(real_data, path):
    with pytest.raises(ReadError, match="is not utf-8") as caught:
        list(open_table(real_data / path))
    assert "latin-1" in caught.value.fix

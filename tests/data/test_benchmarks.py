from __future__ import annotations

import gzip

import pytest

from tastegraph.data import random_split, read_kgat, read_recbole
from tastegraph.errors import InputError, ReadError


def pairs(part):
    return [(part.users[user], part.items[item]) for user, item in zip(part.user_index, part.item_index, strict=True)]


@pytest.fixture
def kgat(tmp_path):
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "train.txt").write_text("0 0 1\n2 1 1 3\n1\n")
    (folder / "test.txt").write_text("0 4\n1\n\n2 0")
    return folder


def test_kgat_folders_become_a_ready_made_split(kgat):
    benchmark = read_kgat(kgat)
    assert benchmark.name == "books"
    assert pairs(benchmark.split.train) == [(0, 0), (0, 1), (2, 1), (2, 3)]
    assert pairs(benchmark.split.test) == [(0, 4), (2, 0)]
    assert list(benchmark.split.test.items) == [0, 1, 3, 4]
    assert benchmark.split.validation is None
    assert benchmark.triples is None


@pytest.mark.parametrize("header", ["", "head relation tail\n"], ids=["bare", "header"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_kgat_entities_up_to_the_largest_item_are_items(kgat, header, packed):
    text = header + "4 0 5\n6\t1\t3\n2 0 2\n"
    if packed:
        (kgat / "kg_final.txt.gz").write_bytes(gzip.compress(text.encode()))
    else:
        (kgat / "kg_final.txt").write_text(text)
    triples = read_kgat(kgat).triples
    assert (triples.subjects, triples.predicates, triples.objects) == (
        ["4", "6", "2"],
        ["0", "1", "0"],
        ["5", "3", "2"],
    )
    assert triples.subject_is_item.tolist() == [True, False, True]
    assert triples.object_is_item.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("name", "text", "row", "problem"),
    [
        ("train.txt", "0 1\n1 x\n", 2, "not a line of whole numbers"),
        ("test.txt", "0 1\n\n1 -2\n", 3, "not a line of whole numbers"),
        ("test.txt", "0 1.5\n", 1, "not a line of whole numbers"),
        ("train.txt", f"0 {2**70}\n", 1, "not a line of whole numbers"),
        ("kg_final.txt", "0 0 1\n0 1\n", 2, "2 numbers instead of head, relation and tail"),
        ("kg_final.txt", "\n", None, "the file has no triples"),
        ("test.txt", "0\n1\n", None, "no user has an item"),
        ("train.txt", "", None, "the file is empty"),
    ],
)
def test_a_malformed_kgat_line_is_named(kgat, name, text, row, problem):
    (kgat / name).write_text(text)
    with pytest.raises(ReadError, match=problem) as caught:
        read_kgat(kgat)
    assert (caught.value.path, caught.value.row) == (kgat / name, row)
    assert caught.value.fix


def test_a_missing_kgat_file_or_folder_is_named(kgat):
    (kgat / "test.txt").unlink()
    with pytest.raises(ReadError, match=r"test.txt: no such file"):
        read_kgat(kgat)
    with pytest.raises(ReadError, match="no such folder"):
        read_kgat(kgat / "elsewhere")


def atomic(*rows, header="user_id:token\titem_id:token\trating:float\ttimestamp:float"):
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture
def recbole(tmp_path):
    folder = tmp_path / "films"
    folder.mkdir()
    (folder / "films.train.inter").write_text(atomic("1\ta\t5\t10", "1\tb\t2\t11", "2\ta\t4\t12"))
    (folder / "films.valid.inter").write_text(atomic("1\tc\t5\t20"))
    (folder / "films.test.inter").write_text(atomic("2\tc\t5\t30", "2\tb\t1\t31"))
    return folder


def test_recbole_parts_become_a_ready_made_split(recbole):
    benchmark = read_recbole(recbole)
    assert (benchmark.name, benchmark.triples) == ("films", None)
    split = benchmark.split
    assert pairs(split.train) == [("1", "a"), ("1", "b"), ("2", "a")]
    assert pairs(split.validation) == [("1", "c")]
    assert pairs(split.test) == [("2", "c"), ("2", "b")]
    assert split.train.timestamps.tolist() == [10, 11, 12]


def test_recbole_ratings_below_positive_are_left_out_of_all_parts(recbole):
    split = read_recbole(recbole, positive=4).split
    assert pairs(split.train) == [("1", "a"), ("2", "a")]
    assert pairs(split.test) == [("2", "c")]


def test_recbole_validation_is_optional_and_columns_may_lack(recbole):
    (recbole / "films.valid.inter").unlink()
    for part in ("train", "test"):
        (recbole / f"films.{part}.inter").write_text(atomic("1\ta", header="user_id:token\titem_id:token"))
    split = read_recbole(recbole).split
    assert split.validation is None
    assert split.train.timestamps is None
    with pytest.raises(ReadError, match="no such column") as caught:
        read_recbole(recbole, positive=4)
    assert caught.value.field == "rating"


def test_a_single_recbole_log_is_split_at_random(tmp_path):
    rows = [f"{row % 7}\t{row}\t5\t{row}" for row in range(200)]
    (tmp_path / "x.inter.gz").write_bytes(gzip.compress(atomic(*rows).encode()))
    benchmark = read_recbole(tmp_path, seed=3)
    assert benchmark.name == "x"
    parts = (benchmark.split.train, benchmark.split.validation, benchmark.split.test)
    assert sum(map(len, parts)) == 200
    whole = benchmark.split.train.from_pairs([row % 7 for row in range(200)], range(200))
    expected = random_split(whole, test=0.1, validation=1 / 9, seed=3)
    assert [len(part) for part in parts] == [len(expected.train), len(expected.validation), len(expected.test)]
    assert read_recbole(tmp_path, seed=4).split.digest != benchmark.split.digest


def test_the_recbole_graph_comes_with_its_links(recbole):
    (recbole / "films.kg").write_text("head_id:token\trelation_id:token\ttail_id:token\nm1\tr\tm2\n")
    with pytest.raises(ReadError, match=r"films.link: no such file"):
        read_recbole(recbole)
    (recbole / "films.link").write_text("item_id:token\tentity_id:token\na\tm1\n")
    triples = read_recbole(recbole).triples
    assert (triples.subjects, triples.objects) == (["a"], ["m2"])


def test_of_several_data_sets_the_folder_names_one(recbole):
    (recbole / "books.inter").write_text(atomic("9\tz\t5\t1"))
    assert read_recbole(recbole).name == "films"
    with pytest.raises(ReadError, match="several data sets in one folder: books, films"):
        read_recbole(recbole.rename(recbole.parent / "mixed"))


def test_a_folder_without_recbole_files_is_said_so(tmp_path):
    for folder in (tmp_path, tmp_path / "elsewhere"):
        with pytest.raises(ReadError, match=r"no .inter file in this folder"):
            read_recbole(folder)
    (tmp_path / "x.train.inter").write_text(atomic("1\ta\t5\t1"))
    with pytest.raises(ReadError, match=r"x.test.inter: no such file"):
        read_recbole(tmp_path)


def test_an_empty_recbole_part_is_an_error(recbole):
    (recbole / "films.test.inter").write_text(atomic())
    with pytest.raises(InputError, match="the file has no rows"):
        read_recbole(recbole)

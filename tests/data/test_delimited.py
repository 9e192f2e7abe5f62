from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import column_names, open_table
from tastegraph.errors import ReadError

cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=6)


def read(path, **options):
    return [row for batch in open_table(path, **options) for row in zip(*batch.to_pydict().values(), strict=True)]


def write(path, text):
    path.write_text(text, newline="")
    return path


@given(rows=st.lists(st.tuples(cells, st.just("end")), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([("a", "b"), *rows])
    path = write(tmp_path_factory.mktemp("csv") / "t.csv", buffer.getvalue())
    assert read(path) == [(first or None, second) for first, second in rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("final", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("name", ["t.csv", "t.dat"])
def test_all_line_ends_and_blank_lines_are_understood(tmp_path, end, final, name):
    lines = ["a|b", "1|2", "", "3|4"]
    text = end.join(lines) + (end if final else "")
    path = write(tmp_path / name, text.replace("|", "," if name == "t.csv" else "::"))
    assert read(path) == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.dat", "t.inter", "colons.txt"])
@pytest.mark.parametrize(("bad", "has"), [("5", "1 cell"), ("5|6|7", "3 cells")])
def test_a_row_with_too_few_or_too_many_cells_is_named(tmp_path, name, bad, has):
    delimiter = {"t.csv": ",", "t.dat": ";", "colons.txt": "::"}.get(name, "\t")
    lines = ["a|b", *["1|2"] * 30_000, bad, "8|9"]
    path = write(tmp_path / name, "\n".join(lines).replace("|", delimiter))
    stream = open_table(path, delimiter=delimiter)
    with pytest.raises(ReadError, match=f"the row has {has}, the header has 2") as caught:
        list(stream)
    assert caught.value.row == 30_001
    assert caught.value.fix


def test_rows_before_a_bad_one_are_given_once(tmp_path):
    lines = ["a,b", *(f"{row},x" for row in range(400_000)), "bad"]
    path = write(tmp_path / "t.csv", "\n".join(lines))
    seen = []
    with pytest.raises(ReadError) as caught:
        seen.extend(int(cell) for batch in open_table(path) for cell in batch.column("a").to_pylist())
    assert caught.value.row == 400_001
    assert seen == list(range(len(seen)))


def test_a_row_longer_than_a_buffer_is_read_between_its_neighbours(tmp_path):
    long = "x" * 900_000
    rows = [("1", *["y"] * 9), ("2", *[long] * 9), ("3", *["z"] * 9)]
    text = "\n".join(",".join(row) for row in [tuple("abcdefghij"), *rows])
    assert read(write(tmp_path / "t.csv", text)) == rows


@pytest.mark.parametrize("tail", ["", "\n", "\n3,4\n5,6\n", "\n3,4\n5,6"], ids=repr)
def test_a_quotation_mark_that_is_never_closed_is_named(tmp_path, tail):
    path = write(tmp_path / "t.csv", 'a,b\n1,2\n3,"four' + tail)
    if "\n" not in tail:
        assert read(path) == [("1", "2"), ("3", "four")]
        return
    with pytest.raises(ReadError, match="a quotation mark is never closed") as caught:
        list(open_table(path, columns=["a"]))
    assert caught.value.row == 2


@pytest.mark.parametrize("text", ['a,b\n1,"x\ny\n"\n', 'a,b\n1,"x\ny"', 'a,b\n1,"x\n""y"""\n'])
def test_a_quoted_last_cell_may_hold_line_ends(tmp_path, text):
    ((_, cell),) = read(write(tmp_path / "t.csv", text))
    assert cell.startswith("x\n")


def test_a_quotation_mark_open_over_a_whole_log_is_a_cell_too_long(tmp_path):
    path = write(tmp_path / "t.csv", 'a,b\n1,"x\n' + "2,y\n" * 500_000)
    with pytest.raises(ReadError, match=r"characters, more than 1,000,000.*close its quotation mark") as caught:
        list(open_table(path))
    assert (caught.value.row, caught.value.field) == (1, "b")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (['1\t"Joker" is out', "2\ty"], [("1", '"Joker" is out'), ("2", "y")]),
        (['1\t"never closed', "2\ty"], [("1", '"never closed'), ("2", "y")]),
        (['1\t6" wide', "2\ty"], [("1", '6" wide'), ("2", "y")]),
        (['1\t"a ""b"" c"', "2\ty"], [("1", 'a "b" c'), ("2", "y")]),
        (['1\t"a\tb\nc"', "2\ty"], [("1", "a\tb\nc"), ("2", "y")]),
    ],
    ids=["word", "open", "inch", "doubled", "several lines"],
)
def test_quotation_marks_in_tsv_count_only_where_they_are_well_formed(tmp_path, rows, expected):
    assert read(write(tmp_path / "t.tsv", "\n".join(["a\tb", *rows]) + "\n")) == expected


def test_quotation_marks_in_recbole_files_are_plain(tmp_path):
    path = write(tmp_path / "t.item", 'item_id:token\ttitle:token_seq\n1\t"Heroes\n2\ta:token\n')
    assert read(path) == [("1", '"Heroes'), ("2", "a:token")]


def test_names_lose_white_space_and_recbole_types_only(tmp_path):
    assert column_names(write(tmp_path / "t.csv", " a , b:c ,d\n1,2,3\n")) == ["a", "b:c", "d"]
    assert column_names(write(tmp_path / "t.inter", "u:token\tv:float_seq\tw:x\n1\t2\t3\n")) == ["u", "v", "w:x"]


def test_undecodable_bytes_in_the_header_are_named_without_a_row(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,\xe9\n1,2\n")
    with pytest.raises(ReadError, match="byte 0xe9 at offset 2") as caught:
        open_table(path)
    assert caught.value.row is None


def test_the_row_of_an_undecodable_byte_counts_rows_not_lines(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b'a,b\n1,"x\ny"\n2,\xff\n')
    with pytest.raises(ReadError, match="byte 0xff") as caught:
        list(open_table(path))
    assert caught.value.row == 2


def test_the_limit_of_the_csv_module_is_left_alone(tmp_path):
    before = csv.field_size_limit()
    path = write(tmp_path / "t.csv", "a;b\n" + "x" * 500_000 + ";y\n")
    assert len(read(path, delimiter=";")[0][0]) == 500_000
    with pytest.raises(ReadError):
        list(open_table(write(tmp_path / "u.csv", "a,b\n1\n")))
    assert csv.field_size_limit() == before

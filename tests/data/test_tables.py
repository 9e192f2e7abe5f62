from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tastegraph.data import column_names, open_table
from tastegraph.errors import ReadError

ROWS = [("1", "Amélie", None), ("2", 'Say "Hi", again', "x"), ("3", None, "日本")]
NAMES = ["id", "title", "note"]


def read(path, **options):
    return [row for batch in open_table(path, **options) for row in zip(*batch.to_pydict().values(), strict=True)]


def delimited(delimiter, rows=ROWS, quote=False):
    def cell(value):
        text = value or ""
        return '"' + text.replace('"', '""') + '"' if quote and '"' in text else text

    return "".join(delimiter.join(map(cell, row)) + "\n" for row in [NAMES, *rows])


def json_lines():
    objects = [{name: cell for name, cell in zip(NAMES, row, strict=True) if cell is not None} for row in ROWS]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in objects)


FORMATS = {
    "t.csv": delimited(",", quote=True),
    "t.tsv": delimited("\t", quote=True),
    "plain.tsv": delimited("\t"),
    "t.item": delimited("\t").replace("id\ttitle\tnote", "id:token\ttitle:token_seq\tnote:float", 1),
    "colons.dat": delimited("::"),
    "pipes.txt": delimited("|"),
    "t.jsonl": json_lines(),
    "t.ndjson": json_lines(),
    "t.json": json_lines(),
}


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize(("name", "text"), FORMATS.items(), ids=FORMATS)
def test_every_text_format_gives_the_same_rows(tmp_path, name, text, compressed):
    path = tmp_path / (name + ".gz" if compressed else name)
    path.write_bytes(gzip.compress(text.encode()) if compressed else text.encode())
    assert read(path) == ROWS
    assert column_names(path) == NAMES
    assert read(path, columns=["note", "id"]) == [(row[2], row[0]) for row in ROWS]


def test_parquet_gives_the_same_rows(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(dict(zip(NAMES, zip(*ROWS, strict=True), strict=True))), path)
    assert read(path) == ROWS
    assert column_names(path) == NAMES
    assert read(path, columns=["note", "id"]) == [(row[2], row[0]) for row in ROWS]


@pytest.mark.parametrize("name", FORMATS)
def test_batches_are_bounded_and_rows_keep_their_order(tmp_path, name):
    path = tmp_path / name
    if "json" in name:
        path.write_text("".join(f'{{"a": {row}}}\n' for row in range(1000)))
    else:
        delimiter = {"colons.dat": "::", "pipes.txt": "|", "t.csv": ","}.get(name, "\t")
        path.write_text("".join(f"{cell}{delimiter}b\n" for cell in ["a", *range(1000)]))
    batches = list(open_table(path, columns=["a"], batch_rows=300))
    assert max(batch.num_rows for batch in batches) <= 300
    assert [int(cell) for batch in batches for cell in batch.column("a").to_pylist()] == list(range(1000))


def test_memory_is_bounded_by_batches_not_by_the_file(tmp_path):
    path = tmp_path / "log.csv"
    rows = 6_000_000
    path.write_bytes(b"user,item\n" + b"u1234567,i1234567\n" * rows)
    pool = pa.default_memory_pool()
    before, most, seen = pool.bytes_allocated(), 0, 0
    for batch in open_table(path, columns=["user", "item"]):
        seen += batch.num_rows
        most = max(most, pool.bytes_allocated() - before)
    assert seen == rows
    assert most < path.stat().st_size / 2


@pytest.mark.parametrize("name", ["t.csv", "t.dat", "t.jsonl", "t.parquet", "t.csv.gz"])
def test_a_file_that_is_missing_empty_or_a_folder_is_said_so(tmp_path, name):
    path = tmp_path / name
    with pytest.raises(ReadError, match=f"{name}: no such file. Check the path"):
        open_table(path)
    path.touch()
    with pytest.raises(ReadError, match=f"{name}: the file is empty. Give a file"):
        open_table(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ReadError, match="this is a folder"):
        open_table(path)


@pytest.mark.parametrize(
    ("name", "text"), [("t.csv", "a,b\n"), ("t.dat", "a|b\n\n"), ("t.jsonl", "\n\n"), ("t.tsv", "a\tb")]
)
def test_a_file_without_rows_is_said_so(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ReadError, match="the file has no rows"):
        list(open_table(path))


def test_an_empty_gzip_and_a_parquet_file_without_rows_are_said_so(tmp_path):
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(b""))
    with pytest.raises(ReadError, match="the file is empty"):
        open_table(packed)
    table = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), table)
    with pytest.raises(ReadError, match="the file has no rows"):
        list(open_table(table))


@pytest.mark.parametrize(("name", "text"), FORMATS.items(), ids=FORMATS)
def test_a_missing_column_names_those_there_are_and_the_nearest(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(
        ReadError, match=r"no such column; the file has 'id', 'title', 'note'. Perhaps 'title'"
    ) as caught:
        open_table(path, columns=["id", "titel"])
    assert caught.value.field == "titel"


@pytest.mark.parametrize(("written", "given"), [(";", None), ("\t", None), ("|", ","), ("::", None), (",", ";")])
def test_a_wrong_delimiter_is_recognised_and_the_right_one_named(tmp_path, written, given):
    path = tmp_path / "t.csv"
    path.write_text(written.join(["user", "item"]) + "\n" + written.join("ab") + "\n")
    shown = written.replace("\t", "\\t")
    with pytest.raises(ReadError) as caught:
        open_table(path, columns=["user", "item"], delimiter=given)
    assert f'The delimiter is likely wrong: give delimiter = "{shown}"' in str(caught.value)
    assert read(path, columns=["item", "user"], delimiter=written) == [("b", "a")]


def test_an_ambiguous_column_is_refused_only_where_it_is_needed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,a\n1,2,3\n")
    assert read(path, columns=["b"]) == [("2",)]
    with pytest.raises(ReadError, match="several columns have this name") as caught:
        open_table(path)
    assert caught.value.field == "a"


def test_a_file_without_header_has_numbered_columns(tmp_path):
    for name, text in {"t.csv": "7,8\n9,10\n", "t.dat": "7::8\n9::10\n"}.items():
        path = tmp_path / name
        path.write_text(text)
        assert column_names(path, header=False) == ["1", "2"]
        assert read(path, header=False, columns=["2", "1"]) == [("8", "7"), ("10", "9")]


def test_an_extension_nobody_knows_needs_a_delimiter(tmp_path):
    path = tmp_path / "u.data"
    path.write_text("a;b\n1;2\n")
    with pytest.raises(ReadError, match=r"cannot tell the format from the extension '.data'.*\.csv"):
        open_table(path)
    assert read(path, delimiter=";") == [("1", "2")]


@pytest.mark.parametrize("delimiter", ['"', "\n", ",\r"])
def test_a_delimiter_that_cannot_be_one_is_refused(tmp_path, delimiter):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ReadError, match="cannot stand between cells"):
        open_table(path, delimiter=delimiter)


def test_a_delimiter_that_cannot_be_told_must_be_given(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("a b c\nd e\n")
    with pytest.raises(ReadError, match="cannot tell what stands between the cells"):
        open_table(path)


@pytest.mark.parametrize("name", ["t.csv", "t.dat", "t.jsonl"])
def test_bytes_in_another_encoding_name_row_offset_and_fix(tmp_path, name):
    path = tmp_path / name
    lines = ['{"a": "x", "b": "Am\xe9lie"}'] * 2 if name == "t.jsonl" else ["a|b", "x|y", "x|Am\xe9lie"]
    text = "\n".join(lines).replace("|", "," if name == "t.csv" else "|") + "\n"
    path.write_bytes(text.encode("latin-1"))
    row = 1 if name == "t.jsonl" else 2
    offset = text.index("\xe9")
    with pytest.raises(ReadError, match=f"byte 0xe9 at offset {offset} is not utf-8") as caught:
        list(open_table(path))
    assert (caught.value.row, caught.value.path) == (row, path)
    assert 'encoding = "latin-1"' in caught.value.fix
    assert read(path, encoding="latin-1")[-1] == ("x", "Amélie")


@pytest.mark.parametrize("name", ["t.csv", "t.dat", "t.jsonl"])
def test_utf_16_is_recognised_and_can_be_read(tmp_path, name):
    path = tmp_path / name
    text = '{"a": "é", "b": "y"}\n' if name == "t.jsonl" else "a|b\né|y\n".replace("|", "," if name == "t.csv" else "|")
    path.write_bytes(text.encode("utf-16"))
    with pytest.raises(ReadError, match='encoding = "utf-16"'):
        list(open_table(path))
    assert read(path, encoding="utf-16") == [("é", "y")]


@pytest.mark.parametrize("name", ["t.csv", "t.dat", "t.jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path, name):
    path = tmp_path / name
    text = '{"a": "é"}\n' if name == "t.jsonl" else "a|b\né|y\n".replace("|", "," if name == "t.csv" else "|")
    path.write_bytes(text.encode("utf-8-sig"))
    assert read(path, columns=["a"]) == [("é",)]


def test_an_encoding_nobody_knows_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\n1\n")
    for encoding in ("latin1-ish", "hex"):
        with pytest.raises(ReadError, match=f"there is no encoding '{encoding}'"):
            open_table(path, encoding=encoding)


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("t.csv", 50_000_000),
        ("t.jsonl", 50_000_000),
        ("t.tsv", 5_000_000),
        ("t.dat", 5_000_000),
        ("t.parquet", 5_000_000),
    ],
)
def test_a_cell_of_fifty_megabytes_names_its_row_and_field(tmp_path, name, length):
    path = tmp_path / name
    long = "x" * length
    if name == "t.parquet":
        pq.write_table(pa.table({"a": ["1", "2"], "b": ["y", long]}), path)
    elif name == "t.jsonl":
        path.write_text(f'{{"a": 1, "b": "y"}}\n{{"a": 2, "b": "{long}"}}\n')
    else:
        delimiter = {"t.csv": ",", "t.tsv": "\t", "t.dat": "::"}[name]
        path.write_text(f"a,b\n1,y\n2,{long}\n".replace(",", delimiter))
    with pytest.raises(ReadError, match=f"the cell has {length:,} characters, more than 1,000,000") as caught:
        list(open_table(path))
    assert (caught.value.row, caught.value.field) == (2, "b")
    assert read(path, columns=["a"]) == [("1",), ("2",)]


def test_max_cell_counts_characters_and_can_be_raised(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\n" + "é" * 10 + "\n")
    assert read(path, max_cell=10) == [("é" * 10,)]
    with pytest.raises(ReadError, match="has 10 characters, more than 9"):
        list(open_table(path, max_cell=9))
    path.write_text("a,b\n1," + "é" * 3_000_000 + "\n2,y\n")
    assert len(read(path, max_cell=3_000_000)[0][1]) == 3_000_000


@pytest.mark.parametrize("name", ["t.csv.gz", "t.dat.gz", "t.jsonl.gz"])
def test_damaged_gzip_is_said_so(tmp_path, name):
    path = tmp_path / name
    line = '{"a": "%d"}\n' if "json" in name else "%d::y\n"
    text = "".join(line % row for row in range(50_000)).encode()
    packed = gzip.compress(text)
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(ReadError, match="the gzip data ends early or is damaged"):
        list(open_table(path))
    path.write_bytes(text)
    with pytest.raises(ReadError, match="not a gzip file"):
        list(open_table(path))
    path.write_bytes(packed[:200] + bytes(50) + packed[250:])
    with pytest.raises(ReadError, match="the gzip data ends early or is damaged"):
        list(open_table(path))

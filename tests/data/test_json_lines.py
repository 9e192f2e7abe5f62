from __future__ import annotations

import json

import pytest

from tastegraph.data import column_names, open_table
from tastegraph.errors import ReadError


def write(tmp_path, *lines):
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


def column(path, name="a"):
    return [cell for batch in open_table(path, columns=[name]) for cell in batch.column(name).to_pylist()]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        ("", None),
        (None, None),
        (float("nan"), None),
        (True, "true"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (1e300, "1e+300"),
        (2**70, str(2**70)),
        (["b", 1, "é"], '["b", 1, "é"]'),
        ({"b": [1]}, '{"b": [1]}'),
    ],
)
def test_values_of_every_type_become_text(tmp_path, value, text):
    assert column(write(tmp_path, json.dumps({"a": value}), '{"a": "end"}')) == [text, "end"]


def test_rows_may_lack_keys_and_mix_types(tmp_path):
    path = write(tmp_path, '{"a": 1}', "", '{"b": [1]}', '{"a": {"c": 2}, "b": "x"}')
    assert column_names(path) == ["a", "b"]
    assert column(path) == ["1", None, '{"c": 2}']
    assert column(path, "b") == [None, "[1]", "x"]


def test_a_key_that_comes_late_is_found(tmp_path):
    path = write(tmp_path, *['{"a": 1}'] * 70_000, '{"late": 2}')
    assert column(path, "late")[-1] == "2"
    with pytest.raises(ReadError, match=r"the file has 'a', 'late'. Perhaps 'late' is meant"):
        open_table(path, columns=["lates"])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"a": 1', "not valid JSON"),
        ("{'a': 1}", "not valid JSON"),
        ("[1]", "not a JSON object"),
        ("7", "not a JSON object"),
        ('{"a": ' + "[" * 100_000, "not valid JSON"),
        ('{"a": ' + "9" * 5_000 + "}", "not valid JSON"),
    ],
    ids=["cut", "quotes", "list", "number", "deep", "digits"],
)
def test_a_line_that_is_no_object_is_named(tmp_path, line, problem):
    path = write(tmp_path, '{"a": 1}', line, '{"a": 2}')
    with pytest.raises(ReadError, match=problem) as caught:
        column(path)
    assert caught.value.row == 2
    assert "one JSON object a line" in caught.value.fix


@pytest.mark.parametrize("text", ['[\n  {"a": 1}\n]', '[{"a": 1}]', '{\n  "x": {"a": 1}\n}'])
def test_one_big_document_is_told_how_to_become_lines(tmp_path, text):
    with pytest.raises(ReadError, match=r"jq -c '\.\[\]' t.jsonl"):
        column(write(tmp_path, text))


def test_half_a_surrogate_pair_is_named(tmp_path):
    path = write(tmp_path, '{"a": "\\ud83d\\ude00"}', '{"a": "\\ud83d"}')
    with pytest.raises(ReadError, match="half of a surrogate pair") as caught:
        column(path)
    assert (caught.value.row, caught.value.field) == (2, "a")


def test_reading_streams(tmp_path):
    path = write(tmp_path, *['{"a": 1}'] * 100, "broken")
    stream = open_table(path, columns=["a"], batch_rows=100)
    assert next(stream).num_rows == 100
    with pytest.raises(ReadError):
        next(stream)

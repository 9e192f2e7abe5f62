"""JSON is found in what models say, and repaired where it is broken."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.text.chat import NoJSONError, read_json

VALUE = {"records": [{"name": "Alien", "year": 1979}, {"name": "海", "year": None}]}
TEXT = json.dumps(VALUE, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\ufeff{TEXT}\n",
        f"```json\n{TEXT}\n```",
        f"Here you are:\n\n```\n{TEXT}\n```\nAnything else?",
        f"```JSON {TEXT}",
        f'<think>Perhaps {{"records": []}}?</think>\n{TEXT}',
    ],
)
def test_json_is_found_past_what_is_around_it(text):
    read = read_json(text)
    assert read.value == VALUE
    assert not read.repaired


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": [1, 2,], }', {"a": 1, "b": [1, 2]}),
        ("{'a': 'b'}", {"a": "b"}),
        ('The answer is {"a": "b"} I think', {"a": "b"}),
        ('{"records": [{"name": "}]{"}, {"name": "Al', {"records": [{"name": "}]{"}]}),
        ('{"records": [{"name": "Alien"}], "note": "al', {"records": [{"name": "Alien"}], "note": "al"}),
    ],
)
def test_broken_json_is_repaired(text, value):
    read = read_json(text)
    assert read.value == value
    assert read.repaired


@pytest.mark.parametrize("end", range(len('{"records": ['), len(TEXT)))
@pytest.mark.parametrize("bare", [False, True])
def test_of_a_list_that_was_cut_what_is_whole_is_kept(end, bare):
    read = read_json(TEXT[len('{"records": ') : end] if bare else TEXT[:end])
    records = read.value if bare else read.value["records"]

    assert records == [record for record in VALUE["records"] if json.dumps(record, ensure_ascii=False) in TEXT[:end]]
    assert read.cut == (end < len(TEXT) - 1)


@pytest.mark.parametrize(
    "text", ["", "I cannot do that.", "42", '"records"', "null", "<think>{</think>", "{" * 300_000]
)
def test_where_there_is_none_that_is_told(text):
    with pytest.raises(NoJSONError):
        read_json(text)


@given(st.text(max_size=80))
def test_no_text_does_worse_than_having_none(text):
    try:
        value = read_json(text).value
    except NoJSONError:
        return
    assert isinstance(value, dict | list)


def test_what_no_file_can_hold_is_replaced():
    assert read_json('{"\\ud800": ["a\\udc00"]}').value == {"\ufffd": ["a\ufffd"]}
    assert read_json('{"a": "\\ud83c\\udf0a"}').value == {"a": "🌊"}


def test_what_is_no_number_of_json_does_not_pass_as_one():
    value = read_json('{"a": NaN}').value
    assert not (isinstance(value["a"], float) and math.isnan(value["a"]))

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.report.wording import columns, decimal, fit, short_number, shorten


@given(st.text(), st.integers(1, 40))
def test_texts_are_cut_only_where_they_are_too_long(text, room):
    line = " ".join(text.split())
    assert len(shorten(text, room)) <= room
    assert columns(fit(text, room)) <= room
    if len(text) <= room:
        assert shorten(text, room) == line
    if columns(line) <= room and len(text) <= room:
        assert fit(text, room) == line


def test_chinese_is_twice_as_wide_and_a_combining_accent_has_no_width():
    assert (columns("abc"), columns("霸王别姬"), columns("e\u0301")) == (3, 8, 1)
    assert fit("霸王别姬", 7) == "霸王别…"
    assert fit("The Lord of the Rings", 9) == "The Lord…"


def test_very_long_text_is_one_short_line():
    assert shorten("a\n" * 1_000_000, 9) == "a a a a…"
    assert shorten(" " * 1_000_000 + "a", 9).strip("…") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (9_999, "9,999"), (12_345, "12.3k"), (999_999, "1000k"), (2_000_000, "2M"), (3_400_000_000, "3.4G")],
)
def test_whole_numbers_are_short(value, text):
    assert short_number(value) == text


def test_undefined_numbers_are_a_dash():
    assert [decimal(value) for value in (math.nan, math.inf, 0.12345, 1234.5)] == ["–", "–", "0.1235", "1,234.5000"]

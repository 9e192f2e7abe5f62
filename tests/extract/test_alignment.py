"""The nearest part of a text is the nearest of all its parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from tastegraph.extract.alignment import LONGEST, align, nearest_part, similarity

WORDS = st.text("ab银", max_size=8)


@given(WORDS.filter(bool), WORDS)
def test_no_part_of_the_text_is_nearer(quote, text):
    start, end = nearest_part(quote, text)

    nearest = min(
        Levenshtein.distance(quote, text[first:last])
        for first in range(len(text) + 1)
        for last in range(first, len(text) + 1)
    )
    assert Levenshtein.distance(quote, text[start:end]) == nearest


@given(st.text("abcde ", min_size=20, max_size=200), st.text("abcde ", max_size=100), st.data())
def test_a_changed_quote_is_found_among_other_words(quote, before, data):
    place = data.draw(st.integers(0, len(quote) - 1))
    changed = quote[:place] + "x" + quote[place + 1 :]

    parts = align(changed, f"{before}{quote} and so on", 0.9)

    assert parts
    assert parts[0].similarity >= 1 - 1 / len(quote)
    assert all(part.similarity >= 0.9 for part in parts)


@pytest.mark.parametrize("quote", ["", "a" * (LONGEST + 1)])
def test_what_is_empty_or_endless_is_not_searched(quote):
    assert align(quote, "a" * 5000, 0.5) == []


def test_similarity_is_by_the_longer_text():
    assert similarity("abcdefghij", "abcdefghi") == pytest.approx(0.9)
    assert similarity("abc", "abc") == 1.0

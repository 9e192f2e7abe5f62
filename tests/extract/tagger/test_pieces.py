"""Texts as words, in pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.extract.tagger.pieces import LONGEST, split_pieces, split_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.5oz, (Pack of 2)", ["12.5", "oz", ",", "(", "Pack", "of", "2", ")"]),
        ("Women's 25-Count", ["Women", "'", "s", "25", "-", "Count"]),
        ("用iPhone拍", ["用", "iPhone", "拍"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("e\u0301te\u0301 l'été", ["e\u0301te\u0301", "l", "'", "été"]),
        (" \n\t", []),
    ],
)
def test_words(text, expected):
    assert [text[start:end] for start, end in split_text(text)] == expected


@given(st.text(max_size=80))
def test_every_sign_but_white_space_is_in_one_word(text):
    places = split_text(text)

    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    covered = {place for start, end in places for place in range(start, end)}
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered)


def test_long_texts_are_cut_at_the_ends_of_sentences():
    text = "The film has a long plot that goes on and on. " * 40

    pieces = split_pieces([text, "short", ""], ["film", "", ""])

    assert [piece.text for piece in pieces] == [0] * (len(pieces) - 1) + [1]
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert all(piece.words[-1] == "." for piece in pieces[:-1])
    assert [place for piece in pieces[:-1] for place in piece.places] == split_text(text)
    assert pieces[0].context == "film"


def test_a_text_without_sentences_is_cut_all_the_same():
    assert [len(piece) for piece in split_pieces(["word " * (2 * LONGEST + 1)], [""])] == [LONGEST, LONGEST, 1]

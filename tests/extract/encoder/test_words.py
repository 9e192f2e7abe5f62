"""Words of any script, at their spans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.extract.encoder.words import split_words


def stretches(text: str) -> list[list[str]]:
    words = split_words([text])
    found: dict[int, list[str]] = {}
    for start, end, stretch in zip(words.start, words.end, words.stretch, strict=True):
        found.setdefault(int(stretch), []).append(text[start:end])
    return list(found.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A boy's room, isn't it?", [["A", "boy", "room"], ["isn't", "it"]]),
        ("Jean-Luc O'Neil & Sons’ end—no", [["Jean-Luc", "O'Neil", "Sons", "end"], ["no"]]),
        ("one\ntwo (three) four", [["one"], ["two"], ["three"], ["four"]]),
        ("我爱北京，你呢？", [list("我爱北京"), list("你呢")]),
        ("用iPhone拍", [["用"], ["iPhone"], ["拍"]]),
        ("हिन्दी में काम", [["हिन्दी", "में", "काम"]]),
        ("l'été à Paris", [["l'été", "à", "Paris"]]),
        ("🎬 !!!", []),
    ],
)
def test_splits_at_punctuation_and_scripts(text, expected):
    assert stretches(text) == expected


def test_words_are_compared_without_case_or_width():
    words = split_words(["Straße ＡＢＣ", "STRASSE abc"])

    assert words.word.tolist() == [0, 1, 0, 1]
    assert words.text.tolist() == [0, 0, 1, 1]


def test_initials_end_no_sentence():
    words = split_words(["It stars Michael J. Fox. He runs. 他跑。他停。"])

    assert words.sentence.tolist() == [1] * 5 + [2] * 2 + [3] * 2 + [4] * 2


@given(st.lists(st.text()))
def test_words_stand_in_their_texts_in_order(texts):
    words = split_words(texts)

    place = (-1, 0)
    for text, start, end in zip(words.text.tolist(), words.start.tolist(), words.end.tolist(), strict=True):
        assert (text, start) >= place
        assert 0 <= start < end <= len(texts[text])
        place = (text, end)

"""Spans as tags and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.extract.tagger.pieces import split_pieces
from tastegraph.extract.tagger.spans import LabelledSpan
from tastegraph.extract.tagger.tagset import TagSet, spans_of

TEXT = "Ridley Scott made Alien and Blade Runner"


def piece(text=TEXT):
    (found,) = split_pieces([text], ["film"])
    return found


def test_labels_of_one_place_are_a_kind_of_their_own():
    spans = [LabelledSpan(0, 12, "writer"), LabelledSpan(0, 12, "director"), LabelledSpan(18, 23, "SUBJECT")]
    tags = TagSet.of([spans, []], ["film", "song"])

    assert tags.kinds == (("SUBJECT",), ("director", "writer"))
    assert spans_of(tags.encode(piece(), spans)) == [(0, 2, 1), (3, 4, 0)]
    assert tags.tags_in("film").tolist() == [0, 1, 2, 3, 4]
    assert tags.tags_in("song").tolist() == [0]
    assert tags.tags_in("a new context").tolist() == [0, 1, 2, 3, 4]


def test_of_overlapping_spans_the_longest_is_kept_and_half_words_are_made_whole():
    spans = [LabelledSpan(28, 33, "word"), LabelledSpan(28, 40, "film"), LabelledSpan(1, 4, "name")]
    tags = TagSet.of([spans], ["film"])

    found = spans_of(tags.encode(piece(), spans))

    assert [(start, end, tags.kinds[kind][0]) for start, end, kind in found] == [(0, 1, "name"), (5, 7, "film")]


def test_a_span_over_the_cut_of_a_text_is_in_neither_piece():
    text = "word " * 150
    spans = [LabelledSpan(0, len(text) - 1, "all")]
    tags = TagSet.of([spans], [""])

    assert not any(tags.encode(one, spans).any() for one in split_pieces([text], [""]))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), st.booleans()), max_size=6))
def test_tags_say_again_which_spans_they_came_from(parts):
    words, spans = [], []
    for length, label, is_span in parts:
        start = sum(len(word) + 1 for word in words)
        words += ["word"] * length
        if is_span:
            spans.append(LabelledSpan(start, start + 5 * length - 1, str(label)))
    tags = TagSet.of([spans], [""])
    for one in split_pieces([" ".join(words)], [""]):
        found = spans_of(tags.encode(one, spans))
        assert [
            LabelledSpan(one.places[start][0], one.places[end - 1][1], tags.kinds[kind][0])
            for start, end, kind in found
        ] == spans


def test_an_inside_without_its_beginning_begins_a_span():
    assert spans_of(np.array([0, 2, 2, 4, 1, 1])) == [(1, 3, 0), (3, 4, 1), (4, 5, 0), (5, 6, 0)]

"""Texts with values exchanged."""

from __future__ import annotations

import random

import numpy as np

from tastegraph.extract.tagger.exchange import Exchange
from tastegraph.extract.tagger.pieces import split_pieces
from tastegraph.extract.tagger.spans import LabelledSpan
from tastegraph.extract.tagger.tagset import TagSet, spans_of

TEXTS = ["Keds flat,Navy Blue, 8M", "Ellie Shoes pump, Red", "Tea, Red"]
SPANS = [
    [LabelledSpan(0, 4, "brand"), LabelledSpan(10, 19, "colour"), LabelledSpan(21, 23, "size")],
    [LabelledSpan(0, 11, "brand"), LabelledSpan(18, 21, "colour")],
    [LabelledSpan(5, 8, "variety")],
]
CONTEXTS = ["Shoes", "Shoes", "Tea"]
TAGS = TagSet.of(SPANS, CONTEXTS)
PIECES = split_pieces(TEXTS, CONTEXTS)
LABELS = [TAGS.encode(piece, SPANS[piece.text]) for piece in PIECES]


def values(piece, labels):
    return [(TAGS.kinds[kind][0], " ".join(piece.words[start:end])) for start, end, kind in spans_of(labels)]


def test_values_are_exchanged_within_context_and_kind():
    exchange, rng = Exchange(PIECES, LABELS), random.Random(0)
    known = {value for piece, labels in zip(PIECES[:2], LABELS[:2], strict=True) for value in values(piece, labels)}

    renewed = [exchange.renewed(PIECES[0], LABELS[0], 0.5, rng) for _ in range(40)]

    assert {value for one in renewed for value in values(*one)} == known
    for piece, labels in renewed:
        assert len(piece) == len(labels) == len(piece.places)
        assert [label for label, _ in values(piece, labels)] == ["brand", "colour", "size"]
        assert all(end - start == len(word) for (start, end), word in zip(piece.places, piece.words, strict=True))


def test_without_an_exchange_the_words_and_what_they_are_glued_to_stay():
    piece, labels = Exchange(PIECES, LABELS).renewed(PIECES[0], LABELS[0], 0.0, random.Random(0))

    assert piece.words == PIECES[0].words
    assert np.array_equal(labels, LABELS[0])
    glued = [start == end for (start, _), (_, end) in zip(piece.places[1:], piece.places, strict=False)]
    as_written = [start == end for (start, _), (_, end) in zip(PIECES[0].places[1:], PIECES[0].places, strict=False)]
    assert glued == as_written

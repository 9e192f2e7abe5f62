"""What labelled texts say of a value elsewhere."""

from __future__ import annotations

import json

from tastegraph.extract.tagger.memory import Memory
from tastegraph.extract.tagger.pieces import split_pieces
from tastegraph.extract.tagger.spans import LabelledSpan
from tastegraph.extract.tagger.tagset import TagSet

TEXTS = ["Red shoes by Keds", "Keds in red", "Dark red hat"]
SPANS = [
    [LabelledSpan(0, 3, "colour"), LabelledSpan(13, 17, "brand")],
    [LabelledSpan(0, 4, "brand"), LabelledSpan(8, 11, "colour")],
    [LabelledSpan(0, 8, "colour")],
]


def examples():
    tags = TagSet.of(SPANS, [""] * 3)
    pieces = split_pieces(TEXTS, [""] * 3)
    return tags, pieces, [tags.encode(piece, SPANS[piece.text]) for piece in pieces]


def test_values_and_words_are_known_whatever_their_case():
    tags, pieces, labels = examples()
    memory = Memory.of(pieces, labels)

    found = list(memory.known(("keds", "dark", "red")))

    assert [(one.start, one.end, tags.kinds[one.kind][0], one.times) for one in found] == [
        (0, 1, "brand", 2),
        (1, 3, "colour", 1),
        (2, 3, "colour", 2),
    ]
    assert memory.tags_of("red") == ([(3, 2 / 3), (4, 1 / 3)], 3)
    assert memory.tags_of("new") == ([], 0)


def test_a_text_that_is_taken_off_is_forgotten():
    _, pieces, labels = examples()
    memory, others = Memory.of(pieces, labels), Memory.of(pieces[:2], labels[:2])

    memory.add(pieces[2], labels[2], -1)

    for words in (("dark", "red", "hat"), ("keds",)):
        assert list(memory.known(words)) == list(others.known(words))
        assert [memory.tags_of(word) for word in words] == [others.tags_of(word) for word in words]


def test_it_comes_back_from_json():
    _, pieces, labels = examples()
    memory = Memory.of(pieces, labels)

    again = Memory.from_rows(json.loads(json.dumps(memory.rows())))

    assert again == memory

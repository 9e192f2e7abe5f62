"""Long texts are cut at sentences, and nothing is lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import Document
from tastegraph.extract.encoder.passages import LONGEST, split_passages, text_fields

sentences = st.lists(st.text("ab 。.!", max_size=1500), max_size=4).map(" ".join)


@given(st.lists(sentences, max_size=4))
def test_passages_cover_every_text(contents):
    documents = [Document(str(number), "T", {"text": text}) for number, text in enumerate(contents)]
    texts = text_fields(documents, ["text", "missing"])
    passages = split_passages(texts)

    joined = ["" for _ in texts]
    for text, wording in zip(passages.text, passages.wording, strict=True):
        title, piece = wording.split("\n", 1)
        assert title == "T"
        assert 0 < len(piece) <= LONGEST
        joined[text] += piece
    assert joined == [text.text for text in texts]
    assert [text.document.item for text in texts] == [d.item for d in documents if d.fields["text"].strip()]


def test_each_place_lies_in_one_passage():
    sentence = "A sentence of some length, which is repeated. "
    documents = [Document("1", "T", {"text": sentence * 60}), Document("2", "U", {"text": sentence})]
    texts = text_fields(documents, ["text"])
    passages = split_passages(texts)

    offsets = np.arange(0, len(sentence) * 60, 7)
    found = passages.containing(np.zeros(len(offsets), dtype=np.int64), offsets)
    assert len(passages.text) == 4
    assert (passages.start[found] <= offsets).all()
    assert (passages.text[found] == 0).all()
    assert (np.diff(found) >= 0).all()
    assert set(found.tolist()) == {0, 1, 2}
    assert passages.containing(np.array([1]), np.array([5])).tolist() == [3]
    assert all(wording.endswith(". ") for wording in passages.wording)

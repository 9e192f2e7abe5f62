"""Confidence lies between 0 and 1 and grows with the evidence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.extract.encoder.confidence import mention_confidence, relation_confidence, theme_confidence

cosines = st.floats(-1, 1)


@given(low=cosines, high=cosines)
def test_themes(low, high):
    low, high = sorted((low, high))
    first, second = theme_confidence(np.array([low, high]))
    assert 0 <= first <= second <= 1


@given(words=st.integers(1, 6), cosine=cosines)
def test_mentions(words, cosine):
    sure = mention_confidence(words, cosine)
    assert 0 <= sure <= mention_confidence(words + 1, cosine) <= 1
    assert mention_confidence(words, cosine, capital=False) <= sure


@given(own=cosines, rival=cosines, prior=st.floats(0.01, 1))
def test_relations(own, rival, prior):
    pairs = np.array([own, rival]), np.array([prior, 1 - prior]), np.array([0, 0])
    confidence = relation_confidence(*pairs)
    assert confidence.min() >= 0
    assert confidence.sum() < 1 + 1e-6  # abstaining is always an option
    more = relation_confidence(np.array([own + 0.1, rival]), *pairs[1:])
    assert more[0] >= confidence[0]
    assert more[1] <= confidence[1]

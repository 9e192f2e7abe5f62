"""The network over spans says the same of laid-out features and of words."""

from __future__ import annotations

import numpy as np

from tastegraph.extract.learned.network import SpanNetwork
from tastegraph.extract.learned.places import PER_SPAN, PER_WORD, ReadText, candidate_places, span_features


def test_spans_need_not_be_laid_out() -> None:
    rng = np.random.default_rng(0)
    text = ReadText.unread('One two, "three" four (five) six - seven eight nine ten eleven twelve.')
    rows = rng.normal(size=(len(text.words), PER_WORD)).astype(np.float32)
    places = candidate_places(text)
    shapes = ((PER_SPAN, 128 + 3), (128 + 3,), (128, 3))
    network = SpanNetwork(*(rng.normal(scale=0.1, size=shape).astype(np.float32) for shape in shapes))
    laid_out = network.probabilities(span_features(rows, places))
    np.testing.assert_allclose(network.of_places(rows, places), laid_out, atol=1e-5)


def test_it_learns_what_one_layer_cannot_and_twice_the_same() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(1500, 4)).astype(np.float32)
    targets = ((inputs[:, :1] > 0) ^ (inputs[:, 1:2] > 0)).astype(np.float32)
    first, again = (SpanNetwork.fit(inputs, targets, None, epochs=40, seed=1) for _ in range(2))
    assert ((first.probabilities(inputs) > 0.5) == targets).mean() > 0.85
    np.testing.assert_array_equal(first.first, again.first)

"""Probabilities of spans against the sum over all labellings."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np
import pytest

from tastegraph.extract.tagger.chain import Chain
from tastegraph.extract.tagger.tagset import spans_of


def by_enumeration(log_tags: np.ndarray) -> dict[tuple[int, int, int], float]:
    words, n_tags = log_tags.shape
    total, found = 0.0, defaultdict(float)
    for tags in product(range(n_tags), repeat=words):
        if any(
            tag and tag % 2 == 0 and before not in (tag - 1, tag) for before, tag in zip((0, *tags), tags, strict=False)
        ):
            continue
        weight = float(np.exp(sum(log_tags[word, tag] for word, tag in enumerate(tags))))
        total += weight
        for span in spans_of(np.array(tags)):
            found[span] += weight
    return {span: weight / total for span, weight in found.items()}


@pytest.mark.parametrize(("words", "kinds"), [(1, 1), (4, 2), (5, 1), (3, 3)])
def test_probabilities_are_those_of_the_sum_over_all_labellings(words, kinds):
    log_tags = np.random.default_rng(words).normal(0, 2, (words, 1 + 2 * kinds)).astype(np.float32)
    expected = by_enumeration(log_tags)

    chain = Chain.of(log_tags)

    spans = sorted(expected)
    np.testing.assert_allclose(chain.probabilities(spans), [expected[span] for span in spans], rtol=1e-5)
    assert chain.candidates(0.05) == [span for span in spans if expected[span] >= 0.05]


def test_nothing_comes_of_nothing():
    assert Chain.of(np.zeros((0, 3), dtype=np.float32)).candidates() == []
    assert Chain.of(np.zeros((2, 1), dtype=np.float32)).candidates() == []

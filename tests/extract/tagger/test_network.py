"""Sums over labellings in torch against enumeration."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tastegraph.extract.tagger.network import _may_follow, log_partition, log_tags, open_score, path_score  # noqa: E402

WORDS, TAGS = 4, 5


@pytest.fixture
def chain():
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(2, WORDS, TAGS, generator=generator)
    change = torch.randn(2, TAGS, TAGS, generator=generator).masked_fill(~_may_follow(TAGS)[None], -1e4)
    mask = torch.ones(2, WORDS, dtype=torch.bool)
    mask[1, 2:] = False
    return scores, change, mask


def labellings(scores, change, row, words):
    """Every labelling that may be, with its log weight."""
    for tags in product(range(TAGS), repeat=words):
        if tags[0] and tags[0] % 2 == 0:
            continue
        weight = sum(float(scores[row, word, tag]) for word, tag in enumerate(tags))
        weight += sum(float(change[row, one, other]) for one, other in pairwise(tags))
        yield tags, weight


@pytest.mark.parametrize(("row", "words"), [(0, WORDS), (1, 2)])
def test_sums_over_labellings(chain, row, words):
    scores, change, mask = chain
    found = list(labellings(scores, change, row, words))
    weights = np.array([weight for _, weight in found])
    total = np.logaddexp.reduce(weights)

    assert float(log_partition(scores, change, mask)[row]) == pytest.approx(total, abs=1e-4)
    shares = np.zeros((words, TAGS))
    for tags, weight in found:
        shares[range(words), tags] += np.exp(weight - total)
    np.testing.assert_allclose(log_tags(scores, change, mask)[row, :words].exp(), shares, atol=1e-5)
    path, expected = found[int(np.argmax(weights))]
    padded = torch.zeros(2, WORDS, dtype=torch.int64)
    padded[row, :words] = torch.tensor(path)
    assert float(path_score(scores, change, mask, padded)[row]) == pytest.approx(expected, abs=1e-4)


def test_what_is_not_known_counts_a_little_for_each_other_tag(chain):
    scores, change, mask = chain
    path = torch.tensor([[1, 2, 0, 0], [0, 0, 0, 0]])
    known = torch.tensor([[True, True, False, True], [True, True, True, True]])
    doubt = float(np.log(0.3))
    agreeing = [
        weight + (doubt if tags[2] else 0.0)
        for tags, weight in labellings(scores, change, 0, WORDS)
        if tags[:2] == (1, 2) and tags[3] == 0
    ]

    found = open_score(scores, change, mask, path, known, doubt)

    assert float(found[0]) == pytest.approx(np.logaddexp.reduce(agreeing), abs=1e-4)
    assert float(found[1]) == pytest.approx(float(path_score(scores, change, mask, path)[1]), abs=1e-4)

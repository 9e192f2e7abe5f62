"""Which candidates are answered, and how sure."""

from __future__ import annotations

import numpy as np
import pytest

from tastegraph.extract.tagger.choice import Choice, Place, choose


def test_confidences_are_shares_of_right_ones():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(4000, 3))
    truth = 1 / (1 + np.exp(-(2 * features[:, 0] - features[:, 1] - 1)))
    choice = Choice.fit(features, rng.random(4000) < truth)

    found = choice.confidences(features)

    assert np.abs(found - truth).mean() < 0.02


def test_the_plain_choice_gives_the_probability_itself():
    log_odds = np.array([[-2.0, 5.0], [1.0, -5.0]])

    assert Choice.plain(2).confidences(log_odds) == pytest.approx(1 / (1 + np.exp([2.0, -1.0])))


def test_the_surest_come_first_and_rule_out_rivals():
    places = [
        Place(0, 4, 0, "keds"),
        Place(0, 9, 0, "keds flat"),
        Place(10, 14, 0, "blue"),
        Place(20, 24, 0, "keds"),
        Place(10, 14, 1, "blue"),
        Place(30, 34, 1, "red"),
    ]
    sure = np.array([0.9, 0.5, 0.6, 0.7, 0.55, 0.3])

    assert choose(places, sure, 0.4, frozenset()) == [0, 3, 2]
    assert choose(places, sure, 0.4, frozenset({0})) == [0, 3, 4]
    assert choose(places, sure, 0.2, frozenset({0, 1})) == [0, 3, 4]
    assert choose(places, sure, 0.2, frozenset({0})) == [0, 3, 4, 5]

"""Logistic models: they find what is right, and their probabilities add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.extract.learned.logistic import Choice, Logistic


def test_a_choice_takes_the_right_row_or_none() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(300), 4)
    rows = rng.normal(size=(1200, 3))
    rows[:, 2] = 5
    right = np.zeros(1200, dtype=np.bool_)
    for group in range(300):
        of_group = np.flatnonzero(groups == group)
        best = of_group[np.argmax(rows[of_group, 0])]
        right[best] = rows[best, 0] > 0.5
    choice = Choice.fit(rows, groups, right)
    taken = []
    for group in range(300):
        of_group = groups == group
        sure = choice.probabilities(rows[of_group])
        nothing = 1 - sure.sum()
        taken.append(right[of_group][sure.argmax()] if sure.max() > nothing else not right[of_group].any())
    assert np.mean(taken) > 0.9
    assert abs(choice.weights[0]) > 5 * abs(choice.weights[1])


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.floats(-1e3, 1e3))
def test_a_choice_and_none_add_up_to_one(seed: int, far: float) -> None:
    rng = np.random.default_rng(seed)
    rows, right = rng.normal(size=(12, 2)), rng.random(12) < 0.3
    choice = Choice.fit(rows, np.repeat(np.arange(4), 3), right)
    sure = choice.probabilities(rng.normal(size=(5, 2)) + far)
    assert (sure >= 0).all()
    assert sure.sum() <= 1 + 1e-12
    assert choice.probabilities(np.zeros((0, 2))).shape == (0,)


def test_kinds_are_right_as_often_as_they_were() -> None:
    rng = np.random.default_rng(1)
    kinds = np.repeat([0, 1, 2], 400)
    rows = rng.normal(size=(1200, 2))
    right = rng.random(1200) < np.array([0.1, 0.5, 0.8])[kinds]
    fitted = Logistic.fit(rows, kinds, right, 4, apart=True)
    sure = fitted.probabilities(rows, kinds)
    for kind in range(3):
        assert sure[kinds == kind].mean() == pytest.approx(right[kinds == kind].mean(), abs=0.02)
    assert fitted.kinds[3] == 0, "a kind that was never seen adds nothing"
    even = Logistic.fit(rows, kinds, right, 4, apart=False)
    assert np.ptp(even.kinds) == 0

"""Best pairs against best pairs without them: what is believed is what the scores were drawn with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph.resolve.records.assignment import one_to_one
from tastegraph.graph.resolve.records.decoys import believe, play, play_apart


def simulated(matched, rows=4000, wrong=8, seed=0):
    """Each row has so many wrong partners, and some a right one: scores from two normal distributions."""
    rng = np.random.default_rng(seed)
    left = np.repeat(np.arange(rows), wrong + 1)
    right = np.arange(rows * (wrong + 1))
    scores = rng.normal(0.0, 1.0, len(left))
    is_match = np.zeros(len(left), dtype=bool)
    is_match[:: wrong + 1] = rng.random(rows) < matched
    scores[is_match] += 4.0
    return left, right, scores, is_match


@pytest.mark.parametrize(("matched", "recall"), [(0.2, 0.85), (0.5, 0.9), (0.9, 0.95)])
def test_what_is_believed_is_right_however_many_have_a_partner(matched, recall):
    left, right, scores, is_match = simulated(matched)
    rounds = play(left, right, left, scores)
    believed = believe(rounds, scores) >= 0.5
    right_ones = is_match[rounds.first]
    assert right_ones[believed].mean() > 0.85
    assert believed[right_ones].mean() > recall


def test_belief_rises_with_the_score():
    left, right, scores, _ = simulated(0.5, rows=500)
    rounds = play(left, right, left, scores)
    shares = believe(rounds, scores)
    assert (np.diff(shares[np.argsort(scores[rounds.first], kind="stable")]) >= 0).all()
    assert ((shares >= 0) & (shares <= 1)).all()


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_believed_where_nothing_matches(seed):
    left, right, scores, _ = simulated(0.0, seed=seed)
    assert (believe(play(left, right, left, scores), scores) >= 0.5).mean() < 0.05


def test_no_round_has_a_pair_of_another():
    left, right, scores, _ = simulated(0.5, rows=50, wrong=3)
    rounds = play(left, right, left, scores)
    assert (left[rounds.first] == np.arange(50)).all()
    assert (scores[rounds.first] > scores[rounds.second]).all()
    assert (scores[rounds.second] > scores[rounds.third]).all()


def test_rows_without_a_second_candidate():
    left = right = np.arange(3)
    rounds = play(left, right, left, np.array([1.0, 2.0, 3.0]))
    assert rounds.second.tolist() == [-1, -1, -1]
    assert np.isfinite(believe(rounds, np.array([1.0, 2.0, 3.0]))).all()


def test_apart_each_row_has_its_best_and_second_best():
    rows = np.array([1, 0, 0, 1, 0])
    rounds = play_apart(rows, np.array([0.5, 0.1, 0.9, 0.7, 0.4]))
    assert rounds.first.tolist() == [2, 3]
    assert rounds.second.tolist() == [4, 0]
    assert rounds.third.tolist() == [1, -1]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0, 1)), min_size=1, unique_by=lambda one: one[:2]
    )
)
def test_one_to_one_leaves_no_two_rows_that_would_rather_have_each_other(entries):
    left, right, scores = (np.array(column) for column in zip(*entries, strict=True))
    chosen = one_to_one(left, right, scores)
    assert len(set(left[chosen])) == len(set(right[chosen])) == len(chosen)
    of_left = dict(zip(left[chosen], scores[chosen], strict=True))
    of_right = dict(zip(right[chosen], scores[chosen], strict=True))
    for one, other, score in entries:
        assert of_left.get(one, -1) >= score or of_right.get(other, -1) >= score

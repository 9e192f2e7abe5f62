import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from tastegraph.data import IdMap
from tastegraph.errors import InputError
from tastegraph.evaluate import Evaluation, compare, holm, paired_difference

SHARES = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 1.0])


def evaluation(users, values):
    values = np.array(values, dtype=np.float64)
    return Evaluation({"ndcg@10": values.mean(), "gini@10": 0.5}, {"ndcg@10": values}, IdMap(users))


def test_scipy_agrees_on_the_test_and_the_interval():
    rng = np.random.default_rng(1)
    first = rng.choice([0, 0.2, 0.5, 1], 400)
    second = np.clip(first + rng.choice([-0.5, 0, 0, 0, 0.2], 400), 0, 1)
    found = paired_difference(first, second, resamples=20_000)
    assert found.p_value == pytest.approx(stats.ttest_rel(first, second).pvalue, rel=1e-9)
    assert found.mean == pytest.approx((first - second).mean())
    theirs = stats.bootstrap((first - second,), np.mean, method="percentile", n_resamples=20_000, rng=rng)
    width = found.high - found.low
    assert found.low == pytest.approx(theirs.confidence_interval.low, abs=0.05 * width)
    assert found.high == pytest.approx(theirs.confidence_interval.high, abs=0.05 * width)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(300):
        first, second = rng.random(80), rng.random(80)
        found = paired_difference(first, second, confidence=0.9, resamples=400, rng=rng)
        held += found.low <= 0 <= found.high
    assert 0.84 < held / 300 < 0.96


@settings(deadline=None)
@given(st.integers(2, 20).flatmap(lambda n: arrays(np.float64, (2, n), elements=SHARES)))
def test_swapping_the_models_swaps_the_sign(values):
    forth, back = (paired_difference(*pair, resamples=50) for pair in (values, values[::-1]))
    assert forth.mean == pytest.approx(-back.mean)
    assert forth.p_value == pytest.approx(back.p_value)
    assert 0 <= forth.p_value <= 1
    assert forth.low <= forth.high


@pytest.mark.parametrize(("shift", "p_value"), [(0.0, 1.0), (0.5, 0.0)])
def test_the_same_difference_for_every_user_leaves_no_doubt(shift, p_value):
    base = np.array([0.0, 0.25, 0.5])
    found = paired_difference(base + shift, base)
    assert (found.mean, found.low, found.high, found.p_value) == (shift, shift, shift, p_value)


def test_the_seed_decides_the_interval():
    rng = np.random.default_rng(3)
    first, second = rng.random(50), rng.random(50)
    assert paired_difference(first, second) == paired_difference(first, second, rng=np.random.default_rng(0))
    assert paired_difference(first, second) != paired_difference(first, second, rng=1)


def test_users_without_a_value_are_left_out():
    first, second = np.array([1.0, np.nan, 0.5, 0.0]), np.array([0.5, 0.2, np.nan, 0.0])
    found = paired_difference(first, second)
    assert found == paired_difference(first[[0, 3]], second[[0, 3]])
    assert found.users == 2


def test_evaluations_are_paired_by_user():
    first = evaluation(["ann", "bob", "cid"], [1.0, 0.5, 0.0])
    second = evaluation(["cid", "ann", "bob"], [0.0, 0.5, 0.5])
    expected = paired_difference(np.array([1.0, 0.5, 0.0]), np.array([0.5, 0.5, 0.0]))
    assert compare(first, second, "ndcg@10") == expected


def test_what_cannot_be_compared_is_refused():
    two, others = evaluation(["ann", "bob"], [0, 1]), evaluation(["ann", "cid"], [0, 1])
    with pytest.raises(InputError, match="different users"):
        compare(two, others, "ndcg@10")
    with pytest.raises(InputError, match="different users"):
        compare(two, evaluation(["ann", "bob", "cid"], [0, 1, 1]), "ndcg@10")
    with pytest.raises(InputError, match=r"single users for 'gini@10'.*ndcg@10"):
        compare(two, two, "gini@10")
    values = np.array([0.0, 1.0])
    with pytest.raises(InputError, match="shapes"):
        paired_difference(values, values[:1])
    with pytest.raises(InputError, match="only 1 users"):
        paired_difference(values[:1], values[:1])
    with pytest.raises(InputError, match="confidence"):
        paired_difference(values, values, confidence=95)
    with pytest.raises(InputError, match="resamples"):
        paired_difference(values, values, resamples=0)


def test_holm_worked_by_hand():
    # Ascending: .01 × 4, .02 × 3, .03 × 2, .04 × 1 is below .06 and is lifted to it.
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.9, 0.6]) == [1.0, 1.0]
    assert holm([0.03]) == [0.03]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_corrected_p_values_lie_between_plain_and_bonferroni_in_the_same_order(values):
    corrected = holm(values)
    for before, after in zip(values, corrected, strict=True):
        assert before <= after <= min(1.0, len(values) * before) + 1e-12
    order = np.argsort(values, kind="stable")
    assert (np.diff(np.array(corrected)[order]) >= 0).all()


def test_holm_rarely_rejects_anything_where_nothing_is_there():
    rng = np.random.default_rng(4)
    wrong = sum(min(holm(rng.random(10).tolist())) < 0.05 for _ in range(2000))
    assert 0.03 < wrong / 2000 < 0.07

import json
import math

import numpy as np
import pytest

from tastegraph.data import IdMap
from tastegraph.errors import InputError
from tastegraph.evaluate import Evaluation, Spread, average


def evaluation(users, values, coverage=0.5):
    values = np.array(values, dtype=np.float64)
    return Evaluation({"ndcg@10": np.nanmean(values), "coverage@10": coverage}, {"ndcg@10": values}, IdMap(users))


def test_a_spread_is_mean_and_sample_deviation():
    found = Spread.of([0.1, 0.2, 0.6])
    assert found.mean == pytest.approx(0.3)
    assert found.std == pytest.approx(math.sqrt((0.04 + 0.01 + 0.09) / 2))
    assert found.per_seed == (0.1, 0.2, 0.6)


def test_a_single_seed_says_nothing_about_spread_and_json_says_null():
    found = Spread.of([0.5])
    assert found.mean == 0.5
    assert math.isnan(found.std)
    assert json.loads(found.model_dump_json()) == {"mean": 0.5, "std": None, "per_seed": [0.5]}
    again = Spread.model_validate_json(found.model_dump_json())
    assert math.isnan(again.std)


def test_undefined_seeds_do_not_count():
    found = Spread.of([math.nan, 0.2, 0.4])
    assert found.mean == pytest.approx(0.3)
    assert math.isnan(found.per_seed[0])
    assert math.isnan(Spread.of([math.nan]).mean)


def test_each_user_gets_one_value_whichever_seeds_measured_them():
    found = average([evaluation(["ann", "bob"], [1.0, 0.5], 0.2), evaluation(["cid", "ann"], [0.25, 0.0], 0.4)])
    assert list(found.users) == ["ann", "bob", "cid"]
    assert found.per_user["ndcg@10"].tolist() == [0.5, 0.5, 0.25]
    assert found["coverage@10"] == pytest.approx(0.3)
    assert found["ndcg@10"] == pytest.approx((0.75 + 0.125) / 2)


def test_values_that_are_undefined_for_a_user_are_left_out_of_their_mean():
    found = average([evaluation(["ann", "bob"], [np.nan, 0.5]), evaluation(["ann", "bob"], [0.5, 1.0])])
    assert found.per_user["ndcg@10"].tolist() == [0.5, 0.75]
    never = average([evaluation(["ann", "bob"], [np.nan, 0.5])] * 2)
    assert np.isnan(never.per_user["ndcg@10"][0])


def test_one_evaluation_is_its_own_average():
    one = evaluation(["ann", "bob"], [0.25, 0.5])
    found = average([one])
    assert dict(found) == dict(one)
    np.testing.assert_array_equal(found.per_user["ndcg@10"], one.per_user["ndcg@10"])


def test_what_cannot_be_averaged_is_refused():
    with pytest.raises(InputError, match="no evaluation"):
        average([])
    other = Evaluation({"recall@5": 0.5}, {"recall@5": np.array([0.5])}, IdMap(["ann"]))
    with pytest.raises(InputError, match="different metrics"):
        average([evaluation(["ann"], [0.5]), other])

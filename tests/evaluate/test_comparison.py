import json

import numpy as np
import pytest

from tastegraph.data import IdMap
from tastegraph.errors import InputError, ReadError
from tastegraph.evaluate import (
    AblationRun,
    ComparedModel,
    ComparisonRun,
    Evaluation,
    Spread,
    compare_by_group,
    compare_with_first,
    paired_difference,
)

USERS = IdMap(f"user {number}" for number in range(120))
RNG = np.random.default_rng(6)
NOISE = RNG.random((2, len(USERS)))


def evaluation(values, users=USERS):
    values = np.asarray(values, dtype=np.float64)
    return Evaluation({"ndcg@10": values.mean(), "coverage@10": 0.5}, {"ndcg@10": values}, users)


def test_a_better_model_is_found_better_and_an_equal_one_equal():
    base = [evaluation(noise) for noise in NOISE]
    better = [evaluation(noise + 0.1 + 0.05 * RNG.standard_normal(len(USERS))) for noise in NOISE]
    equal, worse = compare_with_first({"better": better, "same": better, "base": base}, "ndcg@10")
    assert (equal.first, equal.second, equal.metric) == ("better", "same", "ndcg@10")
    assert (equal.difference, equal.low, equal.high, equal.p_value, equal.p_value_holm) == (0, 0, 0, 1, 1)
    assert worse.p_value < worse.p_value_holm < 0.05
    assert 0 < worse.low < worse.difference < worse.high
    assert worse.difference == pytest.approx(0.1, abs=0.02)


def test_seeds_do_not_multiply_users():
    first, second = NOISE
    once = compare_with_first({"a": [evaluation(first)], "b": [evaluation(second)]}, "ndcg@10")
    often = compare_with_first({"a": [evaluation(first)] * 5, "b": [evaluation(second)] * 5}, "ndcg@10")
    assert often[0].model_dump() == pytest.approx(once[0].model_dump())
    assert often[0].users == len(USERS)


def test_users_of_some_seeds_are_tested_with_their_mean():
    halves = [(slice(0, 80), NOISE[0]), (slice(40, 120), NOISE[1])]
    parts = [(IdMap(list(USERS)[part]), values[part]) for part, values in halves]
    first = [evaluation(values, users) for users, values in parts]
    second = [evaluation(values**2, users) for users, values in parts]
    (found,) = compare_with_first({"a": first, "b": second}, "ndcg@10")
    gaps = [values - values**2 for _, values in halves]
    middle = (gaps[0][40:80] + gaps[1][40:80]) / 2
    expected = paired_difference(np.concatenate([gaps[0][:40], middle, gaps[1][80:]]), np.zeros(120))
    assert found.difference == pytest.approx(expected.mean)
    assert found.p_value == pytest.approx(expected.p_value)


def test_a_metric_of_all_lists_together_cannot_be_tested():
    with pytest.raises(InputError, match="single users for 'coverage@10'"):
        compare_with_first({"a": [evaluation(NOISE[0])], "b": [evaluation(NOISE[1])]}, "coverage@10")


def test_groups_are_tested_apart_and_corrected_together():
    few = IdMap(list(USERS)[:30])
    everyone, some = evaluation(NOISE[0]), evaluation(NOISE[0][:30], few)
    lower, lower_some = evaluation(NOISE[0] * 0.8), evaluation(NOISE[0][:30] * 0.99, few)
    one = IdMap(["user 0"])
    full = {
        "all": [everyone, everyone],
        "head": [some, None],
        "tail": [evaluation([0.5], one), None],
        "cold": [None] * 2,
    }
    variant = {
        "all": [lower, lower],
        "head": [lower_some, None],
        "tail": [evaluation([0.1], one), None],
        "cold": [None] * 2,
    }
    found = compare_by_group({"full": full, "less": variant, "same": full}, "ndcg@10")
    assert [(test.second, test.group, test.users) for test in found] == [
        ("less", "all", 120), ("less", "head", 30), ("same", "all", 120), ("same", "head", 30),
    ]  # fmt: skip
    whole, head, *equal = found
    assert whole.p_value_holm == pytest.approx(4 * min(whole.p_value, head.p_value))
    assert [test.p_value for test in equal] == [1.0, 1.0]


def test_records_come_back_as_they_were_and_name_their_command(tmp_path):
    spread = Spread.of([0.25])
    model = ComparedModel(
        name="EASE", metrics={"ndcg@10": spread}, cpu_seconds={"fit": 1.0}, peak_memory_mb=100.0, config=({"a": 1},)
    )
    run = ComparisonRun(
        protocol="random", selected_on="validation", seeds=(0,), metric="ndcg@10", models=(model, model), data=("0f",),
        comparisons=compare_with_first({"a": [evaluation(NOISE[0])], "b": [evaluation(NOISE[1])]}, "ndcg@10"),
        time="2026-01-31T09:05:00+00:00",
    )  # fmt: skip
    path = tmp_path / run.file_name
    assert path.name == "20260131T090500-ease-ease.json"
    run.write(path)
    document = json.loads(path.read_text(), parse_constant=pytest.fail)
    assert {"protocol", "seeds", "models", "comparisons"} < document.keys()
    assert document["models"][0]["metrics"]["ndcg@10"] == {"mean": 0.25, "std": None, "per_seed": [0.25]}
    assert document["comparisons"][0].keys() == {
        "first", "second", "metric", "difference", "low", "high", "p_value", "p_value_holm", "users",
    }  # fmt: skip
    assert run.to_json() == document
    assert ComparisonRun.read(path).model_dump_json() == run.model_dump_json()
    with pytest.raises(ReadError, match="again with ablate"):
        AblationRun.read(path)

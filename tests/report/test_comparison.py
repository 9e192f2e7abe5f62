import math

from tastegraph.evaluate import Spread
from tastegraph.report.comparison import show_comparison


def test_models_have_their_means_with_spread_and_the_best_stand_out(make_comparison):
    found = show_comparison(make_comparison({"linear": 0.3, "ease": 0.2}))
    assert [metric.name for metric in found.metrics] == ["recall@10", "ndcg@10", "coverage@10"]
    assert found.rows[0].cells[0] == ("0.3050", "± 0.0071", True)
    assert found.rows[1].cells[0] == ("0.2050", "± 0.0071", False)
    assert found.rows[0].cost == ("1.2", "0.5", "300")
    assert found.several


def test_one_seed_has_no_spread(make_comparison):
    found = show_comparison(make_comparison({"linear": 0.3, "ease": 0.2}, seeds=(7,)))
    assert found.rows[0].cells[0] == ("0.3000", "", True)
    assert found.values.rows[0].dots == ()
    assert not found.several


def test_the_plots_show_each_seed_and_the_interval_of_the_difference(make_comparison):
    found = show_comparison(make_comparison({"linear": 0.3, "ease": 0.2}))
    linear, ease = found.values.rows
    assert len(linear.dots) == 2
    assert linear.dots[0] < linear.at < linear.dots[1]
    assert (linear.colour, ease.colour) == ("accent", "grey")
    (row,) = found.differences.rows
    assert (row.label, row.text, row.colour) == ("ease", "+0.0500", "accent")
    assert found.differences.zero < row.ends[0] < row.at < row.ends[1]


def test_verdicts_follow_the_corrected_p_value(make_comparison):
    numbers = {"difference": -0.05, "low": -0.09, "high": 0.01, "p_value": 0.0001, "users": 1200}
    chance = show_comparison(make_comparison({"a": 0.3, "b": 0.2}, test=numbers | {"p_value_holm": 0.06}))
    (test,) = chance.tests
    assert (test.names, test.difference, test.interval) == ("a − b", "-0.0500", "-0.0900 to +0.0100")
    assert (test.p_value, test.p_value_holm, test.users) == ("< 0.001", "0.060", "1,200")
    assert test.verdict == "may be chance"
    assert chance.differences.rows[0].colour == "grey"
    (test,) = show_comparison(make_comparison({"a": 0.3, "b": 0.2}, test=numbers | {"p_value_holm": 0.04})).tests
    assert test.verdict == "b ahead"


def test_undefined_figures_are_dashes(make_comparison):
    run = make_comparison({"linear": 0.3, "ease": 0.2})
    first, second = run.models
    first = first.model_copy(update={"metrics": {"ndcg@10": Spread.of([math.nan, math.nan])}})
    second = second.model_copy(update={"metrics": {"ndcg@10": second.metrics["ndcg@10"]}})
    found = show_comparison(run.model_copy(update={"models": (first, second)}))
    assert found.rows[0].cells == (("–", "", False),)
    assert found.rows[1].cells == (("0.2050", "± 0.0071", False),)
    assert found.values.rows[0].at is None

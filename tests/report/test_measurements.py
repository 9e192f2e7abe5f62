import math

from tastegraph.evaluate import Run
from tastegraph.report.charts import Bar
from tastegraph.report.measurements import compare


def test_no_runs_are_nothing_to_say():
    assert compare([]) is None


def test_best_figures_stand_out_also_where_two_read_the_same(make_run):
    run = make_run(
        metrics={"recall@10": 0.30001, "gini@10": 0.5, "novelty@10": math.nan, "alone": 1.0},
        baselines={
            "popularity": {"recall@10": 0.1, "gini@10": 0.9, "novelty@10": 2.0},
            "ease": {"recall@10": 0.30004, "gini@10": 0.6, "novelty@10": 1.0},
        },
    )
    latest = compare([run]).latest
    assert [metric.name for metric in latest.metrics] == ["recall@10", "gini@10", "novelty@10", "alone"]
    assert {row.model: row.cells for row in latest.rows} == {
        "linear": (("0.3000", True), ("0.5000", True), ("–", False), ("1.0000", False)),
        "popularity": (("0.1000", False), ("0.9000", False), ("2.0000", True), ("–", False)),
        "ease": (("0.3000", True), ("0.6000", False), ("1.0000", False), ("–", False)),
    }


def test_bars_show_the_headline_metrics_as_shares_of_the_best(make_run):
    run = make_run(
        metrics={"recall@20": 0.9, "recall@10": 0.2, "ndcg@10": math.nan},
        baselines={"ease": {"recall@10": 0.4, "ndcg@10": 0.0}},
    )
    bars = {metric.name: rows for metric, rows in compare([run]).latest.bars}
    assert bars == {
        "recall@10": (Bar("linear", "0.2000", 0.5, "accent"), Bar("ease", "0.4000", 1.0, "grey")),
        "ndcg@10": (Bar("linear", "–", 0, "accent"), Bar("ease", "0.0000", 0, "grey")),
    }


def test_run_in_which_nothing_is_defined_is_shown_with_dashes(make_run, tmp_path):
    make_run(metrics={"mrr@5": math.nan}, peak_memory_mb=math.inf).model_copy().write(tmp_path / "run.json")
    text = (tmp_path / "run.json").read_text()
    (tmp_path / "run.json").write_text(text.replace('"peak_memory_mb": null', '"peak_memory_mb": 1.0'))
    found = compare([Run.read(tmp_path / "run.json")])
    assert [row.cells for row in found.latest.rows] == [(("–", False),)]
    assert found.columns == ("mrr@5",)
    assert found.lines[0].figures == ("–",)


def test_latest_run_comes_first_whatever_the_order(make_run):
    runs = [
        make_run(model="second", time="2026-01-02T00:00:00+00:00", metrics={"recall@10": 0.5}, selected_on="nothing"),
        make_run(model="third", time="2026-01-03T09:30:00+00:00"),
        make_run(model="first", time="2026-01-01T00:00:00+00:00"),
    ]
    found = compare(runs)
    assert found.latest.model == "third"
    assert [(line.time, line.model, line.selected_on, line.figures) for line in found.lines] == [
        ("2026-01-03 09:30:00 UTC", "third", "validation", ("0.3000", "0.4000")),
        ("2026-01-02 00:00:00 UTC", "second", "nothing", ("0.5000", "–")),
        ("2026-01-01 00:00:00 UTC", "first", "validation", ("0.3000", "0.4000")),
    ]


def test_baseline_of_the_same_name_does_not_take_the_place_of_the_model(make_run):
    found = compare([make_run(baselines={"linear": {"recall@10": 0.9, "ndcg@10": 0.9}})])
    assert [(row.model, row.cells[0][0]) for row in found.latest.rows] == [("linear", "0.3000")]


def test_cost_is_told_in_seconds_and_megabytes(make_run):
    assert compare([make_run()]).latest.cost == (
        ("fit, CPU", "1.2 s"),
        ("recommend, CPU", "0.5 s"),
        ("memory at most", "300 MB"),
    )

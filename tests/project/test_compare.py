"""Models side by side, on a benchmark folder whose tastes are known and on a small Project."""

import shutil

import numpy as np
import pytest

from tastegraph import Project
from tastegraph.errors import ConfigError, ReadError
from tastegraph.evaluate import ComparisonRun
from tastegraph.project import BenchmarkFolder, Terms, compare_models

QUICK = Terms(seeds=(0, 1), budget=0.2)
METRICS = ["recall@10", "ndcg@10", "recall@20", "ndcg@20", "coverage@10", "novelty@10"]


@pytest.fixture(scope="module")
def folder(tastes):
    return BenchmarkFolder(tastes, "kgat")


@pytest.fixture(scope="module")
def run(folder):
    return folder.compare(["itemknn", "popularity", "linear"], QUICK)


def test_an_obviously_better_model_is_told_from_chance(run):
    against = {test.second: test for test in run.comparisons}
    assert list(against) == ["popularity", "linear"]
    assert against["popularity"].difference > 0.1
    assert against["popularity"].p_value_holm < 0.05
    assert against["popularity"].low > 0
    # Linear alone uses the graph, which tells the taste of items that nobody had in training.
    assert against["linear"].difference < 0
    assert against["linear"].p_value_holm < 0.05
    assert all(test.users == 60 for test in run.comparisons)


def test_each_model_has_its_figures_its_cost_and_its_config(run):
    for model in run.models:
        assert list(model.metrics) == METRICS
        assert all(len(spread.per_seed) == 2 for spread in model.metrics.values())
        assert model.metrics["ndcg@10"].mean == pytest.approx(np.mean(model.metrics["ndcg@10"].per_seed))
        assert set(model.cpu_seconds) == {"fit", "recommend"}
        assert model.peak_memory_mb > 10
        assert len(model.config) == 2
    assert run.models[2].config[0]["regularisation"] > 0


def test_a_ready_test_part_stays_and_the_protocol_says_so(run):
    assert run.data[0] == run.data[1]
    assert "the test part is the same for seeds 0, 1" in run.protocol
    assert run.models[1].metrics["recall@10"].std == 0


def test_all_models_of_a_seed_get_the_same_split(folder):
    drawn = []

    def draw(seed):
        drawn.append(seed)
        return folder.draw(seed)

    compare_models(draw, ["itemknn", "popularity", "ease"], Terms(seeds=(4, 2), budget=0.1))
    assert drawn == [4, 2]


def test_without_knowledge_the_new_items_are_not_found(folder):
    bare = folder.compare(["linear", "popularity"], Terms(seeds=(0,), budget=0.2), knowledge=False)
    knowing = folder.compare(["linear", "popularity"], Terms(seeds=(0,), budget=0.2))
    assert knowing.models[0].metrics["recall@10"].mean > bare.models[0].metrics["recall@10"].mean + 0.1
    assert knowing.models[1].metrics == bare.models[1].metrics


def test_lengths_and_metric_can_be_chosen(folder):
    run = folder.compare(["itemknn", "popularity"], Terms(seeds=(0,), ks=(7, 5, 5), metric="recall@7", budget=0.1))
    assert list(run.models[0].metrics) == ["recall@5", "ndcg@5", "recall@7", "ndcg@7", "coverage@5", "novelty@5"]
    assert run.comparisons[0].metric == run.metric == "recall@7"


def test_a_project_draws_its_split_anew_for_each_seed_and_keeps_the_record(laid_out, tmp_path):
    shutil.copytree(laid_out, tmp_path / "project")
    project = Project.open(tmp_path / "project")
    run = project.compare(["itemknn", "popularity"], QUICK, knowledge=False)
    assert run.data[0] != run.data[1]
    assert run.protocol.endswith("; and again with seeds 1")
    assert run.models[1].metrics["recall@10"].std > 0
    (kept,) = project.layout.comparisons.iterdir()
    assert ComparisonRun.read(kept).to_json() == run.to_json()
    # There is no graph yet, and the page does without it.
    assert "Models side by side" in project.report().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("models", "message"),
    [
        (["linear", "nonesuch"], "no recommender is called 'nonesuch'"),
        (["ease"], "only ease is named"),
        ([], "no model is named"),
        (["ease", "popularity", "ease"], "named twice"),
    ],
)
def test_models_that_cannot_be_compared_are_refused_before_anything_is_read(models, message):
    with pytest.raises(ConfigError, match=message):
        compare_models(lambda seed: pytest.fail("was read"), models)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"seeds": ()}, "no seed"),
        ({"seeds": (0, -1)}, "-1 is no seed"),
        ({"seeds": (3, 3)}, "named twice"),
        ({"ks": (0, 10)}, "no length of a list"),
        ({"ks": ()}, "nothing is no length"),
        ({"metric": "ndcg@5"}, "'ndcg@5'.*recall@10"),
        ({"metric": "coverage@10"}, "'coverage@10'"),
    ],
)
def test_terms_that_make_no_sense_are_refused(terms, message):
    with pytest.raises(ConfigError, match=message):
        Terms(**terms)


def test_an_empty_folder_and_an_unknown_layout_are_named(tmp_path, tastes):
    with pytest.raises(ReadError, match=r"train\.txt: no such file"):
        BenchmarkFolder(tmp_path, "kgat").compare(["ease", "popularity"])
    with pytest.raises(ConfigError, match="no benchmark layout 'csv'"):
        BenchmarkFolder(tastes, "csv").compare(["ease", "popularity"])

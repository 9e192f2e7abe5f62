"""What each part of the knowledge is worth, on a benchmark folder that is made so that this is known."""

import pytest

from tastegraph.errors import ConfigError, InputError
from tastegraph.project import BenchmarkFolder, Terms

TERMS = Terms(seeds=(0, 1), budget=20)


@pytest.fixture(scope="module")
def run(tastes):
    return BenchmarkFolder(tastes, "kgat").ablate(terms=TERMS)


def test_every_block_is_off_once_beside_the_controls(run):
    names = [variant.name for variant in run.variants]
    assert names == ["full", "without knowledge", "knowledge shuffled", "without 0", "without 1"]
    assert run.model == "linear"


def test_variants_keep_the_config_and_no_knowledge_has_its_own(run):
    full, bare, *others = run.variants
    assert all(variant.config == full.config for variant in others)
    assert all(config["blocks"] == {} for config in bare.config)


def test_the_relation_that_tells_tastes_carries_the_cold_items(run):
    cold = {variant.name: variant.cold["recall@10"].mean for variant in run.variants}
    assert cold["full"] > 0.8
    assert max(cold["without knowledge"], cold["knowledge shuffled"], cold["without 0"]) < 0.4
    tests = {(test.second, test.group): test for test in run.comparisons}
    assert tests["without 0", "cold"].p_value_holm < 0.05
    ndcg = {variant.name: variant.cold["ndcg@10"].mean for variant in run.variants}
    assert tests["without 0", "cold"].difference == pytest.approx(ndcg["full"] - ndcg["without 0"])
    assert tests["without 1", "head"].p_value_holm > 0.05


def test_the_groups_make_up_the_items_and_the_truth(run, tastes):
    split, _ = BenchmarkFolder(tastes, "kgat").draw(0)
    assert run.groups["cold"].items == (5, 5)
    assert run.groups["cold"].interactions == run.groups["cold"].users == (60, 60)
    assert sum(group.items[0] for group in run.groups.values()) == len(split.test.items)
    assert sum(group.interactions[0] for group in run.groups.values()) == len(split.test)
    for variant in run.variants:
        assert set(variant.head) == set(variant.tail) == {"recall@10", "ndcg@10", "recall@20", "ndcg@20"}


def test_a_model_or_data_without_knowledge_is_refused(tastes, tmp_path):
    with pytest.raises(ConfigError, match="ease uses no knowledge"):
        BenchmarkFolder(tastes, "kgat").ablate("ease")
    for name in ("train.txt", "test.txt"):
        (tmp_path / name).write_bytes((tastes / name).read_bytes())
    with pytest.raises(InputError, match="nothing is known about the items"):
        BenchmarkFolder(tmp_path, "kgat").ablate()

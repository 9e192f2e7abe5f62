"""Where the items are many, a sample of them chooses most values, and all of them choose the form."""

import numpy as np
import pytest

from tastegraph.data import Interactions
from tastegraph.recommend import tune
from tastegraph.recommend.linear import size
from tastegraph.recommend.tuning import folds, stages
from tastegraph.represent import FeatureBlock, Knowledge

SIZED = ("form", "support", "neighbours")


def crowds(users=80, items=40, history=8):
    rng = np.random.default_rng(0)
    pairs = [
        (f"u{user}", int(item))
        for user in range(users)
        for item in {*rng.permutation(np.arange(user % 2, items, 2))[:history], int(rng.integers(items))}
    ]
    return Interactions.from_pairs(*zip(*pairs, strict=True))


def knowledge_of(log):
    parity = np.array([[item % 2, 1 - item % 2] for item in log.items], dtype=np.float32)
    return Knowledge(log.items, (FeatureBlock("parity", parity),))


def test_few_items_are_one_stage():
    (stage,) = stages.stages(crowds(), None, None, SIZED, seed=0)
    ladders = {"form": ("auto", "sparse"), "dropout": (0, 1)}
    assert stage.concerned(ladders) == ladders
    assert not stage.cold


def test_many_items_are_a_sample_and_all(monkeypatch):
    monkeypatch.setattr(folds, "TUNED_ITEMS", 20)
    log = crowds()
    first, second = stages.stages(log, None, knowledge_of(log), SIZED, seed=0)
    ladders = {"form": ("auto", "sparse"), "dropout": (0, 1)}
    assert first.concerned(ladders) == {"dropout": (0, 1)}
    assert second.concerned(ladders) == {"form": ("auto", "sparse")}
    assert len(first.knowledge.items) == 20 and len(second.knowledge.items) == 40
    assert len(second.warm) == 1 and len(second.warm[0].train.items) == 40
    assert first.cold and not second.cold


@pytest.mark.parametrize("with_knowledge", [False, True])
def test_a_search_passes_through_both_stages(monkeypatch, with_knowledge):
    monkeypatch.setattr(folds, "TUNED_ITEMS", 20)
    log = crowds()
    choice = tune("linear", log, knowledge=knowledge_of(log) if with_knowledge else None)
    assert choice.finished
    assert (choice.bare is not None) == with_knowledge
    assert choice.validation["recall@10"] > 0
    assert choice.model.config.form in ("auto", "sparse")


def test_a_form_that_would_take_most_of_the_time_is_not_tried(monkeypatch):
    monkeypatch.setattr(folds, "TUNED_ITEMS", 20)
    monkeypatch.setattr(size, "FLOPS", 1.0)
    assert tune("linear", crowds()).model.config.form == "sparse"
    assert tune("linear", crowds(), fixed={"form": "exact"}).model.config.form == "exact"

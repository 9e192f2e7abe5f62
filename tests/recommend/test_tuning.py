"""Hyperparameters are chosen on held-out training data, deterministically, within a budget."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Interactions, random_split
from tastegraph.recommend import tune
from tastegraph.recommend.tuning import cold_fold, sample_items, warm_folds
from tastegraph.recommend.tuning.folds import ENOUGH, MOST_FOLDS
from tastegraph.represent import FeatureBlock, Knowledge


def crowds(seed=0, users=120, items=60, history=8):
    """Two crowds with an own half of the items each, and some strays."""
    rng = np.random.default_rng(seed)
    pairs = [
        (f"u{user}", int(item))
        for user in range(users)
        for item in {*rng.permutation(np.arange(user % 2, items, 2))[:history], int(rng.integers(items))}
    ]
    return Interactions.from_pairs(*zip(*pairs, strict=True))


def test_a_small_log_is_held_out_several_times():
    log = crowds()
    folds = warm_folds(log, None, seed=0)
    assert len(folds) == MOST_FOLDS
    for fold in folds:
        assert len(fold.train) + len(fold.held_out) == len(log)
        assert len(fold.held_out) == pytest.approx(0.1 * len(log), rel=0.5)
    assert len({fold.held_out.digest for fold in folds}) == MOST_FOLDS
    assert len(log) / 10 < ENOUGH / MOST_FOLDS


def test_a_ready_validation_part_comes_first():
    split = random_split(crowds(), test=0.2, validation=0.2)
    assert warm_folds(split.train, split.validation, seed=0)[0].held_out is split.validation


def test_cold_items_are_held_out_whole():
    log = crowds()
    fold = cold_fold(log, seed=0)
    assert len(fold.candidates) == 60 // 5
    held_out = {log.items[int(place)] for place in np.unique(fold.held_out.item_index)}
    assert held_out == set(fold.candidates)
    assert not held_out & {log.items[int(place)] for place in np.unique(fold.train.item_index)}
    assert cold_fold(Interactions.from_pairs(["u"], ["i"]), seed=0) is None


def test_a_sample_of_items_keeps_their_counts():
    log = crowds()
    some = IdMap(list(log.items)[::3])
    part = sample_items(log, some)
    assert part.items == some
    assert np.array_equal(part.item_counts, log.item_counts[::3])


def test_the_choice_is_deterministic_and_better_than_the_ends_of_the_ladder():
    log = crowds()
    first, second = tune("ease", log, seed=3), tune("ease", log, seed=3)
    assert first.model.config == second.model.config
    assert first.finished
    assert first.trials > 2
    assert first.validation["recall@10"] > 0.3


def test_nothing_to_choose_and_no_time_to_choose():
    log = crowds()
    assert tune("popularity", log).validation == {}
    hurried = tune("linear", log, budget=0)
    assert not hurried.finished
    assert hurried.model.config == type(hurried.model)().config


def test_true_knowledge_is_used_and_shuffled_knowledge_is_not():
    log = crowds(history=4)
    half = np.array([[int(item) % 2, 1 - int(item) % 2] for item in log.items], dtype=np.float32)
    knowledge = Knowledge(log.items, (FeatureBlock("half", half),))
    chosen = tune("linear", log, knowledge=knowledge)
    shuffled = tune("linear", log, knowledge=knowledge.shuffled(np.random.default_rng(0)))
    assert chosen.model.config.knowledge > 0
    assert chosen.validation["cold recall@10"] > 0.8  # six of twelve cold items are of one's own half
    assert chosen.validation["recall@10"] > chosen.bare.validation["recall@10"]
    assert shuffled.validation["recall@10"] < chosen.validation["recall@10"]
    assert shuffled.validation["cold recall@10"] < chosen.validation["cold recall@10"]


def test_cold_items_alone_can_be_what_knowledge_is_judged_by():
    log = crowds()
    parity = csr_array(np.array([[item % 2, 1 - item % 2] for item in log.items], dtype=np.float32))
    knowledge = Knowledge(log.items, (FeatureBlock("parity", parity),))
    choice = tune("linear", log, knowledge=knowledge, only_cold=True)
    assert "recall@10" not in choice.validation
    assert choice.validation["cold recall@10"] > 0.5
    assert "recall@10" in choice.bare.validation

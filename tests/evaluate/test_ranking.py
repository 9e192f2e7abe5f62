import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.data import IdMap, Interactions
from tastegraph.errors import InputError, UnknownIdError
from tastegraph.evaluate import Evaluation, evaluate_ranking


class Neighbours:
    """Scores by a fixed random similarity of ids, however the items are numbered."""

    def __init__(self, items, seed=0):
        self.items = IdMap(items)
        names = sorted(self.items, key=str)
        similar = np.random.default_rng(seed).standard_normal((len(names), len(names)))
        place = [names.index(item) for item in self.items]
        self.similar = similar[np.ix_(place, place)].astype(np.float32)
        self.popular = np.linspace(0, 1, len(names), dtype=np.float32)[place]
        self.blocks = []

    def score(self, histories):
        self.blocks.append(histories.toarray())
        return histories @ self.similar + self.popular


class Fixed:
    """Scores everyone the same: the earlier an item is named, the better."""

    def __init__(self, items):
        self.items = IdMap(items)

    def score(self, histories):
        return np.broadcast_to(-np.arange(len(self.items), dtype=np.float32), histories.shape)


def pairs(*rows, **options):
    users, items = zip(*rows, strict=True)
    return Interactions.from_pairs(users, items, **options)


TRAIN = pairs(
    *[("ann", "a"), ("ann", "b"), ("bob", "a"), ("cid", "e"), ("dan", "a")],
    user_ids=IdMap(["idle", "dan", "cid", "bob", "ann"]),
)
TEST = pairs(("ann", "c"), ("ann", "e"), ("bob", "d"), ("cid", "d"), ("cid", "unheard of"))


def test_a_small_case_worked_by_hand():
    # Lists without the training items: ann c d e, bob b c d, cid a b c.
    found = evaluate_ranking(Fixed("abcde"), TRAIN, TEST, ks=(3, 1))
    assert list(found.users) == ["ann", "bob", "cid"]
    expected = {
        "recall@1": [1 / 2, 0, 0],
        "recall@3": [1, 1, 0],
        "precision@3": [2 / 3, 1 / 3, 0],
        "hit_rate@3": [1, 1, 0],
        "mrr@3": [1, 1 / 3, 0],
        "map@3": [(1 + 2 / 3) / 2, 1 / 3, 0],
        "ndcg@3": [(1 + 1 / 2) / (1 + 1 / math.log2(3)), 1 / 2, 0],
        # Of four users with a history three have a, one b and one e; c and d count as one user's.
        "novelty@3": [2, 2, (math.log2(4 / 3) + 2 + 2) / 3],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found.per_user[name], values, err_msg=name)
        assert found[name] == pytest.approx(np.mean(values))
    assert found["coverage@1"] == 3 / 5
    assert found["coverage@3"] == 1.0
    times = [1, 2, 3, 2, 1]
    assert found["gini@3"] == pytest.approx(sum(abs(a - b) for a in times for b in times) / (2 * 5 * sum(times)))
    names = ("recall", "precision", "hit_rate", "mrr", "map", "ndcg", "coverage", "gini", "novelty")
    assert set(found) == {f"{name}@{k}" for name in names for k in (1, 3)}


def test_items_to_exclude_are_masked_but_are_no_history():
    model = Neighbours("abcde")
    evaluate_ranking(model, TRAIN, TEST, ks=(3,))
    plain = model.blocks.pop()
    validation = pairs(("bob", "b"), ("stranger", "c"))
    found = evaluate_ranking(Fixed("abcde"), TRAIN, TEST, ks=(3,), exclude=validation)
    assert found.per_user["mrr@3"][1] == 1 / 2  # c d e: b is gone
    evaluate_ranking(model, TRAIN, TEST, ks=(3,), exclude=validation)
    np.testing.assert_array_equal(model.blocks.pop(), plain)


def test_interactions_of_weight_zero_are_masked_too():
    train = pairs(("ann", "a"), ("ann", "b"), weights=[0.0, 1.0])
    test = pairs(("ann", "c"))
    for exclude in (None, pairs(("bob", "c"))):
        assert evaluate_ranking(Fixed("abc"), train, test, ks=(1,), exclude=exclude)["recall@1"] == 1.0


def test_weights_reach_the_model():
    model = Neighbours("ab")
    evaluate_ranking(model, pairs(("ann", "b"), weights=[2.5]), pairs(("ann", "a")), ks=(1,))
    np.testing.assert_array_equal(model.blocks[0], [[0.0, 2.5]])


def test_a_user_without_history_is_measured_with_an_empty_one():
    model = Neighbours("abcde")
    found = evaluate_ranking(model, TRAIN, pairs(("ann", "c"), ("new", "a")), ks=(5,))
    assert list(found.users) == ["ann", "new"]
    np.testing.assert_array_equal(model.blocks[0][1], np.zeros(5))
    assert found.per_user["recall@5"][1] == 1.0


def test_users_without_truth_are_left_out():
    some = TEST.select(TEST.user_index == TEST.users.position("bob"))
    assert len(some.users) == 3
    found = evaluate_ranking(Fixed("abcde"), TRAIN, some, ks=(3,))
    assert list(found.users) == ["bob"]
    assert found["recall@3"] == 1.0


def test_candidates_are_all_that_is_ranked():
    found = evaluate_ranking(Fixed("abcde"), TRAIN, TEST, ks=(2,), candidates=["e", "d", "d"])
    # ann d e, bob d e, cid d
    np.testing.assert_allclose(found.per_user["recall@2"], [1 / 2, 1, 1 / 2])
    np.testing.assert_allclose(found.per_user["mrr@2"], [1 / 2, 1, 1])
    assert found["coverage@2"] == 1.0
    assert found["gini@2"] == pytest.approx(2 * abs(3 - 2) / (2 * 2 * 5))
    wider = evaluate_ranking(Fixed("abcde"), TRAIN, TEST, ks=(2,), candidates=["d", "e", "unheard of"])
    np.testing.assert_array_equal(wider.per_user["recall@2"], found.per_user["recall@2"])
    assert wider["coverage@2"] == 2 / 3


def test_a_model_that_knows_no_candidate_recommends_nothing():
    found = evaluate_ranking(Fixed("abc"), TRAIN, TEST, ks=(2,), candidates=["d", "e"])
    assert (found["recall@2"], found["coverage@2"], found["gini@2"]) == (0.0, 0.0, 0.0)
    assert math.isnan(found["novelty@2"])


def test_features_add_the_diversity_of_lists():
    found = evaluate_ranking(Fixed("abcde"), TRAIN, TEST, ks=(2,), features=np.eye(5)[[0, 0, 1, 1, 2]])
    np.testing.assert_allclose(found.per_user["intra_list_diversity@2"], [0.0, 1.0, 0.0])  # c d, b c, a b


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    users, items = rng.integers(1, 25), rng.integers(2, 15)
    log = rng.permutation(users * items)[: rng.integers(2, users * items + 1)]
    log = [(f"u{cell // items}", int(cell % items)) for cell in log]
    cut = rng.integers(1, len(log))
    return log[:cut], log[cut:], items, rng


@settings(deadline=None, max_examples=60)
@given(cases(), st.integers(1, 30))
def test_numbering_and_blocks_change_nothing_and_a_slow_reference_agrees(case, block):
    train_log, test_log, n_items, rng = case
    known = rng.permutation(n_items)[: max(1, n_items - 2)].tolist()
    found = evaluate_ranking(Neighbours(known), pairs(*train_log), pairs(*test_log), ks=(1, 4))

    steps = []
    model = Neighbours(rng.permutation(known).tolist())
    shuffled = [[log[i] for i in rng.permutation(len(log))] for log in (train_log, test_log)]
    again = evaluate_ranking(
        model, *[pairs(*log) for log in shuffled], ks=(4, 1), block=block, progress=lambda *step: steps.append(step)
    )
    order = again.users.index(found.users)
    for name, values in found.per_user.items():
        np.testing.assert_allclose(again.per_user[name][order], values, rtol=1e-5, err_msg=name)
    assert dict(again) == pytest.approx(dict(found), nan_ok=True)

    assert all(len(histories) <= block for histories in model.blocks)
    total = len({user for user, _ in test_log})
    assert steps == [(min(start + block, total), total) for start in range(0, total, block)]

    seen = {user: {i for u, i in train_log if u == user} for user, _ in [*train_log, *test_log]}
    for place, user in enumerate(found.users):
        row = np.array([[float(item in seen[user]) for item in model.items]], dtype=np.float32)
        ranked = sorted(
            (-float(s), i) for s, i in zip((row @ model.similar + model.popular)[0], model.items, strict=True)
        )
        best = [item for _, item in ranked if item not in seen[user]][:4]
        wanted = {i for u, i in test_log if u == user}
        assert found.per_user["recall@4"][place] == pytest.approx(len(wanted & set(best)) / len(wanted))


def test_what_cannot_be_measured_is_refused():
    model = Fixed("abcde")
    for ks in ((), (0, 5)):
        with pytest.raises(InputError, match="ks is"):
            evaluate_ranking(model, TRAIN, TEST, ks=ks)
    with pytest.raises(InputError, match="block is 0"):
        evaluate_ranking(model, TRAIN, TEST, block=0)
    with pytest.raises(InputError, match="test holds no interaction"):
        evaluate_ranking(model, TRAIN, TEST.select([]))
    with pytest.raises(InputError, match="no candidates"):
        evaluate_ranking(model, TRAIN, TEST, candidates=[])
    with pytest.raises(UnknownIdError, match="'misspelt'"):
        evaluate_ranking(model, TRAIN, TEST, candidates=["a", "misspelt"])
    model.score = lambda histories: np.zeros((len(model.items), 1), dtype=np.float32)
    with pytest.raises(InputError, match="users × items"):
        evaluate_ranking(model, TRAIN, TEST)


def test_an_evaluation_is_a_mapping_that_shows_its_values():
    found = Evaluation({"recall@10": 0.25}, {"recall@10": np.array([0.5, 0.0])}, IdMap(["ann", "bob"]))
    assert dict(found) == {"recall@10": 0.25}
    assert repr(found) == "Evaluation(recall@10=0.2500, users=2)"

"""An updated model is the refitted one: to rounding at the scale of its fit, and nearly so at its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tastegraph.data import Interactions
from tastegraph.recommend import EASERecommender, LinearConfig, LinearRecommender, load_recommender
from tastegraph.recommend.change import LogChange
from tastegraph.recommend.linear.exact import Inverse, exact_inverse
from tastegraph.recommend.linear.updating import DRIFT, drift, low_rank_change, updated_inverse
from tastegraph.recommend.linear.weighting import LogScale, ridge, user_weights, weighted_counts
from tastegraph.recommend.weights import binary
from tastegraph.represent import FeatureBlock, Knowledge

ROUNDING = 1e-4
"""Largest error as a share of the largest value; 3e-6 is what is measured on real logs."""


def random_log(rng, users=30, items=20, density=0.25):
    """Users ``u…`` with a random half of the items each, and what any of them has."""
    pairs = [(f"u{u}", f"i{i}") for u in range(users) for i in np.flatnonzero(rng.random(items) < density)]
    return Interactions.from_pairs(*zip(*pairs, ("u0", "i0"), strict=True))


def changed_log(log, rng, *, leave=2, come=2, new_items=2, without=()):
    """Some users gone, some come with an old and a new item, some histories longer or shorter, in another order."""
    pairs = list({(log.users[int(u)], log.items[int(i)]) for u, i in zip(log.user_index, log.item_index, strict=True)})
    users = rng.permutation(sorted(log.users))
    kept = [(u, i) for u, i in sorted(pairs) if u not in users[:leave] and i not in without]
    kept = [pair for pair in kept if pair[0] != users[leave] or rng.random() < 0.5]
    kept += [(f"new user {n}", log.items[n]) for n in range(come) if log.items[n] not in without]
    kept += [(users[-1 - n], f"new item {n}") for n in range(new_items)]
    return Interactions.from_pairs(*zip(*[kept[place] for place in rng.permutation(len(kept))], strict=True))


def change_between(before, after):
    return LogChange.between(binary(before.matrix), before.users, before.items, after)


def error(found, expected):
    return np.abs(found - expected).max() / np.abs(expected).max()


def at_the_scale_of(model, log, knowledge=None):
    """What a refit makes of a log at the scale that a model has kept from its fit."""
    from tastegraph.recommend.linear.exact import weights_from
    from tastegraph.recommend.linear.knowledge_model import KnowledgeModel

    here = log if knowledge is None else log.with_items(knowledge.items)
    X, config, scale = binary(here.matrix), model.config, LogScale(*model._state.weights.kept["scale"])
    stand_ins = kernel = None
    if knowledge is not None:
        known = KnowledgeModel.of(knowledge)
        stand_ins = known.stand_ins(config.blocks, config.smoothing, here.item_counts > 0)
        kernel = known.kernel(config.blocks) if config.coupling else None
    return X @ weights_from(exact_inverse(X, config, kernel=kernel, scale=scale), X, config, stand_ins=stand_ins)


configs = st.sampled_from(
    [
        {"user_exponent": 0.0},
        {"user_exponent": 0.5},
        {"user_exponent": 0.5, "dropout": 0.5},
        {"user_exponent": 0.0, "regularisation_exponent": 0.5},
        {"user_exponent": 1.0, "regularisation_exponent": 0.5, "dropout": 0.2},
    ]
)


@given(seed=st.integers(0, 10_000), values=configs, coupled=st.booleans(), items=st.sampled_from([20, 60]))
def test_the_updated_inverse_is_that_of_the_changed_log(seed, values, coupled, items):
    rng = np.random.default_rng(seed)
    before = random_log(rng, items=items)
    after = changed_log(before, rng, without=[before.items[3], before.items[5]])
    config = LinearConfig(regularisation=3, coupling=float(coupled), **values)
    change = change_between(before, after)
    every = list(after.items.union(before.items))
    features = rng.normal(size=(len(every), 4))
    kernel = (features @ features.T).astype(np.float32) if coupled else None
    old = [every.index(item) for item in before.items]
    was = exact_inverse(binary(before.matrix), config, kernel=None if kernel is None else kernel[np.ix_(old, old)])
    held = was.P.copy()

    here = None if kernel is None else kernel[: len(after.items), : len(after.items)]
    found = updated_inverse(was.P, change, config, was.scale, kernel=here, worth_it=10)
    expected = exact_inverse(binary(after.matrix), config, kernel=here, scale=was.scale)
    assert found is not None
    assert error(found[0].P, expected.P) < ROUNDING
    assert np.allclose(found[0].ridge, expected.ridge, rtol=1e-5)
    assert np.array_equal(found[0].P, found[0].P.T)
    assert np.array_equal(was.P, held)


def test_the_rank_is_the_least_that_does_it():
    """One user with a long history who finds one more item: two columns for the user, or the ridge of all the items."""
    pairs = [("u", f"i{n}") for n in range(10)] + [(f"v{n}", f"i{n}") for n in range(12)]
    before, after = Interactions.from_pairs(*zip(*pairs, strict=True)), None
    after = Interactions.from_pairs(*zip(*pairs, ("u", "i10"), strict=True))
    change = change_between(before, after)
    scale = LogScale(1.0, 2.0)

    def rank(**values):
        return low_rank_change(change, LinearConfig(**values), scale)[0].shape[0]

    assert rank(user_exponent=0) == 2
    assert rank(user_exponent=0, dropout=1) == 3
    assert rank(user_exponent=0.5) == 2
    assert rank(user_exponent=0.5, dropout=1) == 11


@pytest.mark.parametrize(
    "values", [{}, {"knowledge": 0}, {"coupling": 2}, {"neighbours": 0.2, "history_exponent": -0.2}]
)
def test_items_with_knowledge_come_and_grow_warm(values):
    rng = np.random.default_rng(0)
    before = random_log(rng, users=60, items=40, density=0.1)
    after = changed_log(before, rng, leave=1, come=1, new_items=1)
    items = before.items.union(["new item 0", "never seen"])
    F = rng.normal(size=(len(items), 5)).astype(np.float32)
    knowledge = Knowledge(items, (FeatureBlock("text", F),))
    config = LinearConfig(regularisation=5, smoothing=2, user_exponent=0, updatable=True, **values)
    model = LinearRecommender(config).fit(before, knowledge)
    assert model.item_state("new item 0") == "cold"
    model.update(after, knowledge)
    assert "update" in model.change.how
    assert model.item_state("new item 0") == "warm"
    assert model.item_state("never seen") == "cold"
    here = after.with_items(model.items)
    expected = at_the_scale_of(model, after, knowledge.onto(model.items))
    assert error(model.score(binary(here.matrix)), expected) < ROUNDING


def test_a_kernel_that_has_changed_is_noticed():
    rng = np.random.default_rng(1)
    log = random_log(rng, users=60, items=40, density=0.1)
    first, second = (
        Knowledge(log.items, (FeatureBlock("text", rng.normal(size=(len(log.items), 5)).astype(np.float32)),))
        for _ in range(2)
    )
    config = LinearConfig(regularisation=5, coupling=3, updatable=True)
    model = LinearRecommender(config).fit(log, first).update(log, second)
    assert model.change.how == "refitted"
    assert np.array_equal(model.score(log.matrix), LinearRecommender(config).fit(log, second).score(log.matrix))


def test_an_inverse_that_has_gone_wrong_is_noticed():
    rng = np.random.default_rng(2)
    log = random_log(rng, users=60, items=40, density=0.1)
    config = LinearConfig(regularisation=5, updatable=True)
    model = LinearRecommender(config).fit(log)
    X = binary(log.matrix)
    good = Inverse(model._state.weights.kept["inverse"], *_made_of(X, config))
    assert drift(good, X, config, None) < 1e-4
    model._state.weights.kept["inverse"][3, 4] *= 1.5
    assert drift(good, X, config, None) > DRIFT
    after = changed_log(log, rng, leave=0, come=1, new_items=0)
    assert model.update(after).change.how == "refitted"


def _made_of(X, config):
    scale = LogScale.of(X, config)
    counts = weighted_counts(X, user_weights(X, config.user_exponent, scale.users))
    return counts, ridge(counts, config, scale.items), scale


def test_fifty_updates_one_after_the_other_add_up_to_one_fit():
    rng = np.random.default_rng(3)
    log = random_log(rng, users=100, items=60, density=0.1)
    config = LinearConfig(regularisation=5, user_exponent=0, updatable=True)
    model = LinearRecommender(config).fit(log)
    hows = set()
    for step in range(50):
        log = changed_log(log, rng, leave=1, come=0, new_items=int(step % 10 == 0))
        log = Interactions.from_pairs(
            [*(log.users[int(u)] for u in log.user_index), *[f"later {step}"] * 4],
            [*(log.items[int(i)] for i in log.item_index), *rng.permutation(log.items)[:4]],
        )
        hows.add(model.update(log).change.how)
    assert all("rank" in how for how in hows)
    expected = LinearRecommender(config).fit(log).score(log.matrix)
    assert error(model.score(log.matrix), expected) < ROUNDING


@pytest.mark.parametrize(
    ("config", "change"),
    [
        ({"updatable": False}, {}),
        ({"updatable": True}, {"leave": 25}),  # too high a rank
        ({"updatable": True, "user_exponent": 1}, {"leave": 0, "come": 20, "new_items": 0}),  # another scale
    ],
)
def test_where_an_update_does_not_pay_the_model_is_fitted_again(config, change):
    rng = np.random.default_rng(4)
    before = random_log(rng, users=40, items=60)
    after = changed_log(before, rng, **change)
    make = lambda: LinearRecommender(LinearConfig(regularisation=5, **config))  # noqa: E731
    model = make().fit(before).update(after)
    assert model.change.how == "refitted"
    assert np.array_equal(model.score(after.matrix), make().fit(after).score(after.matrix))


def test_nothing_changed_is_nothing_done():
    log = random_log(np.random.default_rng(5))
    model = EASERecommender().fit(log)
    assert model.change is None
    weights = model._state.weights
    assert model.update(log).change.how == "nothing to do"
    assert model._state.weights is weights
    assert model.fit(log).change is None


def test_what_an_update_needs_is_stored(tmp_path):
    rng = np.random.default_rng(6)
    before = islands(rng)
    after = changed_log(before, rng, leave=1, come=1, new_items=1)
    for form in ("exact", "sparse"):
        config = LinearConfig(regularisation=5, form=form, support=4, updatable=True)
        model = LinearRecommender(config).fit(before)
        model.save(tmp_path / form)
        opened = load_recommender(tmp_path / form).update(after)
        assert opened.change == model.update(after).change
        assert opened.change.how != "refitted"
        assert np.array_equal(opened.score(after.matrix), model.score(after.matrix))
        LinearRecommender(LinearConfig(form=form)).fit(before).save(tmp_path / "bare")
        assert load_recommender(tmp_path / "bare")._state.weights.kept == {}


def islands(rng, islands=40, users=6, items=5):
    """Groups of users who share items with nobody else, so that a change reaches one group alone."""
    pairs = [
        (f"u{group}-{user}", f"i{group}-{item}")
        for group in range(islands)
        for user in range(users)
        for item in rng.permutation(items)[:3]
    ]
    return Interactions.from_pairs(*zip(*pairs, strict=True))


@pytest.mark.parametrize("known", [False, True])
def test_the_sparse_form_solves_again_what_the_change_can_reach(known):
    rng = np.random.default_rng(7)
    before = islands(rng)
    pairs = [
        (before.users[int(u)], before.items[int(i)]) for u, i in zip(before.user_index, before.item_index, strict=True)
    ]
    pairs = [pair for pair in pairs if pair[0] != "u3-0"] + [("u5-0", "new"), ("u5-1", "new")]
    after = Interactions.from_pairs(*zip(*[pairs[place] for place in rng.permutation(len(pairs))], strict=True))
    knowledge = None
    if known:
        items = before.items.union(["new", "never seen"])
        groups = [str(item).partition("-")[0] for item in items]
        F = np.array([[name == group for group in sorted(set(groups))] for name in groups], dtype=np.float32)
        knowledge = Knowledge(items, (FeatureBlock("group", csr_array(F)),))
    config = LinearConfig(regularisation=5, user_exponent=0, form="sparse", support=8, updatable=True)
    model = LinearRecommender(config).fit(before, knowledge).update(after, knowledge)
    solved = int(model.change.how.split()[0])
    assert 6 <= solved <= 12
    expected = LinearRecommender(config).fit(after, knowledge)
    assert model.items == expected.items
    X = binary(after.with_items(model.items).matrix)
    assert error(model.score(X), expected.score(X)) < ROUNDING


def test_items_that_are_known_otherwise_are_solved_again():
    """Kinds of three items each; one item turns out to be of another kind."""
    log = islands(np.random.default_rng(8))
    kinds = np.arange(len(log.items)) // 3
    was, now = (
        Knowledge(log.items, (FeatureBlock("kind", csr_array(np.eye(100, dtype=np.float32)[of])),))
        for of in (kinds, np.where(np.arange(len(kinds)) == 7, 30, kinds))
    )
    config = LinearConfig(regularisation=5, form="sparse", support=6, updatable=True)
    model = LinearRecommender(config).fit(log, was)
    every = csr_array(np.eye(len(log.items), dtype=np.float32))
    before = model.score(every)
    model.update(log, now)
    assert "columns solved again" in model.change.how
    assert model.change.users_changed == 0
    fresh = LinearRecommender(config).fit(log, now)
    column = model.items.position(log.items[7])
    assert np.allclose(model.score(every)[:, column], fresh.score(every)[:, column], atol=1e-5)
    assert not np.allclose(before[:, column], fresh.score(every)[:, column], atol=1e-2)


def test_on_real_listeners(real_data):
    """Last.FM: thirty users changed, fifteen new artists. The errors are those that docs/linear.md states."""
    log = _last_fm(real_data)
    rng = np.random.default_rng(0)
    rare = set(np.argsort(log.item_counts, kind="stable")[:400][rng.permutation(400)][:10])
    gone, shorter, new = np.array_split(rng.permutation(len(log.users))[:30], 3)
    first = {int(np.flatnonzero(log.user_index == user)[0]) for user in shorter}
    rows = np.arange(len(log))
    before = _renumbered(log.select(~np.isin(log.user_index, new) & ~np.isin(log.item_index, list(rare))))
    after = _renumbered(log.select(~np.isin(log.user_index, gone) & ~np.isin(rows, list(first))))
    config = LinearConfig(updatable=True)
    model = LinearRecommender(config).fit(before).update(after)
    found = model.score(after.matrix)
    assert "rank" in model.change.how
    assert error(found, at_the_scale_of(model, after)) < 1e-5
    assert error(found, LinearRecommender(config).fit(after).score(after.matrix)) < 1e-3


def test_on_real_listeners_in_the_sparse_form(real_data):
    """Three listeners leave; the columns that are left as they were are nearly right."""
    before = _last_fm(real_data)
    gone = np.random.default_rng(0).permutation(len(before.users))[:3]
    after = before.select(~np.isin(before.user_index, gone))
    config = LinearConfig(form="sparse", support=10, updatable=True)
    model = LinearRecommender(config).fit(before).update(after)
    assert int(model.change.how.split()[0].replace(",", "")) < len(before.items) / 2
    found = model.score(after.matrix)
    expected = LinearRecommender(config).fit(after).score(after.matrix)
    stale = LinearRecommender(config).fit(before).score(after.matrix)
    off, unchanged = (np.linalg.norm(one - expected) / np.linalg.norm(expected) for one in (found, stale))
    assert off < 0.01
    assert off < unchanged / 5
    assert error(found, expected) < 0.05


def _last_fm(real_data):
    rows = [
        line.split("\t")[:2]
        for part in ("train", "valid")
        for line in (real_data / f"music-lastfm/lastfm.{part}.inter").read_text().splitlines()[1:]
    ]
    return Interactions.from_pairs(*zip(*rows, strict=True))


def _renumbered(log):
    return Interactions.from_pairs(
        [log.users[int(u)] for u in log.user_index], [log.items[int(i)] for i in log.item_index]
    )

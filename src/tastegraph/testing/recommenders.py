"""One exam for every recommender.

The data is a world whose right answers can be proved: two crowds, each with its own half of the items. Whoever
learns anything personal ranks the rest of the own half above all of the other half.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from tastegraph.data import Id, Interactions
from tastegraph.errors import InputError, StateError, UnknownIdError
from tastegraph.evaluate import evaluate_ranking
from tastegraph.recommend import Recommender, load_recommender
from tastegraph.represent import FeatureBlock, Knowledge

TOLERANCE: Final = 1e-5
UPDATED: Final = 0.05
"""How far the scores after an update may be from those after a fit, as a share of these, taking all together."""


def two_crowds(
    *, users: int = 40, items: int = 30, history: int = 6, seed: int = 0
) -> tuple[Interactions, Interactions]:
    """Training and test interactions of two crowds who never share an item.

    Args:
        users: Users ``u0 …``; the even ones are one crowd.
        items: Items ``i0 …``; the even ones belong to the even crowd.
        history: Training interactions of each user. Two more are the test part.
        seed: Of the draw.
    """
    rng = np.random.default_rng(seed)
    train: list[tuple[str, str]] = []
    test: list[tuple[str, str]] = []
    for user in range(users):
        own = rng.permutation(np.arange(user % 2, items, 2))[: history + 2]
        train += [(f"u{user}", f"i{item}") for item in own[:history]]
        test += [(f"u{user}", f"i{item}") for item in own[history:]]
    return Interactions.from_pairs(*zip(*train, strict=True)), Interactions.from_pairs(*zip(*test, strict=True))


def check_recommender(make: Callable[[], Recommender], folder: Path, *, personal: bool = True) -> None:
    """Examine a recommender; raises AssertionError with what it got wrong.

    Args:
        make: Makes a fresh, unfitted recommender.
        folder: An empty folder to save models in.
        personal: Whether it claims to give different people different lists.
    """
    train, test = two_crowds()
    _refuses_to_answer_unfitted(make())
    model = make().fit(train)
    _fits_the_same_twice(model, make().fit(train), train)
    _leaves_the_caller_alone(make, train)
    _ranks_unseen_items_in_order(model, train)
    _batch_is_single_and_chunked_is_whole(model, train)
    _answers_strangers_with_what_is_popular(model)
    _refuses_unknown_items(model)
    _contributions_add_up(model, train)
    _reloads_the_same(model, train, folder)
    _works_with_one_user_and_one_item(make)
    _scores_cold_items(make, train)
    _follows_a_changed_log(make, train, folder)
    if personal:
        found = evaluate_ranking(model, train, test, (2,))
        assert found["recall@2"] > 0.15, f"finds {found['recall@2']:.0%} of what a crowd shares; chance is 8%"
        _keeps_crowds_apart(model)


def _refuses_to_answer_unfitted(model: Recommender) -> None:
    try:
        model.recommend(["u0"])
    except StateError:
        return
    raise AssertionError("an unfitted model must raise StateError")


def _fits_the_same_twice(first: Recommender, second: Recommender, train: Interactions) -> None:
    a, b = first.score(train.matrix), second.score(train.matrix)
    assert np.array_equal(a, b), "two fits to the same data differ"
    assert a.dtype == np.float32, f"scores are {a.dtype}, not float32"
    assert np.isfinite(a).all(), "a score is NaN or infinite"


def _leaves_the_caller_alone(make: Callable[[], Recommender], train: Interactions) -> None:
    before = train.digest
    model = make().fit(train)
    model.score(train.matrix)
    again = Interactions(train.users, train.items, train.user_index, train.item_index, train.weights, train.timestamps)
    assert again.digest == before, "fit or score changed the caller's data"


def _ranks_unseen_items_in_order(model: Recommender, train: Interactions) -> None:
    user = train.users[0]
    found = model.recommend([user], k=len(train.items))[0]
    names, scores = [one.item for one in found], [one.score for one in found]
    assert not set(names) & set(train.history(user)), "an item of the history was recommended"
    assert len(names) == len(set(names)) == len(train.items) - len(train.history(user)), "items are missing or repeated"
    assert scores == sorted(scores, reverse=True), "recommendations are not in the order of their scores"


def _batch_is_single_and_chunked_is_whole(model: Recommender, train: Interactions) -> None:
    everybody = list(train.users)
    batch = model.recommend(everybody, 5)
    for place in (0, len(everybody) // 2, len(everybody) - 1):
        single = model.recommend([everybody[place]], 5)[0]
        assert [one.item for one in single] == [one.item for one in batch[place]], "a batch answers otherwise than one"
    whole = model.score(train.matrix)
    chunks = [model.score(csr_array(train.matrix[[row]])) for row in range(len(everybody))]
    assert np.allclose(np.vstack(chunks), whole, atol=TOLERANCE), "scores depend on who else is in the block"
    folded = model.recommend([train.history(everybody[0])], 5)[0]
    assert [one.item for one in folded] == [one.item for one in batch[0]], "a history counts otherwise than its user"


def _answers_strangers_with_what_is_popular(model: Recommender) -> None:
    strangers: list[Id | list[Id]] = ["nobody has heard of them", []]
    for stranger in strangers:
        found = model.recommend([stranger], 3)[0]
        assert found.basis == "popularity", f"the basis for {stranger!r} is {found.basis!r}"
        assert len(found) == 3, "a stranger gets no list"


def _refuses_unknown_items(model: Recommender) -> None:
    for ask in (
        lambda: model.recommend([["no such item"]]),
        lambda: model.explain("u0", "no such item"),
        lambda: model.recommend(["u0"], k=0),
    ):
        try:
            ask()
        except (UnknownIdError, InputError):
            continue
        raise AssertionError("an unknown item or k = 0 must raise InputError")


def _contributions_add_up(model: Recommender, train: Interactions) -> None:
    user = train.users[3]
    for one in model.recommend([user], 5)[0]:
        found = model.explain(user, one.item)
        total = sum(part.contribution for part in found.contributions)
        assert abs(total - found.score) < TOLERANCE, f"contributions add up to {total}, the score is {found.score}"
        assert abs(found.score - one.score) < TOLERANCE, "explain and recommend tell different scores"
        named = {part.item for part in found.contributions if part.item is not None}
        assert named <= set(train.history(user)), "a contribution comes from outside the history"


def _reloads_the_same(model: Recommender, train: Interactions, folder: Path) -> None:
    model.save(folder / "model")
    model.save(folder / "model")
    again = load_recommender(folder / "model")
    assert again.items == model.items, "a reloaded model has other items"
    assert np.array_equal(again.score(train.matrix), model.score(train.matrix)), "a reloaded model scores otherwise"
    assert again.recommend(["u0"], 5) == model.recommend(["u0"], 5), "a reloaded model recommends otherwise"


def _works_with_one_user_and_one_item(make: Callable[[], Recommender]) -> None:
    only = make().fit(Interactions.from_pairs(["u"], ["i"]))
    assert len(only.recommend(["u"], 3)[0]) == 0, "the only item was recommended to somebody who has it"
    one_item = make().fit(Interactions.from_pairs(["u", "v"], ["i", "i"]))
    assert np.isfinite(one_item.score(csr_array((1, 1), dtype=np.float32))).all(), "one item breaks the scores"
    one_user = make().fit(Interactions.from_pairs(["u", "u", "u"], ["i", "j", "k"]))
    assert np.isfinite(one_user.score(csr_array(np.ones((1, 3), dtype=np.float32)))).all(), "one user breaks the scores"


def _scores_cold_items(make: Callable[[], Recommender], train: Interactions) -> None:
    items = train.items.union(["new"])
    even = np.array([[str(item) == "new" or int(str(item)[1:]) % 2 == 0] for item in items], dtype=np.float32)
    knowledge = Knowledge(items, (FeatureBlock("crowd", np.hstack([even, 1 - even]).astype(np.float32)),))
    model = make().fit(train, knowledge)
    assert "new" in model.items, "an item that only knowledge has is missing"
    assert model.explain("u0", "new").state == "cold", "an item nobody has seen is not called cold"


def _follows_a_changed_log(make: Callable[[], Recommender], train: Interactions, folder: Path) -> None:
    """One user leaves, one comes, one finds an item that nobody had, and one forgets an item."""
    pairs = [
        (train.users[int(u)], train.items[int(i)]) for u, i in zip(train.user_index, train.item_index, strict=True)
    ]
    changed = [(user, item) for user, item in pairs if user != "u0" and (user, item) != ("u1", train.history("u1")[0])]
    changed += [("newcomer", train.items[0]), ("newcomer", train.items[2]), ("u2", "new")]
    log = Interactions.from_pairs(*zip(*changed, strict=True))
    model = make().fit(train)
    model.save(folder / "before")
    updated, refitted = model.update(log), make().fit(log)
    assert updated is model, "update returns another model"
    found = model.change
    assert found is not None, "an updated model does not say what has changed"
    assert (found.users_changed, found.users_removed) == (3, 1), f"three users changed and one left, not {found}"
    assert (found.items_added, found.interactions_added) == (1, 3), f"one item and three interactions came, not {found}"
    gone = len(train.history("u0")) + 1
    assert found.interactions_removed == gone, f"{gone} interactions went, not {found.interactions_removed}"
    reloaded: Recommender = load_recommender(folder / "before").update(log)
    for one in (model, reloaded):
        assert (one.users, one.items) == (refitted.users, refitted.items), "an update leaves other users or items"
        assert np.array_equal(one.cold, refitted.cold), "after an update other items are cold"
        expected = refitted.score(log.matrix)
        error = np.linalg.norm(one.score(log.matrix) - expected) / np.linalg.norm(expected)
        assert error <= UPDATED, f"scores after an update are {error:.1%} off those after a fit"
    before = model.score(log.matrix)
    assert np.array_equal(model.update(log).score(log.matrix), before), "an update to the same log changes the scores"


def _keeps_crowds_apart(model: Recommender) -> None:
    for user, own in (("u0", 0), ("u1", 1)):
        best = model.recommend([user], 5)[0]
        assert all(int(str(one.item)[1:]) % 2 == own for one in best), f"{user} was recommended the other crowd's items"

"""Ways to hold out a part of the interactions, as pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tastegraph.data.digest import digest
from tastegraph.data.ids import Id
from tastegraph.data.interactions import Interactions
from tastegraph.data.room import draws_below
from tastegraph.errors import InputError


@dataclass(frozen=True, eq=False)
class Split:
    """Interactions to learn from, to choose by and to measure on; all parts share their id maps.

    Attributes:
        train: What a model may learn from.
        validation: What hyperparameters are chosen on; None where nothing is held out for it.
        test: What is measured, once.
        protocol: How the parts came about, in words and numbers.
        cold: Ids of the items that are held out whole, the only ones to rank; None where all items are ranked.

    Raises:
        InputError: A part is empty, or the parts have different id maps.
    """

    train: Interactions
    validation: Interactions | None
    test: Interactions
    protocol: str
    cold: tuple[Id, ...] | None = None

    def __post_init__(self) -> None:
        parts = {"train": self.train, "test": self.test, "validation": self.validation}
        for name, part in parts.items():
            if part is None:
                continue
            if not len(part):
                raise InputError(
                    f"the {name} part is empty ({self.protocol})",
                    field=name,
                    fix="Take other shares, another split or more interactions",
                )
            if part.users != self.train.users or part.items != self.train.items:
                raise InputError(f"the {name} part has other ids than train", field=name, fix="Use ready_made")

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over the three parts."""
        validation = None if self.validation is None else self.validation.digest
        return digest("split", self.train.digest, validation, self.test.digest)


def random_split(interactions: Interactions, *, test: float = 0.2, validation: float = 0.0, seed: int = 0) -> Split:
    """Hold out interactions at random, each with the same probability.

    One number in [0, 1) is drawn for each interaction in the order of the log; it is train where the number is below
    ``1 - test``. Validation is then drawn from train in the same way, by the same generator.

    Args:
        interactions: What to split.
        test: Share of the log that is test, in (0, 1).
        validation: Share of the rest that is validation, in [0, 1).
        seed: Seed of ``numpy.random.default_rng``.

    Raises:
        InputError: A share is out of range, or a part would be empty.
    """
    _check_shares(test=test, validation=validation)
    rng = np.random.default_rng(seed)
    is_train = draws_below(1 - test, len(interactions), rng)
    is_validation = np.zeros(len(interactions), dtype=np.bool_)
    if validation:
        is_validation[is_train] = ~draws_below(1 - validation, int(np.count_nonzero(is_train)), rng)
    protocol = f"random: {test:.4g} of the log is test{_rest(validation)}, seed {seed}"
    return _split(interactions, ~is_train, is_validation if validation else None, protocol)


def leave_last_out(interactions: Interactions, *, test: int = 1, validation: int = 1) -> Split:
    """Hold out the last interactions of each user, by time where there are times, then by the order of the log.

    The last ``test`` interactions of a user are test, the ``validation`` ones before them validation. A user with
    fewer than ``test + validation + 1`` interactions stays in train whole.

    Raises:
        InputError: A number is out of range, or a part would be empty.
    """
    for name, number, least in (("test", test, 1), ("validation", validation, 0)):
        if number < least:
            raise InputError(f"{number} is less than {least}", field=name, fix="Give a number of interactions")
    ages = interactions.ages
    eligible = interactions.user_counts[interactions.user_index] > test + validation
    is_test = eligible & (ages < test)
    is_validation = eligible & (ages >= test) & (ages < test + validation)
    by = "log order" if interactions.timestamps is None else "time"
    protocol = f"leave last out: the last {test} of each user by {by} are test, the {validation} before validation"
    return _split(interactions, is_test, is_validation if validation else None, protocol)


def ends_of_histories(interactions: Interactions, share: float) -> NDArray[np.bool_]:
    """The last interactions of each user, bool [n], by time where there are times, else by the order of the log.

    Of n interactions they are ``round(share · n)``, one at least, and none where there is only one.

    Args:
        interactions: Of all users.
        share: Share of each history, in (0, 1).

    Raises:
        InputError: The share is out of range.
    """
    _check_shares(validation=0, share=share)
    counts = interactions.user_counts
    wanted = np.where(counts > 1, np.maximum(np.round(share * counts), 1), 0)
    return np.asarray(interactions.ages < wanted[interactions.user_index])


def validated_on_ends(split: Split, *, share: float = 0.1) -> Split:
    """The same split with the end of each user's training history as its validation part.

    Where the test part is what came later, that is a better likeness of it than interactions held out at random.

    Raises:
        InputError: The split has a validation part already, the share is out of range, or a part would be empty.
    """
    if split.validation is not None:
        raise InputError("the split has a validation part already", field="validation", fix="Leave the option out")
    ends = ends_of_histories(split.train, share)
    protocol = f"{split.protocol}; the last {share:.4g} of each training history is validation"
    return replace(split, train=split.train.select(~ends), validation=split.train.select(ends), protocol=protocol)


def temporal_split(interactions: Interactions, *, test: float = 0.2, validation: float = 0.1) -> Split:
    """Hold out the latest interactions of all users together.

    The cut is the time of the interaction at the ``1 - test`` quantile; from that second on everything is test.
    The rest is cut in the same way for validation. Interactions of one second are never parted, so that the shares
    are met only as far as the times allow.

    Args:
        interactions: What to split; must have times.
        test: Share of the log that is test, in (0, 1).
        validation: Share of the rest that is validation, in [0, 1).

    Raises:
        InputError: There are no times, a share is out of range, or a part would be empty.
    """
    _check_shares(test=test, validation=validation)
    if interactions.timestamps is None:
        raise InputError(
            "a temporal split needs times, and the interactions have none",
            field="timestamp",
            fix="Name the column of the times, or choose another split",
        )
    times = interactions.timestamps
    test_from = _cut(times, test)
    is_test = times >= test_from
    protocol = f"temporal: {test:.4g} of the log is test, from {_date(test_from)} on"
    if not validation or is_test.all():
        return _split(interactions, is_test, None, protocol)
    validation_from = _cut(times[~is_test], validation)
    protocol += f"{_rest(validation)}, from {_date(validation_from)} on"
    return _split(interactions, is_test, ~is_test & (times >= validation_from), protocol)


def cold_item_split(interactions: Interactions, *, items: float = 0.2, validation: float = 0.0, seed: int = 0) -> Split:
    """Hold out items whole: all interactions of a cold item are test, and nothing else is.

    The ``n`` items of the id map are sorted (as numbers where all ids are whole numbers or digits, else as text) and
    ``default_rng(seed).permutation(n)[: int(n * items)]`` of them are cold. Validation items are then drawn from the
    sorted warm ones in the same way, by the same generator.

    Args:
        interactions: What to split.
        items: Share of the items that is cold, in (0, 1).
        validation: Share of the warm items whose interactions are validation, in [0, 1).
        seed: Seed of ``numpy.random.default_rng``.

    Raises:
        InputError: A share is out of range, or a part would be empty.
    """
    _check_shares(items=items, validation=validation)
    rng = np.random.default_rng(seed)
    ordered = np.array(_sorted_order(list(interactions.items)), dtype=np.int64)
    cold = _drawn(ordered, items, rng)
    is_test = np.isin(interactions.item_index, cold)
    is_validation = None
    if validation:
        held = _drawn(ordered[~np.isin(ordered, cold)], validation, rng)
        is_validation = np.isin(interactions.item_index, held)
    protocol = f"cold items: all interactions of {len(cold)} of {len(ordered)} items ({items:.4g}) are test"
    protocol += f", those of {validation:.4g} of the warm items validation" if validation else ""
    split = _split(interactions, is_test, is_validation, f"{protocol}, seed {seed}")
    return replace(split, cold=tuple(interactions.items[index] for index in np.sort(cold)))


def ready_made(train: Interactions, test: Interactions, validation: Interactions | None = None) -> Split:
    """Parts that somebody else has split, brought onto common id maps; no interaction is moved or dropped.

    Ids are numbered as in train, then those that are new in validation, then those that are new in test.

    Raises:
        InputError: A part is empty.
    """
    parts = [train, *([] if validation is None else [validation]), test]
    users, items = train.users, train.items
    for part in parts[1:]:
        users, items = users.union(part.users), items.union(part.items)
    moved = [part.with_users(users).with_items(items) for part in parts]
    sizes = " / ".join(f"{len(part):,}" for part in parts)
    names = "train / test" if validation is None else "train / validation / test"
    return Split(moved[0], None if validation is None else moved[1], moved[-1], f"ready-made: {names} = {sizes}")


def _split(
    interactions: Interactions, is_test: NDArray[np.bool_], is_validation: NDArray[np.bool_] | None, protocol: str
) -> Split:
    is_train = ~is_test if is_validation is None else ~(is_test | is_validation)
    validation = None if is_validation is None else interactions.select(is_validation)
    return Split(interactions.select(is_train), validation, interactions.select(is_test), protocol)


def _check_shares(*, validation: float, **held_out: float) -> None:
    for name, share in held_out.items():
        if not 0 < share < 1:
            raise InputError(f"{share} is not a share", field=name, fix="Give a number between 0 and 1")
    if not 0 <= validation < 1:
        raise InputError(f"{validation} is not a share", field="validation", fix="Give 0 or a number between 0 and 1")


def _rest(validation: float) -> str:
    return f", {validation:.4g} of the rest validation" if validation else ""


def _cut(times: NDArray[np.int64], share: float) -> int:
    """The time from which on about this share of the interactions took place."""
    return int(np.quantile(times, 1 - share, method="higher"))


def _date(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat()


def _sorted_order(ids: list[Id]) -> list[int]:
    numeric = all(isinstance(value, int) or value.isdecimal() for value in ids)
    if numeric:
        return sorted(range(len(ids)), key=lambda position: (int(ids[position]), str(ids[position])))
    return sorted(range(len(ids)), key=lambda position: str(ids[position]))


def _drawn(items: NDArray[np.int64], share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    return items[rng.permutation(len(items))[: int(len(items) * share)]]

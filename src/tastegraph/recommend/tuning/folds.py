"""What hyperparameters are chosen on: interactions held out of the training part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.data import Id, IdMap, Interactions, cold_item_split
from tastegraph.data.room import draws_below

HELD_OUT: Final = 0.1
"""Share of the interactions that a warm fold holds out."""
COLD_ITEMS: Final = 0.2
"""Share of the items that the cold fold holds out."""
ENOUGH: Final = 20_000
"""Held-out interactions from which one fold is steady enough: below, more folds are averaged."""
MOST_FOLDS: Final = 5
STRANGERS: Final = 50_000
"""Items from which a sample at random would hardly share users."""
TUNED_ITEMS: Final = 5_000
"""Items a search looks at, at most; the choice carries over because the counts of an item stay what they are."""


@dataclass(frozen=True, eq=False)
class Fold:
    """Interactions to learn from and those to find again.

    Attributes:
        train: To learn from.
        held_out: To find again.
        candidates: The only items to rank; all where None.
    """

    train: Interactions
    held_out: Interactions
    candidates: Sequence[Id] | None = None


def warm_folds(train: Interactions, validation: Interactions | None, seed: int) -> list[Fold]:
    """The given validation part, and as many random ones as make the choice steady.

    Args:
        train: Training interactions.
        validation: A ready validation part, on the same id maps.
        seed: Of the draws.
    """
    folds = [] if validation is None else [Fold(train, validation)]
    expected = HELD_OUT * len(train) if validation is None else len(validation)
    wanted = int(np.clip(np.ceil(ENOUGH / max(expected, 1)), 1, MOST_FOLDS))
    for draw in range(wanted - len(folds)):
        held_out = draws_below(HELD_OUT, len(train), np.random.default_rng([seed, draw]))
        if held_out.any() and not held_out.all():
            folds.append(Fold(train.select(~held_out), train.select(held_out)))
    return folds


def cold_fold(train: Interactions, seed: int) -> Fold | None:
    """A fifth of the items that have interactions, held out with all of them; None where there are too few."""
    warm = IdMap(train.items[int(place)] for place in np.flatnonzero(train.item_counts))
    if len(warm) * COLD_ITEMS < 2:
        return None
    split = cold_item_split(train.with_items(warm), items=COLD_ITEMS, seed=seed)
    return Fold(split.train.with_items(train.items), split.test.with_items(train.items), split.cold)


def sample_items(interactions: Interactions, items: IdMap) -> Interactions:
    """The interactions with some of the items only, on the map of those."""
    kept = items.index(interactions.items)[interactions.item_index] >= 0
    return interactions.select(kept).with_items(items)


def tuned_items(interactions: Interactions, seed: int) -> IdMap:
    """All items, or where they are many a random sample; where few of those would share users, drawn by popularity."""
    n_items = len(interactions.items)
    if n_items <= TUNED_ITEMS:
        return interactions.items
    counts = interactions.item_counts
    chances = counts / counts.sum() if n_items > STRANGERS and np.count_nonzero(counts) >= TUNED_ITEMS else None
    drawn = np.sort(np.random.default_rng(seed).choice(n_items, TUNED_ITEMS, replace=False, p=chances))
    return IdMap(interactions.items[int(place)] for place in drawn)

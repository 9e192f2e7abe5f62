"""What is chosen on which interactions: most values on a sample of the items where they are many, the rest on all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from tastegraph.data import Interactions
from tastegraph.recommend.tuning.folds import Fold, cold_fold, sample_items, tuned_items, warm_folds
from tastegraph.represent import Knowledge

TRIED_ITEMS: Final = 60_000
"""Items up to which values are tried on all of them."""

Ladders: TypeAlias = Mapping[str, Sequence[float | str]]
"""Field of the config (``blocks.genre`` for an entry of a mapping) → its values, numbers in ascending order."""


@dataclass(frozen=True, eq=False)
class Stage:
    """A step of a search.

    Attributes:
        warm: Folds in which interactions are held out.
        cold: Folds in which items are; looked at only where there is knowledge.
        knowledge: What is known about the items of the folds.
        sized: Names of the values whose right choice depends on how many items there are.
        chooses: Whether this stage chooses those (True), the others (False), or all (None).
    """

    warm: Sequence[Fold]
    cold: Sequence[Fold]
    knowledge: Knowledge | None
    sized: Collection[str]
    chooses: bool | None = None

    def concerned(self, ladders: Ladders) -> Ladders:
        """The ladders that are climbed in this stage."""
        return {key: values for key, values in ladders.items() if self.chooses in (None, key in self.sized)}


def stages(
    train: Interactions,
    validation: Interactions | None,
    knowledge: Knowledge | None,
    sized: Collection[str],
    seed: int,
) -> list[Stage]:
    """One stage for all values; where the items are many, one on a sample of them, and one fold with all of them.

    Where a single fit to all of them is a matter of an hour, the sized values stay as they are.

    Args:
        train: Training interactions.
        validation: A ready validation part; where there is none, it is drawn from ``train``.
        knowledge: What is known about the items.
        sized: Names of the values to choose on all items.
        seed: Of the draws.
    """
    items = tuned_items(train, seed)
    if items == train.items:
        cold = None if knowledge is None else cold_fold(train, seed)
        return [Stage(warm_folds(train, validation, seed), [cold] if cold else [], knowledge, sized)]
    on_all = Stage(warm_folds(train, validation, seed)[:1], [], knowledge, sized, chooses=True)
    (some,) = stages(
        sample_items(train, items),
        None if validation is None else sample_items(validation, items),
        None if knowledge is None else knowledge.onto(items),
        sized,
        seed,
    )
    fits = sized and len(train.items) <= TRIED_ITEMS
    return [Stage(some.warm, some.cold, some.knowledge, sized, chooses=False), *([on_all] if fits else [])]

"""Items by how well training knows them: head, tail and cold, and the truth among one group of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tastegraph.data import Interactions
from tastegraph.errors import InputError

GROUPS: Final = ("head", "tail", "cold")
"""Names of the groups; each item is in exactly one."""


def item_groups(train: Interactions, *, head: float = 0.5) -> dict[str, NDArray[np.bool_]]:
    """Tell head, tail and cold items apart, each a mask, bool [items].

    The head are the fewest items that together hold the share ``head`` of the training interactions: the most
    popular ones, of equally popular ones those with the lower index. The tail are the other items with
    training interactions; cold items have none.

    Raises:
        InputError: ``head`` is not in (0, 1).
    """
    if not 0 < head < 1:
        raise InputError(f"{head} is not a share", field="head", fix="Give a number between 0 and 1")
    counts = train.item_counts
    order = np.argsort(-counts, kind="stable")
    before = np.concatenate(([0], np.cumsum(counts[order])[:-1]))
    in_head = np.zeros(len(counts), dtype=np.bool_)
    in_head[order[before < head * counts.sum()]] = True
    return {"head": in_head, "tail": (counts > 0) & ~in_head, "cold": counts == 0}


def among(test: Interactions, items: NDArray[np.bool_]) -> Interactions:
    """Return the interactions with a group of items only, on the same id maps.

    Given to `evaluate_ranking` as the truth, it makes every metric one of this group: all items are still ranked,
    the truth is what lies in the group, and users without truth in it are left out.

    Args:
        test: The whole truth.
        items: Bool [items], in the order of ``test.items``.

    Raises:
        InputError: The mask is not over the items of ``test``.
    """
    if items.shape != (len(test.items),):
        raise InputError(f"the mask has shape {items.shape} for {len(test.items):,} items", field="items")
    return test.select(items[test.item_index])

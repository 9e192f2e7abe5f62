"""A name that fits two entities is sure of neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from tastegraph.graph.resolve.entities.candidates import Scored

_LEAST: Final = 0.05
"""Score below which a name is no rival."""


def weighed_against_rivals(
    pairs: Iterable[Scored], names: list[str], apart: Callable[[int, int], bool]
) -> list[Scored]:
    """Return the pairs with each score shared among what excludes each other: ``J. Smith`` may be Jane or John.

    Where a name has the odds o with one name, and r together with those that cannot be of the same entity as that one,
    the odds become o / (1 + r).

    Args:
        pairs: Scored by themselves.
        names: By place.
        apart: Whether two names are kept apart.

    Returns:
        The pairs, the highest score first.
    """
    given = list(pairs)
    partners: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for one in given:
        if one.score >= _LEAST and not one.asks:
            odds = one.score / max(1 - one.score, 1e-9)
            partners[one.left][one.right] = partners[one.right][one.left] = odds
    weighed = []
    for one in given:
        rivals = {
            rival: odds
            for name, other in ((one.left, one.right), (one.right, one.left))
            for rival, odds in partners[name].items()
            if rival != other and not one.asks and apart(other, rival)
        }
        if rivals:
            odds = one.score / max(1 - one.score, 1e-9) / (1 + sum(rivals.values()))
            likeliest = max(rivals, key=lambda rival: (rivals[rival], -rival))
            reason = f"it may as well be “{names[likeliest]}”"
            weighed.append(replace(one, score=odds / (1 + odds), reasons=(*one.reasons, reason)))
        else:
            weighed.append(one)
    return sorted(weighed, key=lambda one: (-one.score, one.left, one.right))

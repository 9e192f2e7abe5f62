"""Which form of the linear core a catalogue of some size can have on this machine."""

from __future__ import annotations

from typing import Final, Literal

from tastegraph.engine import available_memory, cores
from tastegraph.errors import InputError
from tastegraph.recommend.linear.config import Form

EXACT_ITEMS: Final = {False: 40_000, True: 20_000}
"""Items up to which the exact form, items³ flop or with knowledge six times that, is a matter of minutes."""
MATRICES: Final = {False: 1.3, True: 4.3}
"""Dense matrices, items × items, that a fit holds at most: without knowledge, and with it. One more where the inverse
is kept for updates."""
FLOPS: Final = 5e10
"""Operations that a core does in a second of dense linear algebra, on the safe side."""
SPARED: Final = 0.8
"""Share of the free memory that a fit may take."""


def dense_bytes(n_items: int, *, knowledge: bool, updatable: bool = False) -> int:
    """Most bytes that a fit of the exact form takes."""
    return int(4 * n_items**2 * (MATRICES[knowledge] + updatable))


def exact_seconds(n_items: int, *, knowledge: bool) -> float:
    """About how long a fit of the exact form takes on this machine, when nothing else runs."""
    return n_items**3 * (6 if knowledge else 1) / (FLOPS * cores())


def fitting_form(wanted: Form, n_items: int, *, knowledge: bool, updatable: bool = False) -> Literal["exact", "sparse"]:
    """The form to solve in.

    Args:
        wanted: ``auto`` is exact where that fits into memory and ends in minutes.
        n_items: Items, cold ones included.
        knowledge: Whether something is known about them.
        updatable: Whether the inverse is kept.

    Raises:
        InputError: The exact form was asked for and does not fit into memory.
    """
    if wanted == "sparse":
        return "sparse"
    needed, free = dense_bytes(n_items, knowledge=knowledge, updatable=updatable), available_memory()
    fits = needed <= SPARED * free
    if wanted == "exact" and not fits:
        needs = f"the exact form of {n_items:,} items takes about {needed / 1e9:,.1f} GB of memory"
        raise InputError(
            f"{needs}, {free / 1e9:,.1f} GB are free",
            field="form",
            fix='Set form = "sparse" (or leave it to "auto"), use fewer items, or free some memory',
        )
    return "exact" if fits and (wanted == "exact" or n_items <= EXACT_ITEMS[knowledge]) else "sparse"

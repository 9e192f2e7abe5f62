"""What to say when memory ran out."""

from __future__ import annotations

import re

_BY_NUMPY = re.compile(r"Unable to allocate (?P<amount>[\d.]+ \w+) for an array with shape (?P<shape>\([\d, ]+\))")
_BY_ARROW = re.compile(r"of size (?P<bytes>\d+) failed")


def out_of_memory(error: MemoryError) -> str:
    """One line: how much was asked for, where the error tells, and what helps."""
    text = str(error)
    if by_numpy := _BY_NUMPY.search(text):
        asked = f": {by_numpy['amount']} in one piece were asked for, an array of the shape {by_numpy['shape']}"
    elif by_arrow := _BY_ARROW.search(text):
        asked = f": {int(by_arrow['bytes']) / 2**20:,.0f} MiB in one piece were asked for"
    else:
        asked = ""
    return (
        f"Out of memory{asked}. Use fewer items (the exact models need items × items numbers), "
        "or a machine or container with more; a long log alone needs little."
    )

"""Which column of one table tells the same as which of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.graph.resolve.records.kinds import Kind, kind_of, number_in, separator_of
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.words import words_of

_SAMPLE: Final = 2000
_LEAST_LIKENESS: Final = 0.3
_NAMES: Final = ("name", "title", "label", "product", "名", "题", "題")
_LONGEST_NAME: Final = 20.0
"""Words of a name on average at most; what is longer is prose."""


@dataclass(frozen=True)
class Aligned:
    """A column of each table that tell the same.

    Attributes:
        left: Its name in the left table.
        right: Its name in the right table.
        kind: What both hold.
        separator: Between the pieces, where they are lists.
    """

    left: str
    right: str
    kind: Kind
    separator: str | None = None


def align(left: Records, right: Records) -> list[Aligned]:
    """Pair the columns by their names, and those that are left over by their content; empty ones stay alone."""
    by_name = {_key(name): name for name in right.columns}
    pairs = [(name, by_name.pop(_key(name))) for name in left.columns if _key(name) in by_name]
    alone = [name for name in left.columns if name not in {mine for mine, _ in pairs}]
    likeness = sorted(
        ((_likeness(left.columns[mine], right.columns[other]), mine, other)
         for mine in alone for other in by_name.values()),
        key=lambda entry: -entry[0],
    )  # fmt: skip
    taken: set[str] = set()
    for value, mine, other in likeness:
        if value >= _LEAST_LIKENESS and mine in alone and other not in taken:
            pairs.append((mine, other))
            alone.remove(mine)
            taken.add(other)
    found = []
    for mine, other in pairs:
        kind, separator = _kind(left.columns[mine], right.columns[other])
        if kind is not None:
            found.append(Aligned(mine, other, kind, separator))
    return found


def name_of(columns: Sequence[Aligned], left: Records, right: Records) -> Aligned | None:
    """The columns that name the record best: short text, mostly there, mostly different; None where none is text."""
    best, most = None, 0.0
    for column in columns:
        if column.kind != "text":
            continue
        merit = min(_naming(left.columns[column.left]), _naming(right.columns[column.right]))
        merit *= 1.5 if any(word in _key(column.left) for word in _NAMES) else 1.0
        # Where two do as well, the one that comes first.
        if merit > most + 0.05:
            best, most = column, merit
    return best


def _naming(cells: Sequence[str]) -> float:
    filled = [cell for cell in cells[:_SAMPLE] if cell]
    if not filled:
        return 0.0
    length = sum(len(cell.split()) for cell in filled) / len(filled)
    return len(set(filled)) / len(filled) * len(filled) / len(cells[:_SAMPLE]) * min(1.0, _LONGEST_NAME / length)


def _kind(left: Sequence[str], right: Sequence[str]) -> tuple[Kind | None, str | None]:
    kinds = kind_of(left[:_SAMPLE]), kind_of(right[:_SAMPLE])
    if None in kinds:
        return None, None
    if "list" in kinds and kinds[0] in ("list", "text") and kinds[1] in ("list", "text"):
        return "list", separator_of(left[:_SAMPLE]) or separator_of(right[:_SAMPLE])
    if kinds[0] == kinds[1]:
        return kinds[0], None
    return ("number" if set(kinds) == {"year", "number"} else "text"), None


def _likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """From 0 to 1: how much of what two columns hold is the same."""
    mine, other = ([cell for cell in cells[:_SAMPLE] if cell] for cells in (left, right))
    if not mine or not other:
        return 0.0
    numbers = [[number for cell in cells if (number := number_in(cell)) is not None] for cells in (mine, other)]
    if all(len(found) >= 0.9 * len(cells) for found, cells in zip(numbers, (mine, other), strict=True)):
        return _same_range(*numbers)
    counts = [Counter(word for cell in cells for word in set(words_of(cell))) for cells in (mine, other)]
    sizes = [max(1, count.total()) for count in counts]
    return sum(min(count / sizes[0], counts[1][word] / sizes[1]) for word, count in counts[0].items())


def _same_range(left: Sequence[float], right: Sequence[float]) -> float:
    """One less the greatest distance of the distribution functions (Kolmogorov and Smirnov)."""
    values = np.sort(np.concatenate([left, right]))
    shares = [np.searchsorted(np.sort(side), values, side="right") / len(side) for side in (left, right)]
    return 1.0 - float(np.abs(shares[0] - shares[1]).max())


def _key(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())

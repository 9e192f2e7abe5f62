"""The names of one type that a resolution has to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from tastegraph.graph.merge import Merge
from tastegraph.graph.names import normal_name
from tastegraph.graph.resolve.entities.decisions import Decisions

_FEW: Final = 300
"""New names up to which only those entities are compared that look like one of them."""
_LOOKS_LIKE: Final = 75.0
_MOST_ALIKE: Final = 50
_SHORTEST_WORD: Final = 3


@dataclass(frozen=True)
class Names:
    """The names of one type.

    Args:
        type: The type.
        seen: Name → how many statements give it, first seen first.
        existing: Name → number of statements, of entities in the graph beside these statements.
        known: The ledger of the type, without the rows that persons made.
        whole: Whether the statements are all there will be.
    """

    type: str
    seen: Mapping[str, int]
    existing: Mapping[str, int]
    known: tuple[Merge, ...]
    whole: bool

    @cached_property
    def given(self) -> frozenset[str]:
        """Names that entities of the ledger go by."""
        return frozenset(row.name for row in self.known)

    @cached_property
    def settled(self) -> frozenset[str]:
        """Names that were compared with each other before."""
        return self.given.union(self.existing, (row.alias for row in self.known))

    @cached_property
    def total(self) -> int:
        """How many names the type has."""
        return len(self.settled.union(self.seen))

    @cached_property
    def fresh(self) -> list[str]:
        """Names that were not."""
        return [name for name in self.seen if name not in self.settled]

    def compared(self, decisions: Decisions) -> list[str]:
        """Return the names that a resolution needs: those that are seen, and the entities they may be of.

        Entities of the graph come first, in their order: they were seen before.
        """
        near = self._look_alikes()
        of_decisions = [name for kind, left, right in decisions.verdicts if kind == self.type for name in (left, right)]
        wanted = near.union(self.seen, of_decisions)
        rows = [row for row in self.known if row.alias in wanted or row.name in wanted]
        names = [name for row in rows for name in (row.name, row.alias)]
        return list(
            dict.fromkeys([*(name for name in self.existing if name in wanted), *names, *self.seen, *of_decisions])
        )

    def reports(self, alias: str) -> bool:
        """Return whether a name that is not its entity's has a row in the ledger."""
        return alias in self.seen or (not self.whole and alias in self.settled)

    def wanted(self, spoken: Sequence[str]) -> Callable[[int, int], bool]:
        """Return whether a pair of places is to be compared: one of them is new, or both are in the statements."""
        seen = [name in self.seen for name in spoken]
        fresh = [is_seen and name not in self.settled for is_seen, name in zip(seen, spoken, strict=True)]

        def is_wanted(left: int, right: int) -> bool:
            return fresh[left] or fresh[right] or (seen[left] and seen[right])

        return is_wanted

    def _look_alikes(self) -> set[str]:
        """The entities of the graph that look like a new name; all of them where the new names are many."""
        others = [name for name in self.existing if name not in self.seen]
        if len(self.fresh) > _FEW:
            return set(others)
        if not self.fresh or not others:
            return set()
        plain = [_plain(name) for name in others]
        words = {word for name in self.fresh for word in _plain(name).split() if len(word) >= _SHORTEST_WORD}
        found = {name for name, folded in zip(others, plain, strict=True) if not words.isdisjoint(folded.split())}
        for name in self.fresh:
            alike = process.extract(
                _plain(name), plain, scorer=fuzz.ratio, processor=None, score_cutoff=_LOOKS_LIKE, limit=_MOST_ALIKE
            )
            found.update(others[number] for _, _, number in alike)
        return found


def _plain(name: str) -> str:
    return name.casefold() if name.isascii() else normal_name(name)

"""Names that are joined into entities, so that no entity holds two names that are kept apart."""

from __future__ import annotations

from collections.abc import Callable

Apart = Callable[[int, int], bool]
"""Whether two names may not be of one entity."""


class Clusters:
    """A union–find over the places of names, with a guard.

    Args:
        size: Number of names; each is a cluster of its own at first.
    """

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._members = [[place] for place in range(size)]

    def find(self, place: int) -> int:
        """Return the representative of the cluster of a name."""
        root = place
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[place] != root:
            self._parent[place], place = root, self._parent[place]
        return root

    def members(self, place: int) -> list[int]:
        """Return the names in the cluster of a name, in order."""
        return sorted(self._members[self.find(place)])

    def unite(self, left: int, right: int, apart: Apart) -> bool:
        """Make one cluster of two, unless that would bring a pair together that is to be kept apart.

        Returns:
            Whether the two names are in one cluster now.
        """
        one, other = self.find(left), self.find(right)
        if one == other:
            return True
        if any(apart(mine, theirs) for mine in self._members[one] for theirs in self._members[other]):
            return False
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        self._parent[other] = one
        self._members[one] += self._members[other]
        self._members[other] = []
        return True

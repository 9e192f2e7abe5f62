"""What a recommender is, and the values it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Protocol, Self, overload

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.data import Id, IdMap, Interactions
from tastegraph.graph import KnowledgeGraph
from tastegraph.recommend.change import Change
from tastegraph.represent import Knowledge

Known = Knowledge | KnowledgeGraph | None
"""What a model may learn besides behaviour; a graph stands for its relations as feature blocks."""

State = Literal["warm", "cold"]
"""Warm: somebody interacted with the item in training. Cold: nobody did, only knowledge speaks for it."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one item of the history adds to a score; ``item`` is None for what does not come from the history."""

    item: Id | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One ranked item; ``because`` holds the items of the history that speak for it most, largest first."""

    item: Id
    score: float
    state: State
    because: tuple[Contribution, ...] = ()


@dataclass(frozen=True)
class Recommendations(Sequence[Recommendation]):
    """The best items for one user, best first.

    Attributes:
        user: The user's id, or None where a bare history was given.
        items: Best first; fewer than k where the catalogue has no more.
        basis: ``"history"``, or ``"popularity"`` where nothing is known about the user.
    """

    user: Id | None
    items: tuple[Recommendation, ...]
    basis: Literal["history", "popularity"]

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Recommendation: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Recommendation, ...]: ...
    def __getitem__(self, index: int | slice) -> Recommendation | tuple[Recommendation, ...]:
        return self.items[index]

    def __iter__(self) -> Iterator[Recommendation]:
        return iter(self.items)


@dataclass(frozen=True)
class Explanation:
    """Why an item has its score: contributions, largest first, that add up to it."""

    user: Id | None
    item: Id
    score: float
    state: State
    contributions: tuple[Contribution, ...]


class Recommender(Protocol):
    """Anything that learns from interactions and ranks items.

    ``tastegraph.testing.check_recommender`` is the exam that every implementation passes.
    """

    name: ClassVar[str]

    @property
    def items(self) -> IdMap:
        """Items that can be recommended, cold ones included."""
        ...

    @property
    def users(self) -> IdMap:
        """Users whose history the model keeps."""
        ...

    @property
    def cold(self) -> NDArray[np.bool_]:
        """Which of ``items`` nobody interacted with in training, bool [items]."""
        ...

    def fit(self, interactions: Interactions, knowledge: Known = None) -> Self:
        """Learn; returns the model itself."""
        ...

    def update(self, interactions: Interactions, knowledge: Known = None) -> Self:
        """Bring a fitted model up to a changed log, given whole; returns the model itself."""
        ...

    @property
    def change(self) -> Change | None:
        """What the last update found and how it was done; None where the model was not updated since its fit."""
        ...

    def score(self, histories: csr_array) -> NDArray[np.float32]:
        """float32 [users × items] from histories [users × items]."""
        ...

    def recommend(
        self, histories_or_users: Sequence[Id | Sequence[Id]], k: int = 10, *, only: State | None = None
    ) -> list[Recommendations]:
        """The k best items for each known user id or list of item ids."""
        ...

    def rank(
        self, users: slice, k: int = 10, *, only: State | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """What ``recommend`` answers to a range of ``users``: int32 positions in ``items``, -1 for none, and scores."""
        ...

    def explain(self, user: Id | Sequence[Id], item: Id) -> Explanation:
        """Why the item has its score for a user id or a list of item ids."""
        ...

    def save(self, folder: Path | str) -> None:
        """Write the model as a folder that ``load_recommender`` opens."""
        ...

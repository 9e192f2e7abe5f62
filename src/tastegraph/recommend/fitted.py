"""What an additive recommender is after its fit, and what can be read off it for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from typing_extensions import TypeIs

from tastegraph.data import Id, IdMap
from tastegraph.errors import UnknownIdError
from tastegraph.recommend.protocol import Contribution, Explanation, Recommendation, Recommendations, State
from tastegraph.recommend.weights import ItemWeights, faded

REASONS = 3
"""Items of the history named with each recommendation, at most."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """The weights, and the log they were made from as far as answers need it.

    Attributes:
        items: Rows and columns of the weights.
        users: Rows of the histories.
        histories: What each user's items count, float32 CSR [users × items].
        weights: Of the model.
        data_digest: Of the log.
        knowledge_digest: Of what was known about the items.
        popularity: Share of the users who have each item, float32 [items].
    """

    items: IdMap
    users: IdMap
    histories: csr_array
    weights: ItemWeights
    data_digest: str
    knowledge_digest: str
    popularity: NDArray[np.float32]

    @property
    def cold(self) -> NDArray[np.bool_]:
        """Which items nobody has, bool [items]."""
        return np.asarray(self.popularity == 0)

    def state_of(self, place: int) -> State:
        """Whether anybody has an item."""
        return "warm" if self.popularity[place] else "cold"

    def answer(
        self,
        person: Id | Sequence[Id],
        history: csr_array,
        places: NDArray[np.integer],
        scores: NDArray[np.float32],
    ) -> Recommendations:
        """Ranked items as recommendations with their reasons.

        Args:
            person: Whom they are for.
            history: Of that person [1 × items].
            places: The items, best first; -1 where there are no more.
            scores: Of these items.
        """
        found = places >= 0
        return Recommendations(
            user=_named(person),
            items=self._recommendations(history, places[found], scores[found]),
            basis="history" if history.nnz else "popularity",
        )

    def explanation(self, user: Id | Sequence[Id], item: Id, recency: float) -> Explanation:
        """What each item of a history adds to the score of an item, largest first."""
        target = self.items.position(item)
        history = self.histories_of([user], recency)
        here = _named(user)
        if history.nnz == 0:
            share = float(self.popularity[target])
            return Explanation(here, item, share, self.state_of(target), (Contribution(None, share),))
        added = self.weights.contributions(history, np.array([target]))[:, 0].astype(np.float64)
        contributions = [
            Contribution(self.items[int(place)], float(value))
            for place, value in zip(history.indices, added, strict=True)
        ]
        if self.weights.offset is not None:
            contributions.append(Contribution(None, float(self.weights.offset[target])))
        contributions.sort(key=lambda part: -part.contribution)
        total = sum(part.contribution for part in contributions)
        return Explanation(here, item, total, self.state_of(target), tuple(contributions))

    def histories_of(self, people: Sequence[Id | Sequence[Id]], recency: float) -> csr_array:
        """Histories of users by id, or given ones, people × items; those given fade with age."""
        rows = [self._known_history(one) if _is_user(one) else self._given_history(one, recency) for one in people]
        indices = [places for places, _ in rows]
        return csr_array(
            (
                np.concatenate([np.empty(0, dtype=np.float32), *(weights for _, weights in rows)]),
                np.concatenate([np.empty(0, dtype=np.int64), *indices]),
                np.concatenate([[0], np.cumsum([len(places) for places in indices], dtype=np.int64)]),
            ),
            shape=(len(people), len(self.items)),
        )

    def _known_history(self, user: Id) -> tuple[NDArray[np.integer], NDArray[np.floating]]:
        place = int(self.users.index([user])[0])
        span = slice(*self.histories.indptr[place : place + 2]) if place >= 0 else slice(0, 0)
        return self.histories.indices[span], self.histories.data[span]

    def _given_history(self, items: Sequence[Id], recency: float) -> tuple[NDArray[np.integer], NDArray[np.floating]]:
        places, newest_first = np.unique(self.items.index(items)[::-1], return_index=True)
        if len(places) and places[0] < 0:
            missing = next(item for item in items if item not in self.items)
            raise UnknownIdError(f"the model has no item {missing!r}", fix="Name items of the catalogue")
        return places, faded(np.argsort(np.argsort(newest_first)), recency)

    def _recommendations(
        self, history: csr_array, places: NDArray[np.integer], scores: NDArray[np.float32]
    ) -> tuple[Recommendation, ...]:
        added = self.weights.contributions(history, places)
        strongest = np.argsort(-added, axis=0, kind="stable")[:REASONS]
        return tuple(
            Recommendation(
                item=self.items[int(place)],
                score=float(scores[rank]),
                state=self.state_of(int(place)),
                because=tuple(
                    Contribution(self.items[int(history.indices[row])], float(added[row, rank]))
                    for row in strongest[:, rank]
                    if added[row, rank] > 0
                ),
            )
            for rank, place in enumerate(places)
        )


def _is_user(person: Id | Sequence[Id]) -> TypeIs[Id]:
    return isinstance(person, str | int | np.integer)


def _named(person: Id | Sequence[Id]) -> Id | None:
    """The id of a user, None for a bare history."""
    return person if _is_user(person) else None

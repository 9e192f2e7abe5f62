"""Recommenders whose scores are sums over the user's own history.

All they have to say is one matrix, items × items, and perhaps a constant per item. Ranking, fold-in of people
the model has never seen, explanation and storage follow from it and are written once, here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError
from scipy.sparse import csr_array

from tastegraph.data import Id, IdMap, Interactions
from tastegraph.errors import ConfigError, InputError, StateError
from tastegraph.evaluate import top_k
from tastegraph.graph import KnowledgeGraph
from tastegraph.recommend.change import Change, LogChange
from tastegraph.recommend.fitted import Fitted
from tastegraph.recommend.protocol import (
    Explanation,
    Known,
    Recommendations,
    State,
)
from tastegraph.recommend.storage import StoredModel, read_model, write_model
from tastegraph.recommend.weights import ItemWeights, binary, faded, popularity, positive
from tastegraph.represent import Knowledge

ConfigT = TypeVar("ConfigT", bound=BaseModel)

BLOCK = 512
"""Users scored at a time: a block of scores is this × items, never users × items."""


class AdditiveRecommender(ABC, Generic[ConfigT]):
    """Base of the recommenders that are one item × item matrix.

    A subclass names itself, its config, and solves for its weights.
    """

    name: ClassVar[str]
    config_type: ClassVar[type[BaseModel]]
    uses_knowledge: ClassVar[bool] = True

    def __init__(self, config: ConfigT | None = None) -> None:
        self.config: ConfigT = config if config is not None else self.config_type()  # type: ignore[assignment]
        self._fitted: Fitted | None = None
        self.change: Change | None = None

    @abstractmethod
    def _solve(self, interactions: Interactions, knowledge: Knowledge) -> ItemWeights:
        """Weights over ``knowledge.items``, which begin with the items of the interactions."""

    def _solve_change(
        self,
        change: LogChange,  # noqa: ARG002
        interactions: Interactions,  # noqa: ARG002
        knowledge: Knowledge,  # noqa: ARG002
    ) -> tuple[ItemWeights, str] | None:
        """The same out of the fitted weights, and how; None where the model has to be fitted again."""
        return None

    # -- learning -----------------------------------------------------------------------------------------------

    def fit(self, interactions: Interactions, knowledge: Known = None) -> Self:
        """Learn from interactions and, where the model can, from knowledge about the items.

        Args:
            interactions: Who interacted with what. Repeats count once.
            knowledge: Feature blocks, or a graph whose relations become feature blocks. Items that only
                knowledge has are cold items: they are scored, too.

        Returns:
            The model itself.
        """
        knowledge = _as_knowledge(knowledge, interactions.items)
        here = interactions.with_items(knowledge.items)
        self._fitted = self._fitted_to(interactions, here, knowledge, self._solve(here, knowledge))
        self.change = None
        return self

    def update(self, interactions: Interactions, knowledge: Known = None) -> Self:
        """Bring a fitted model up to a changed log; the config stays what it is.

        Users, items and interactions that are new or gone are found by comparing with the histories the model keeps.
        Where the model cannot be changed it is fitted again. ``change`` then says what was found and how it was done.

        Args:
            interactions: The whole of the changed log.
            knowledge: All that is known now, as for `fit`.

        Returns:
            The model itself.
        """
        state, knowledge = self._state, _as_knowledge(knowledge, interactions.items)
        here = interactions.with_items(knowledge.items)
        change = LogChange.between(state.histories, state.users, state.items, here)
        if (state.data_digest, state.knowledge_digest) == (interactions.digest, knowledge.digest):
            self.change = replace(change.in_numbers, how="nothing to do")
            return self
        found = self._solve_change(change, here, knowledge)
        weights, how = found or (self._solve(here, knowledge), "refitted")
        self._fitted = self._fitted_to(interactions, here, knowledge, weights)
        self.change = replace(change.in_numbers, how=how)
        return self

    def weighted(self, interactions: Interactions) -> Interactions:
        """The same interactions, each with the weight at which the model reads it in a history."""
        if self.recency == 1 and (interactions.weights == 1).all():
            return interactions
        counts = interactions.weights > 0
        weights = np.ones(len(interactions), dtype=np.float32)
        if self.recency < 1:
            weights = faded(interactions.ages, self.recency)
        return replace(interactions, weights=np.where(counts, weights, np.float32(0)))

    @property
    def recency(self) -> float:
        """What an interaction counts for in a history, as a share of the next newer one; 1 where age does not count."""
        return 1.0

    # -- answering ----------------------------------------------------------------------------------------------

    @property
    def items(self) -> IdMap:
        """Items that can be recommended, cold ones included."""
        return self._state.items

    @property
    def users(self) -> IdMap:
        """Users whose history the model keeps."""
        return self._state.users

    @property
    def cold(self) -> NDArray[np.bool_]:
        """Which of ``items`` nobody interacted with in training, bool [items]."""
        return self._state.cold

    def item_state(self, item: Id) -> State:
        """Whether anybody interacted with the item in training."""
        return self._state.state_of(self.items.position(item))

    def score(self, histories: csr_array) -> NDArray[np.float32]:
        """Scores for histories, given or folded in.

        Args:
            histories: users × items in the order of ``items``; weights other than 1 scale what an item adds.

        Returns:
            float32 [users × items]. Memory: users × items; call it on blocks of users.
        """
        return self._state.weights.score(histories)

    def recommend(
        self, histories_or_users: Sequence[Id | Sequence[Id]], k: int = 10, *, only: State | None = None
    ) -> list[Recommendations]:
        """The k best items for each user or history; what is in the history is left out.

        Args:
            histories_or_users: For each person a user id, or a list of the ids of the items they liked, the newest
                last. A user nobody knows and an empty history get the popular items, and ``basis`` says so.
            k: How many items.
            only: ``"cold"`` ranks new items alone, ``"warm"`` leaves them out.

        Raises:
            UnknownIdError: A history names an item that the model does not have.
        """
        answers: list[Recommendations] = []
        for start in range(0, len(histories_or_users), BLOCK):
            people = histories_or_users[start : start + BLOCK]
            histories = self._state.histories_of(people, self.recency)
            places, best = self._best(histories, k, only)
            answers += [
                self._state.answer(person, histories[[row]], places[row], best[row])
                for row, person in enumerate(people)
            ]
        return answers

    def rank(
        self, users: slice, k: int = 10, *, only: State | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """What `recommend` answers to a range of ``users``, as arrays and without the reasons.

        Args:
            users: Positions in ``users``.
            k: How many items.
            only: As for `recommend`.

        Returns:
            items: int32 [users × k], positions in ``items``, best first; -1 where there are fewer.
            scores: float32 [users × k].
        """
        return self._best(self._state.histories[users], k, only)

    def similar(self, item: Id, k: int = 10) -> Recommendations:
        """The k items that somebody who likes only this one is most likely to like."""
        return self.recommend([[item]], k)[0]

    def explain(self, user: Id | Sequence[Id], item: Id) -> Explanation:
        """Why the item has its score: what each item of the history adds, largest first.

        Args:
            user: A user id, or the ids of the items somebody liked.
            item: Any item that the model has.

        Raises:
            UnknownIdError: The item, or an item of the history, is unknown.
        """
        return self._state.explanation(user, item, self.recency)

    # -- keeping ------------------------------------------------------------------------------------------------

    def save(self, folder: Path | str) -> None:
        """Write the model as a folder; what stood there is replaced in one step."""
        state = self._state
        write_model(
            Path(folder),
            StoredModel(
                name=self.name,
                config=self.config.model_dump(mode="json"),
                items=state.items,
                users=state.users,
                histories=state.histories,
                matrix=state.weights.matrix,
                offset=state.weights.offset,
                kept=state.weights.kept,
                data_digest=state.data_digest,
                knowledge_digest=state.knowledge_digest,
            ),
        )

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """Open a folder written by ``save``."""
        stored = read_model(Path(folder))
        try:
            model = cls(cls.config_type.model_validate(stored.config))  # type: ignore[arg-type]
        except ValidationError as error:
            raise ConfigError(str(error), path=folder) from None
        model._fitted = Fitted(
            items=stored.items,
            users=stored.users,
            histories=stored.histories,
            weights=ItemWeights(stored.matrix, stored.offset, stored.kept),
            data_digest=stored.data_digest,
            knowledge_digest=stored.knowledge_digest,
            popularity=popularity(stored.histories),
        )
        return model

    # -- inside -------------------------------------------------------------------------------------------------

    @property
    def _state(self) -> Fitted:
        if self._fitted is None:
            raise StateError(f"the {self.name} model has not been fitted", fix="Call fit first")
        return self._fitted

    def _fitted_to(
        self, interactions: Interactions, here: Interactions, knowledge: Knowledge, weights: ItemWeights
    ) -> Fitted:
        return Fitted(
            items=knowledge.items,
            users=interactions.users,
            histories=positive(self.weighted(here).matrix),
            weights=weights,
            data_digest=interactions.digest,
            knowledge_digest=knowledge.digest,
            popularity=popularity(binary(here.matrix)),
        )

    def _best(self, histories: csr_array, k: int, only: State | None) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        if k < 1:
            raise InputError(f"k is {k}", fix="Ask for one item at least")
        candidates = None if only is None else np.flatnonzero(self._state.cold == (only == "cold"))
        scores = self.score(histories)
        scores[np.diff(histories.indptr) == 0] = self._state.popularity
        return top_k(scores, k, exclude=histories, candidates=candidates)


def _as_knowledge(knowledge: Known, items: IdMap) -> Knowledge:
    """Knowledge over the items of the log, followed by those that only the knowledge has."""
    if knowledge is None:
        return Knowledge(items)
    if isinstance(knowledge, KnowledgeGraph):
        named = {str(item) for item in items}
        more = [document.item for document in knowledge.documents() if document.item not in named]
        return Knowledge.from_graph(knowledge, items.union(more))
    return knowledge.onto(items.union(knowledge.items))

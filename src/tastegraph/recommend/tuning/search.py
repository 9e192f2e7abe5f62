"""Coordinate search: one hyperparameter after the other climbs its ladder of values while that helps.

It needs few trials, is deterministic, and what it did can be read off. Between hyperparameters that hardly
interact, as ours, nothing cleverer finds more; see docs/decisions.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from pydantic import BaseModel

from tastegraph.data import Interactions
from tastegraph.engine import map_blocks
from tastegraph.evaluate import evaluate_ranking
from tastegraph.progress import Progress, silent
from tastegraph.recommend.protocol import Known
from tastegraph.recommend.registry import recommender_class
from tastegraph.recommend.tuning.folds import Fold, cold_fold, sample_items, tuned_items, warm_folds
from tastegraph.represent import Knowledge

Ladders = Mapping[str, Sequence[float]]
"""Field of the config (``blocks.genre`` for an entry of a mapping) → its values in ascending order."""

METRICS: Final = ("recall@10", "ndcg@10", "recall@20", "ndcg@20")
"""Their mean is what is maximised."""
WORTH_IT: Final = 5e-5
"""Gains below this are noise."""
FIRST: Final = 2
"""Folds looked at before a config is given up."""
SLACK: Final = 1e-3
"""How far behind on the first folds a config may be and still be tried on the others."""
ROUNDS: Final = 2
BUDGET: Final = 300.0
"""Seconds a search may take unless told otherwise."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What a search chose.

    Attributes:
        model: A recommender with the chosen config, not fitted yet.
        validation: Means of the metrics over the folds; empty where there was nothing to choose.
        trials: Configs that were looked at.
        finished: False where the time ran out before the search had settled.
        bare: What was chosen for the same recommender without knowledge, where it was given some.
    """

    model: Any
    validation: Mapping[str, float] = field(default_factory=dict)
    trials: int = 0
    finished: bool = True
    bare: Choice | None = None


def uses_knowledge(name: str) -> bool:
    """Whether the recommender of that name learns from knowledge."""
    return bool(getattr(recommender_class(name), "uses_knowledge", True))


def tune(
    name: str,
    train: Interactions,
    validation: Interactions | None = None,
    *,
    knowledge: Knowledge | None = None,
    seed: int = 0,
    budget: float = BUDGET,
    progress: Progress = silent,
) -> Choice:
    """Choose a recommender's hyperparameters on interactions held out of the training part.

    First those of behaviour alone, then, starting from these, all of them with knowledge.

    Args:
        name: Name of a recommender. One without ``ladders`` has nothing to choose.
        train: Training interactions.
        validation: A ready validation part; where there is none, it is drawn from ``train``.
        knowledge: What the model may know. Its use is also judged by items held out whole, as cold ones.
        seed: Of the draws.
        budget: Seconds; the best config so far is taken when they are over.
        progress: Told what is going on.
    """
    cls = recommender_class(name)
    items = tuned_items(train, seed)
    if items != train.items:
        train = sample_items(train, items)
        validation = None if validation is None else sample_items(validation, items)
        knowledge = None if knowledge is None else knowledge.onto(items)
    deadline = time.monotonic() + budget
    folds = warm_folds(train, validation, seed)
    behaviour = _Search(cls, folds, None, deadline, progress)
    ladders = cls.ladders(None) if hasattr(cls, "ladders") else {}
    if not ladders or not folds:
        return Choice(cls())
    config, finished = behaviour.climb(cls.config_type(), ladders)
    bare = Choice(cls(config), behaviour.metrics(config), len(behaviour.seen), finished)
    if knowledge is None or not uses_knowledge(name):
        return bare
    folds += [cold] if (cold := cold_fold(train, seed)) else []
    search = _Search(cls, folds, knowledge, deadline, progress)
    config, finished = search.climb(config, cls.ladders(knowledge))
    return Choice(cls(config), search.metrics(config), len(behaviour.seen) + len(search.seen), finished, bare)


class _Search:
    def __init__(self, cls: Any, folds: Sequence[Fold], knowledge: Known, deadline: float, progress: Progress) -> None:
        self._cls, self._folds, self._knowledge = cls, folds, knowledge
        self._deadline, self._progress = deadline, progress
        self.seen: dict[str, list[Mapping[str, float]]] = {}

    def climb(self, config: BaseModel, ladders: Ladders) -> tuple[BaseModel, bool]:
        best = self._score(config)
        for _ in range(ROUNDS):
            before = best
            for key, values in ladders.items():
                for step in (1, -1):
                    while (other := _moved(config, key, values, step)) is not None:
                        if time.monotonic() > self._deadline:
                            return config, False
                        score = self._score(other, at_least=best + WORTH_IT)
                        if score < best + WORTH_IT:
                            break
                        best, config = score, other
            if best - before < WORTH_IT:
                break
        return config, True

    def metrics(self, config: BaseModel) -> dict[str, float]:
        """Mean of each metric over the warm folds; of the cold fold, under ``cold …``."""
        found = self._evaluations(config)
        warm = [one for one, fold in zip(found, self._folds, strict=True) if fold.candidates is None]
        cold = [one for one, fold in zip(found, self._folds, strict=True) if fold.candidates is not None]
        means = {name: float(np.mean([one[name] for one in warm])) for name in METRICS}
        return means | {f"cold {name}": float(np.mean([one[name] for one in cold])) for name in METRICS if cold}

    def _score(self, config: BaseModel, at_least: float = -np.inf) -> float:
        """Mean over warm folds plus mean over cold ones; -inf as soon as ``at_least`` is out of reach.

        The first folds decide whether the others are looked at: a config that is clearly worse there is dropped.
        """
        found = self._evaluations(config, give_up=at_least)
        return -np.inf if len(found) < len(self._folds) else self._total(found)

    def _total(self, found: Sequence[Mapping[str, float]]) -> float:
        parts: dict[bool, list[float]] = {}
        for one, fold in zip(found, self._folds, strict=False):
            parts.setdefault(fold.candidates is None, []).append(float(np.mean([one[name] for name in METRICS])))
        return float(sum(np.mean(values) for values in parts.values()))

    def _evaluations(self, config: BaseModel, give_up: float = -np.inf) -> list[Mapping[str, float]]:
        found = self.seen.setdefault(config.model_dump_json(), [])
        while len(found) < len(self._folds):
            self._progress(f"choosing (trial {len(self.seen)})")
            folds = self._folds[len(found) : len(found) + FIRST]
            found += map_blocks(lambda fold: self._evaluate(config, fold), folds)
            if give_up > -np.inf and len(found) == FIRST and self._falls_behind(found):
                break
        return found

    def _evaluate(self, config: BaseModel, fold: Fold) -> Mapping[str, float]:
        model = self._cls(config).fit(fold.train, self._knowledge)
        return evaluate_ranking(model, fold.train, fold.held_out, (10, 20), candidates=fold.candidates).metrics

    def _falls_behind(self, found: Sequence[Mapping[str, float]]) -> bool:
        """Whether the folds seen so far make it unlikely that the rest would make up for it."""
        complete = [one for one in self.seen.values() if len(one) == len(self._folds)]
        leading = max(self._total(one[: len(found)]) for one in complete)
        return len(found) < len(self._folds) and self._total(found) < leading - SLACK


def _moved(config: BaseModel, key: str, values: Sequence[float], step: int) -> BaseModel | None:
    """The config with one value moved along its ladder; None at the ladder's end."""
    name, _, entry = key.partition(".")
    current = getattr(config, name)
    value = current.get(entry, 1.0) if entry else current
    place = int(np.argmin([abs(rung - value) for rung in values])) + step
    if not 0 <= place < len(values):
        return None
    update: Any = {**current, entry: values[place]} if entry else values[place]
    return config.model_copy(update={name: update})

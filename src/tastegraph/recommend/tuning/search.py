"""Coordinate search: one hyperparameter after the other climbs its ladder of values while that helps.

It needs few trials, is deterministic, and what it did can be read off. Between hyperparameters that hardly
interact, as ours, nothing cleverer finds more; see docs/decisions.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import BaseModel

from tastegraph.data import Interactions
from tastegraph.engine import map_here
from tastegraph.evaluate import evaluate_ranking
from tastegraph.progress import Progress, silent
from tastegraph.recommend.registry import recommender_class
from tastegraph.recommend.tuning.folds import Fold
from tastegraph.recommend.tuning.stages import Ladders, stages
from tastegraph.recommend.tuning.trials import Trials
from tastegraph.represent import Knowledge

METRICS: Final = ("recall@10", "ndcg@10", "recall@20", "ndcg@20")
"""Their mean is what is maximised."""
WORTH_IT: Final = 5e-5
"""Gains below this are noise."""
FIRST: Final = 2
"""Folds looked at before a config is given up."""
SLACK: Final = 1e-3
"""How far behind on the first folds a config may be and still be tried on the others."""
ROUNDS: Final = 2
MOST_OF_A_STAGE: Final = 0.25
"""Share of a stage's time that a single fit may take."""
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
        recalled: Evaluations, of a config on a fold, that an earlier search had made.
        evaluated: Evaluations made.
    """

    model: Any
    validation: Mapping[str, float] = field(default_factory=dict)
    trials: int = 0
    finished: bool = True
    bare: Choice | None = None
    recalled: int = 0
    evaluated: int = 0


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
    trials: Path | None = None,
    fixed: Mapping[str, Any] | None = None,
    only_cold: bool = False,
) -> Choice:
    """Choose a recommender's hyperparameters on interactions held out of the training part.

    First those of behaviour alone, then, starting from these, all of them with knowledge. Where the items are many,
    most values are chosen on a sample of them, and those that the recommender names as ``sized`` on all of them.

    Args:
        name: Name of a recommender. One without ``ladders`` has nothing to choose.
        train: Training interactions.
        validation: A ready validation part; where there is none, it is drawn from ``train``.
        knowledge: What the model may know. Its use is also judged by items held out whole, as cold ones.
        seed: Of the draws.
        budget: Seconds; the best config so far is taken when they are over.
        progress: Told what is going on.
        trials: A file of evaluations. Those in it are not made again, and each new one is added at once: a search that
            was interrupted, or whose time was over, goes on where it stopped.
        fixed: Values of the config that are not chosen but given.
        only_cold: Whether the use of knowledge is judged by cold items alone.
    """
    cls = recommender_class(name)
    given = dict(fixed or {})
    config = cls.config_type.model_validate(given)
    if not hasattr(cls, "ladders"):
        return Choice(cls(config))
    known = knowledge if uses_knowledge(name) else None
    steps = stages(train, validation, known, getattr(cls, "sized", ()), seed)
    if not steps[0].warm:
        return Choice(cls(config))
    began, ways = time.monotonic(), (False,) if known is None else (False, True)
    remembered = Trials(trials)
    searches: list[_Search] = []
    choice = None
    for with_knowledge in ways:
        for step in steps:
            about = step.knowledge if with_knowledge else None
            folds = [*step.warm, *step.cold] if with_knowledge else step.warm
            if with_knowledge and only_cold and step.cold:
                folds = step.cold
            share = budget / (len(ways) * len(steps))
            deadline = began + share * (len(searches) + 1)
            afforded = config
            if step.chooses and hasattr(cls, "affordable"):
                # On all items a trial may take minutes: what would take most of the time is not looked at.
                afforded = cls.affordable(config, about, len(train.items), share * MOST_OF_A_STAGE)
            settled = given.keys() | {name for name, value in afforded if value != getattr(config, name)}
            searches.append(_Search(cls, folds, about, deadline, progress, remembered))
            ladders = {key: values for key, values in cls.ladders(about).items() if key not in settled}
            config = searches[-1].climb(afforded, step.concerned(ladders))
        choice = Choice(
            cls(config),
            searches[-1].metrics(config),
            sum(len(search.seen) for search in searches),
            all(search.finished for search in searches),
            bare=choice,
            recalled=remembered.recalled,
            evaluated=remembered.made,
        )
    assert choice is not None
    return choice


class _Search:
    def __init__(
        self,
        cls: Any,
        folds: Sequence[Fold],
        knowledge: Knowledge | None,
        deadline: float,
        progress: Progress,
        trials: Trials,
    ) -> None:
        self._cls, self._folds, self._knowledge = cls, folds, knowledge
        self._deadline, self._progress, self._trials = deadline, progress, trials
        self.seen: dict[str, list[Mapping[str, float]]] = {}
        self.finished = True

    def climb(self, config: BaseModel, ladders: Ladders) -> BaseModel:
        """The best config that can be reached from this one before the time is over."""
        if not ladders:
            return config
        best = self._score(config)
        for _ in range(ROUNDS):
            before = best
            for key, values in ladders.items():
                for step in (1, -1):
                    while (other := _moved(config, key, values, step)) is not None:
                        if time.monotonic() > self._deadline:
                            self.finished = False
                            return config
                        score = self._score(other, at_least=best + WORTH_IT)
                        if score < best + WORTH_IT:
                            break
                        best, config = score, other
            if best - before < WORTH_IT:
                break
        return config

    def metrics(self, config: BaseModel) -> dict[str, float]:
        """Mean of each metric over the warm folds; of the cold fold, under ``cold …``."""
        found = self._evaluations(config)
        warm = [one for one, fold in zip(found, self._folds, strict=True) if fold.candidates is None]
        cold = [one for one, fold in zip(found, self._folds, strict=True) if fold.candidates is not None]
        means = {name: float(np.mean([one[name] for one in warm])) for name in METRICS if warm}
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
            found += map_here(lambda fold: self._evaluate(config, fold), folds)
            if give_up > -np.inf and len(found) == FIRST and self._falls_behind(found):
                break
        return found

    def _evaluate(self, config: BaseModel, fold: Fold) -> Mapping[str, float]:
        def make() -> Mapping[str, float]:
            model = self._cls(config).fit(fold.train, self._knowledge)
            return evaluate_ranking(model, fold.train, fold.held_out, (10, 20), candidates=fold.candidates).metrics

        return self._trials.evaluate(self._cls.name, config, fold, self._knowledge, make)

    def _falls_behind(self, found: Sequence[Mapping[str, float]]) -> bool:
        """Whether the folds seen so far make it unlikely that the rest would make up for it."""
        complete = [one for one in self.seen.values() if len(one) == len(self._folds)]
        leading = max(self._total(one[: len(found)]) for one in complete)
        return len(found) < len(self._folds) and self._total(found) < leading - SLACK


def _moved(config: BaseModel, key: str, values: Sequence[float | str], step: int) -> BaseModel | None:
    """The config with one value moved along its ladder; None at the ladder's end."""
    name, _, entry = key.partition(".")
    current = getattr(config, name)
    value = current.get(entry, 1.0) if entry else current
    place = _nearest(values, value) + step
    if not 0 <= place < len(values):
        return None
    update: Any = {**current, entry: values[place]} if entry else values[place]
    return config.model_copy(update={name: update})


def _nearest(values: Sequence[float | str], value: float | str) -> int:
    """Place of the rung on which a value stands, or to which it is nearest."""
    if value in values:
        return values.index(value)
    return int(np.argmin([abs(float(rung) - float(value)) for rung in values]))

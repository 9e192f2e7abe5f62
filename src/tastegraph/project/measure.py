"""One protocol for every measurement: choose on validation data, refit, rank the test part once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tastegraph.data import Interactions, Split
from tastegraph.evaluate import Evaluation, Run, among, cpu_clock, evaluate_ranking, item_groups
from tastegraph.progress import Progress, silent
from tastegraph.recommend import BUDGET, recommender_class, tune, uses_knowledge
from tastegraph.represent import Knowledge

KS = (10, 20)
METRICS = ("recall@10", "ndcg@10", "recall@20", "ndcg@20", "coverage@10", "novelty@10")
BASELINES = ("popularity", "itemknn", "ease")


@dataclass(frozen=True)
class Measured:
    """One model on one split: what was found, at what cost.

    Attributes:
        evaluation: Metrics on the test part.
        config: The values chosen for it.
        bare: Those chosen for the same model without knowledge, where it was given some.
        fit_seconds: CPU seconds of choosing and fitting.
        recommend_seconds: CPU seconds of ranking the test part.
        groups: Metrics by group of items, where they were asked for: the truth is the group's test interactions.
    """

    evaluation: Evaluation
    config: dict[str, Any]
    bare: dict[str, Any] | None
    fit_seconds: float
    recommend_seconds: float
    groups: Mapping[str, Evaluation] = field(default_factory=dict)


def measure(
    split: Split,
    name: str,
    knowledge: Knowledge | None,
    *,
    baselines: bool = True,
    seed: int = 0,
    budget: float = BUDGET,
    progress: Progress = silent,
) -> Run:
    """Measure a recommender on a split, and its baselines beside it.

    Hyperparameters are chosen on the validation part (drawn from the training part where the split has none);
    then the model is fitted to training and validation part together, and the test part is ranked once. Beside a
    model that uses knowledge stand the same model without it, with its own choice of hyperparameters, and the
    same config with the knowledge shuffled among the items.

    Args:
        split: Training, validation and test part.
        name: Name of a recommender.
        knowledge: What it may know about the items.
        baselines: Whether the baselines are measured, too.
        seed: Of everything that is drawn.
        budget: Seconds that choosing the hyperparameters of each model may take.
        progress: Told what is going on.
    """
    bench = Bench(split, seed, budget, progress)
    known = knowledge if uses_knowledge(name) else None
    found = {name: bench.measure(name, known)}
    if baselines:
        found |= {other: bench.measure(other, None) for other in BASELINES if other != name}
    if baselines and known is not None:
        bare = bench.measure(name, None, config=found[name].bare)
        found[f"{name} without knowledge"] = bare
        shuffled = known.shuffled(np.random.default_rng(seed))
        found[f"{name} with knowledge shuffled"] = bench.measure(name, shuffled, config=found[name].config)
    metrics = {label: {key: one.evaluation[key] for key in METRICS} for label, one in found.items()}
    return Run(
        model=name,
        protocol=bench.protocol,
        selected_on="validation",
        metrics=metrics.pop(name),
        baselines=metrics,
        cpu_seconds={"fit": found[name].fit_seconds, "recommend": found[name].recommend_seconds},
        data=split.digest,
        seed=seed,
        config=found[name].config,
    )


@dataclass(frozen=True)
class Bench:
    """What all models of one comparison share.

    Attributes:
        split: Training, validation and test part.
        seed: Of everything that is drawn.
        budget: Seconds that choosing the hyperparameters of each model may take.
        progress: Told what is going on.
        ks: Lengths of the lists that are measured.
    """

    split: Split
    seed: int = 0
    budget: float = BUDGET
    progress: Progress = silent
    ks: tuple[int, ...] = KS

    def measure(
        self,
        name: str,
        knowledge: Knowledge | None,
        *,
        config: dict[str, Any] | None = None,
        by_group: bool = False,
    ) -> Measured:
        """Choose (unless a config is given), fit and rank one model; ``by_group`` also among each group of items."""

        def tell(stage: str, done: int | None = None, total: int | None = None) -> None:
            self.progress(f"{name}: {stage}", done, total)

        bare = None
        with cpu_clock() as fitting:
            if config is None:
                parts = self.split.train, self.split.validation
                chosen = tune(
                    name, *parts, knowledge=knowledge, only_cold=self.split.cold is not None,
                    seed=self.seed, budget=self.budget, progress=tell,
                )  # fmt: skip
                model = chosen.model
                bare = None if chosen.bare is None else chosen.bare.model.config.model_dump(mode="json")
            else:
                cls = recommender_class(name)
                model = cls(cls.config_type.model_validate(config))
            tell("fitting")
            model.fit(self.learned, knowledge)

        def rank(truth: Interactions) -> Evaluation:
            return evaluate_ranking(
                model, self.learned, truth, self.ks, candidates=self.split.cold,
                progress=lambda done, total: tell("ranking", done, total),
            )  # fmt: skip

        with cpu_clock() as ranking:
            evaluation = rank(self.split.test)
        groups = {group: rank(truth) for group, truth in self.truths.items()} if by_group else {}
        chosen_config = model.config.model_dump(mode="json")
        return Measured(evaluation, chosen_config, bare, fitting.seconds, ranking.seconds, groups)

    @cached_property
    def learned(self) -> Interactions:
        """Training and validation part together: what a chosen model is fitted to, and masked at test time."""
        train, validation = self.split.train, self.split.validation
        return train if validation is None else train.joined(validation)

    @cached_property
    def groups(self) -> dict[str, NDArray[np.bool_]]:
        """Head, tail and cold items, told by what a chosen model is fitted to."""
        return item_groups(self.learned)

    @cached_property
    def truths(self) -> dict[str, Interactions]:
        """The test interactions of each group of items that has some."""
        parts = {name: among(self.split.test, items) for name, items in self.groups.items()}
        return {name: part for name, part in parts.items() if len(part)}

    @property
    def protocol(self) -> str:
        """Split, ranking and masking in words."""
        ranked = "all items are ranked"
        if self.split.cold is not None:
            ranked = f"only the {len(self.split.cold):,} cold items are ranked"
        return f"{self.split.protocol}; {ranked}, those of the history masked"

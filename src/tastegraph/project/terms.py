"""The terms on which models are compared: seeds, lengths of the lists, the metric that is tested, and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final, TypeAlias

from tastegraph.data import Split
from tastegraph.errors import ConfigError
from tastegraph.progress import Progress
from tastegraph.project.measure import KS, Bench, Measured
from tastegraph.recommend import BUDGET
from tastegraph.represent import Knowledge

Draw: TypeAlias = Callable[[int], tuple[Split, Knowledge | None]]
"""The split of a seed, and what is known about its items."""


@dataclass(frozen=True)
class Terms:
    """What all models of a comparison, or all variants of an ablation, have in common.

    Attributes:
        seeds: Of the splits and of everything else that is drawn.
        ks: Lengths of the lists that are measured; ascending, each once, in whatever order they are given.
        metric: What is tested: recall or NDCG at one of ``ks``.
        budget: Seconds that choosing the hyperparameters of a model may take, for each seed.

    Raises:
        ConfigError: No seed, one below 0 or the same twice; no length or one below 1; a metric that is not reported.
    """

    seeds: tuple[int, ...] = (0, 1, 2)
    ks: tuple[int, ...] = KS
    metric: str = "ndcg@10"
    budget: float = BUDGET

    def __post_init__(self) -> None:
        if not self.seeds:
            raise ConfigError("no seed", field="seeds", fix="Give at least one")
        if min(self.seeds) < 0:
            raise ConfigError(f"{min(self.seeds)} is no seed", field="seeds", fix="Give whole numbers from 0 on")
        if len(set(self.seeds)) < len(self.seeds):
            named = ", ".join(map(str, self.seeds))
            raise ConfigError(f"a seed is named twice in {named}", field="seeds", fix="Name each once")
        if not self.ks or min(self.ks) < 1:
            named = ", ".join(map(str, self.ks)) or "nothing"
            raise ConfigError(f"{named} is no length of a list", field="k", fix="Give whole numbers from 1 on")
        object.__setattr__(self, "ks", tuple(sorted(set(self.ks))))
        if self.metric not in self.tested:
            fix = f"Choose one of {', '.join(self.tested)}"
            raise ConfigError(f"models cannot be tested on {self.metric!r}", field="metric", fix=fix)

    @property
    def tested(self) -> tuple[str, ...]:
        """Metrics with a value for each user: ``recall@10``, ``ndcg@10`` and so on for each length."""
        return tuple(f"{name}@{k}" for k in self.ks for name in ("recall", "ndcg"))

    @property
    def reported(self) -> tuple[str, ...]:
        """The tested ones, then coverage and novelty of the shortest list."""
        return (*self.tested, f"coverage@{self.ks[0]}", f"novelty@{self.ks[0]}")

    def bench(self, split: Split, seed: int, progress: Progress) -> Bench:
        """The bench of one seed; what it tells names the seed."""

        def tell(stage: str, done: int | None = None, total: int | None = None) -> None:
            progress(f"seed {seed}: {stage}", done, total)

        return Bench(split, seed, self.budget, tell, self.ks)

    def in_words(self, benches: Sequence[Bench]) -> str:
        """The protocol of the first seed's bench, and what the others change."""
        first, *others = self.seeds
        if not others:
            return benches[0].protocol
        named = ", ".join(map(str, others))
        if len({bench.split.test.digest for bench in benches}) > 1:
            return f"{benches[0].protocol}; and again with seeds {named}"
        drawn = "they draw what hyperparameters are chosen on"
        return f"{benches[0].protocol}; the test part is the same for seeds {first}, {named}: {drawn}"


STANDARD: Final = Terms()
"""Terms unless told otherwise."""


def mean_seconds(measured: Sequence[Measured]) -> dict[str, float]:
    """CPU seconds of fitting (choosing included) and of ranking, for one seed on average."""
    return {
        "fit": fmean(one.fit_seconds for one in measured),
        "recommend": fmean(one.recommend_seconds for one in measured),
    }

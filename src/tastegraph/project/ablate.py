"""One model with parts of its knowledge off: what each part is worth, for all items and for groups of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from tastegraph.errors import ConfigError, InputError
from tastegraph.evaluate import (
    ALL,
    GROUPS,
    AblationRun,
    Evaluation,
    GroupSize,
    Spread,
    Variant,
    compare_by_group,
    peak_memory_mb,
)
from tastegraph.progress import Progress, silent
from tastegraph.project.measure import Bench, Measured
from tastegraph.project.terms import STANDARD, Draw, Terms, mean_seconds
from tastegraph.recommend import uses_knowledge
from tastegraph.represent import Knowledge

FULL: Final = "full"
_TEXT: Final = ("text", "words")


def ablate_model(draw: Draw, name: str, terms: Terms = STANDARD, *, progress: Progress = silent) -> AblationRun:
    """Measure a model with all its knowledge, with none, with it shuffled, and with each block of it off in turn.

    The config is chosen once for each seed, on validation data, with all knowledge; every variant keeps it, so that
    what changes is the knowledge alone. "without knowledge" has its own choice: the one made for behaviour alone.
    Each variant is fitted to training and validation part together and ranks the test part once: for the whole
    truth, and for its head, tail and cold items apart (`item_groups`), where all items are ranked as well.

    Args:
        draw: Gives the split of a seed, and what is known about its items.
        name: Name of a recommender that uses knowledge.
        terms: What all variants have in common.
        progress: Told what is going on.

    Raises:
        ConfigError: The model is unknown or uses no knowledge.
        InputError: Nothing is known about the items.
    """
    if not uses_knowledge(name):
        raise ConfigError(f"{name} uses no knowledge that could be left out", field="model", fix="Choose linear")
    found: dict[str, list[Measured]] = {}
    benches: list[Bench] = []
    for seed in terms.seeds:
        split, knowledge = draw(seed)
        if knowledge is None or not knowledge.blocks:
            raise InputError("nothing is known about the items", fix="Ablate what has a graph or text")
        benches.append(bench := terms.bench(split, seed, progress))
        full = bench.measure(name, knowledge, by_group=True)
        found.setdefault(FULL, []).append(full)
        for label, known, config in _variants(knowledge, full, seed):
            progress(f"seed {seed}: {label}")
            found.setdefault(label, []).append(bench.measure(name, known, config=config, by_group=True))
    by_group = {label: _by_group(measured) for label, measured in found.items()}
    return AblationRun(
        model=name,
        protocol=terms.in_words(benches),
        selected_on="validation",
        seeds=terms.seeds,
        metric=terms.metric,
        groups={group: _size(benches, group) for group in GROUPS},
        variants=tuple(
            Variant(
                name=label,
                metrics={key: Spread.of([one.evaluation[key] for one in measured]) for key in terms.reported},
                head=_spreads(by_group[label]["head"], terms.tested),
                tail=_spreads(by_group[label]["tail"], terms.tested),
                cold=_spreads(by_group[label]["cold"], terms.tested),
                cpu_seconds=mean_seconds(measured),
                config=tuple(one.config for one in measured),
            )
            for label, measured in found.items()
        ),
        comparisons=compare_by_group(by_group, terms.metric),
        peak_memory_mb=peak_memory_mb(),
        data=tuple(bench.split.digest for bench in benches),
    )


def _variants(
    knowledge: Knowledge, full: Measured, seed: int
) -> Iterator[tuple[str, Knowledge | None, dict[str, Any] | None]]:
    """Name, knowledge and config of every variant but the full model."""
    yield "without knowledge", None, full.bare
    yield "knowledge shuffled", knowledge.shuffled(np.random.default_rng(seed)), full.config
    names = [block.name for block in knowledge.blocks]
    texts = [name for name in _TEXT if name in names]
    off = [[name] for name in names] + ([texts] if len(texts) > 1 else [])
    for blocks in off:
        yield f"without {' and '.join(blocks)}", knowledge.without(blocks), full.config


def _size(benches: Sequence[Bench], group: str) -> GroupSize:
    truths = [bench.truths.get(group) for bench in benches]
    return GroupSize(
        items=tuple(int(np.count_nonzero(bench.groups[group])) for bench in benches),
        interactions=tuple(0 if truth is None else len(truth) for truth in truths),
        users=tuple(0 if truth is None else int(np.count_nonzero(truth.user_counts)) for truth in truths),
    )


def _by_group(measured: Sequence[Measured]) -> dict[str, list[Evaluation | None]]:
    groups: dict[str, list[Evaluation | None]] = {ALL: [one.evaluation for one in measured]}
    return groups | {group: [one.groups.get(group) for one in measured] for group in GROUPS}


def _spreads(evaluations: Sequence[Evaluation | None], names: Sequence[str]) -> dict[str, Spread] | None:
    """Each metric over the seeds; None where no seed has it."""
    if all(one is None for one in evaluations):
        return None
    return {name: Spread.of([np.nan if one is None else one[name] for one in evaluations]) for name in names}

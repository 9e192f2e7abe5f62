"""Several models side by side: the same splits and draws for all of them, several seeds, paired tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tastegraph.errors import ConfigError
from tastegraph.evaluate import ComparedModel, ComparisonRun, Spread, compare_with_first, memory_peak
from tastegraph.progress import Progress, silent
from tastegraph.project.measure import Bench, Measured
from tastegraph.project.terms import STANDARD, Draw, Terms, mean_seconds
from tastegraph.recommend import recommender_class, uses_knowledge


def compare_models(
    draw: Draw, models: Sequence[str], terms: Terms = STANDARD, *, progress: Progress = silent
) -> ComparisonRun:
    """Measure models on the same splits, seed after seed, and test the first against each of the others.

    For each seed and model hyperparameters are chosen on the validation part (drawn from the training part where the
    split has none, the same draw for all models of a seed); then the model is fitted to training and validation part
    together, and the test part is ranked once. Each user's values are averaged over the seeds before the test.

    Args:
        draw: Gives the split of a seed, and what is known about its items.
        models: Names of recommenders, at least two; the first is tested against the others.
        terms: What all models have in common.
        progress: Told what is going on.

    Raises:
        ConfigError: A model is unknown or named twice, or there is only one.
    """
    _check(models)
    found: dict[str, list[Measured]] = {name: [] for name in models}
    peaks = dict.fromkeys(models, 0.0)
    benches: list[Bench] = []
    for seed in terms.seeds:
        split, knowledge = draw(seed)
        benches.append(bench := terms.bench(split, seed, progress))
        for name in models:
            # Models remember what they made of a Knowledge: with its own, none profits from another's work.
            known = replace(knowledge) if knowledge is not None and uses_knowledge(name) else None
            with memory_peak() as peak:
                found[name].append(bench.measure(name, known))
            peaks[name] = max(peaks[name], peak.mb)
    evaluations = {name: [one.evaluation for one in measured] for name, measured in found.items()}
    return ComparisonRun(
        protocol=terms.in_words(benches),
        selected_on="validation",
        seeds=terms.seeds,
        metric=terms.metric,
        models=tuple(
            ComparedModel(
                name=name,
                metrics={key: Spread.of([one[key] for one in evaluations[name]]) for key in terms.reported},
                cpu_seconds=mean_seconds(measured),
                peak_memory_mb=peaks[name],
                config=tuple(one.config for one in measured),
            )
            for name, measured in found.items()
        ),
        comparisons=compare_with_first(evaluations, terms.metric),
        data=tuple(bench.split.digest for bench in benches),
    )


def _check(models: Sequence[str]) -> None:
    for name in models:
        recommender_class(name)
    if len(set(models)) < len(models):
        raise ConfigError(f"a model is named twice in {', '.join(models)}", field="models", fix="Name each once")
    if len(models) < 2:
        named = f"only {models[0]} is named" if models else "no model is named"
        raise ConfigError(named, field="models", fix="Name two or more, with commas between them: linear,ease")

"""A reader of spans: what may be one, and the probability of each label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.memory import LabelMemory
from tastegraph.extract.learned.network import SpanNetwork, average
from tastegraph.extract.learned.places import LONGEST, Basis, Place, ReadText, span_features
from tastegraph.extract.learned.proposals import fit_proposals, propose
from tastegraph.extract.learned.words import tight
from tastegraph.progress import Progress, silent

FloatArray = npt.NDArray[np.float32]
Effort = Literal["quick", "thorough"]
Labels = Mapping[Place, frozenset[int]]

_PRIOR: Final = 10.0
_PRIOR_SHARE: Final = 0.2
_LEAST_SHARE: Final = 0.15
"""Of the true labels of a kind at least this share is taken to be given."""


@dataclass(frozen=True)
class _Plan:
    folds: int
    networks: int
    proposal_epochs: int
    label_epochs: int


_PLANS: Final = {"quick": _Plan(2, 1, 4, 6), "thorough": _Plan(3, 2, 6, 8)}


@dataclass(frozen=True, eq=False)
class ReadSpan:
    """A span that may name something.

    Attributes:
        place: Its words.
        whole: Probability that a name begins and ends there.
        labels: float32 [labels], the probability of each.
    """

    place: Place
    whole: float
    labels: FloatArray


@dataclass(frozen=True, eq=False)
class SpanReader:
    """Proposes spans and gives each the probability of every label; a span may have several.

    Attributes:
        basis: Of the word vectors.
        proposals: Finds spans.
        networks: Give labels; their mean counts.
        memory: Of the labelled examples.
    """

    basis: Basis
    proposals: SpanNetwork
    networks: tuple[SpanNetwork, ...]
    memory: LabelMemory

    @classmethod
    def fit(
        cls,
        texts: Sequence[ReadText],
        given: Sequence[Labels],
        n_labels: int,
        *,
        complete: npt.NDArray[np.bool_],
        groups: Sequence[int] | None = None,
        effort: Effort = "thorough",
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[SpanReader, list[list[ReadSpan]]]:
        """Learn from labelled spans; returns the reader, and what it said of each text when it had not seen it.

        Labels of which only some are given are learned from positive and unlabelled spans (Elkan and Noto 2008,
        "Learning classifiers from only positive and unlabeled data"): what a first classifier says of held-out texts
        gives the share of a label's true spans that are labelled (their equation 4), and each unlabelled span then
        counts as positive with the weight of their equation 3.

        Args:
            texts: The texts.
            given: For each text its labelled spans: place → numbers of its labels.
            n_labels: How many labels there are.
            complete: bool [labels]: whether a text that has a label anywhere has all of its spans labelled with it.
            groups: For each text the number of its group; texts about one thing are held out together, so that what is
                learned of a name in one of them is no help with the others. Each is its own, where not given.
            effort: ``quick`` learns in fewer rounds.
            seed: Of all that is drawn.
            progress: Told the stages.
        """
        plan, rng = _PLANS[effort], np.random.default_rng(seed)
        basis = Basis.of(texts, rng)
        groups = range(len(texts)) if groups is None else groups
        fold, folds = _folds(given, groups, plan.folds, rng)
        named = _by_group(texts, given, groups)
        names = [named[group] for group in groups]
        proposed: list[tuple[list[Place], FloatArray]] = [([], np.zeros(0, dtype=np.float32))] * len(texts)
        for part in range(folds):
            progress("learning where names begin and end", part, folds + 1)
            rest = np.flatnonzero((fold != part) | (folds == 1)).tolist()
            network = fit_proposals(
                [texts[row] for row in rest], [given[row] for row in rest], basis, rng,
                epochs=plan.proposal_epochs, seed=seed,
            )  # fmt: skip
            for row in np.flatnonzero(fold == part).tolist():
                proposed[row] = propose(network, texts[row], basis)
        proposals = fit_proposals(texts, given, basis, rng, epochs=plan.proposal_epochs, seed=seed)
        memory = LabelMemory.of(named.values(), n_labels)
        data = _Rows.of(texts, given, proposed, names, basis, memory)

        def held_out(targets: FloatArray) -> FloatArray:
            said = np.zeros_like(targets)
            for part in range(folds):
                progress("learning what they are", part, folds)
                own = fold[data.text] == part
                seen = ~own if folds > 1 else own
                networks = _networks(data.inputs[seen], targets[seen], plan, seed)
                said[own] = average(networks, data.inputs[own])
            return said

        said = held_out(data.targets)
        targets = data.targets
        if not complete.all():
            targets = _completed(targets, said, complete)
            said = held_out(targets)
        networks = _networks(data.inputs, targets, plan, seed)
        spans: list[list[ReadSpan]] = [[] for _ in texts]
        for row in np.flatnonzero(data.proposed).tolist():
            spans[data.text[row]].append(ReadSpan(data.places[row], float(data.whole[row]), said[row]))
        return cls(basis, proposals, networks, memory), spans

    def read(self, text: ReadText) -> list[ReadSpan]:
        """Return the spans of a text that may name something."""
        places, whole = propose(self.proposals, text, self.basis)
        if not places:
            return []
        inputs = _inputs(text, places, whole, self.basis, self.memory, None)
        said = average(self.networks, inputs)
        return [ReadSpan(place, float(sure), row) for place, sure, row in zip(places, whole, said, strict=True)]


@dataclass(frozen=True, eq=False)
class _Rows:
    """What labels are learned from: proposed spans, and labelled ones that nobody proposed."""

    text: npt.NDArray[np.int64]
    places: list[Place]
    whole: FloatArray
    proposed: npt.NDArray[np.bool_]
    inputs: FloatArray
    targets: FloatArray

    @classmethod
    def of(
        cls,
        texts: Sequence[ReadText],
        given: Sequence[Labels],
        proposed: Sequence[tuple[list[Place], FloatArray]],
        names: Sequence[Mapping[str, frozenset[int]]],
        basis: Basis,
        memory: LabelMemory,
    ) -> _Rows:
        number, places, wholes, found, inputs, targets = [], [], [], [], [], []
        for row, (text, labels) in enumerate(zip(texts, given, strict=True)):
            near, sure = proposed[row]
            missed = [place for place in labels if place not in near and place.last - place.first <= LONGEST]
            of_text = [*near, *missed]
            if not of_text:
                continue
            whole = np.concatenate([sure, np.full(len(missed), 0.5, dtype=np.float32)])
            number += [row] * len(of_text)
            places += of_text
            wholes.append(whole)
            found += [True] * len(near) + [False] * len(missed)
            inputs.append(_inputs(text, of_text, whole, basis, memory, names[row]))
            target = np.zeros((len(of_text), memory.labels), dtype=np.float32)
            for at, place in enumerate(of_text):
                target[at, list(labels.get(place, ()))] = 1
            targets.append(target)
        return cls(
            np.array(number), places, np.concatenate(wholes), np.array(found), np.concatenate(inputs),
            np.concatenate(targets),
        )  # fmt: skip


def _inputs(
    text: ReadText,
    places: Sequence[Place],
    whole: FloatArray,
    basis: Basis,
    memory: LabelMemory,
    own: Mapping[str, frozenset[int]] | None,
) -> FloatArray:
    features = span_features(basis.rows(text), np.array(places, dtype=np.int64))
    known = memory.rows([text.surface(place) for place in places], own)
    return np.concatenate([features, known, 2 * whole[:, None]], axis=1)


def _folds(
    given: Sequence[Labels], groups: Sequence[int], most: int, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], int]:
    """The fold of each text, and how many there are; one means that none is held out.

    Groups stay together, the largest first in the fold that has the fewest labelled texts.
    """
    size: Counter[int] = Counter()
    for group, labels in zip(groups, given, strict=True):
        size[group] += bool(labels)
    folds = min(most, max(sum(count > 0 for count in size.values()), 1))
    names = list(size)
    filled = [0] * folds
    fold_of = {}
    for row in sorted(rng.permutation(len(names)).tolist(), key=lambda row: -size[names[row]]):
        fold_of[names[row]] = part = filled.index(min(filled))
        filled[part] += size[names[row]]
    return np.array([fold_of[group] for group in groups], dtype=np.int64), folds


def _by_group(
    texts: Sequence[ReadText], given: Sequence[Labels], groups: Sequence[int]
) -> dict[int, dict[str, frozenset[int]]]:
    """Group → `tight` name → its labels there."""
    named: dict[int, dict[str, frozenset[int]]] = {}
    for text, labels, group in zip(texts, given, groups, strict=True):
        of_group = named.setdefault(group, {})
        for name, numbers in _names(text, labels).items():
            of_group[name] = of_group.get(name, frozenset()) | numbers
    return named


def _names(text: ReadText, labels: Labels) -> dict[str, frozenset[int]]:
    names: dict[str, frozenset[int]] = {}
    for place, numbers in labels.items():
        name = tight(text.surface(place))
        names[name] = names.get(name, frozenset()) | numbers
    return names


def _networks(inputs: FloatArray, targets: FloatArray, plan: _Plan, seed: int) -> tuple[SpanNetwork, ...]:
    return tuple(
        SpanNetwork.fit(inputs, targets, None, epochs=plan.label_epochs, seed=seed + number)
        for number in range(plan.networks)
    )


def _completed(targets: FloatArray, said: FloatArray, complete: npt.NDArray[np.bool_]) -> FloatArray:
    """The targets, with each unlabelled span positive as far as it is likely to be one that nobody labelled."""
    labelled = targets > 0
    share = ((said * labelled).sum(axis=0) + _PRIOR * _PRIOR_SHARE) / (labelled.sum(axis=0) + _PRIOR)
    share = np.clip(share, _LEAST_SHARE, 1.0)
    weight = (1 - share) / share * said / np.maximum(1 - said, 1e-3)
    return np.where(labelled | complete, targets, np.clip(weight, 0, 1)).astype(np.float32)

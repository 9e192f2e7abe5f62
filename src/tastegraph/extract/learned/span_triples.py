"""Triples out of labelled spans: objects by their relation, and the subject that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.alignment import align_value, characters, short
from tastegraph.extract.learned.choices import Candidate, Choices, SeenText
from tastegraph.extract.learned.forms import Forms, Pair
from tastegraph.extract.learned.layout import SUBJECT, Layout
from tastegraph.extract.learned.marks import BorderWords
from tastegraph.extract.learned.places import Place, ReadText, read_texts
from tastegraph.extract.learned.reader import Effort, ReadSpan, SpanReader
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.learned.triples import ReadTriple, are_complete, best_threshold, without_repeats
from tastegraph.extract.learned.variants import FEW, varied
from tastegraph.extract.learned.words import tight
from tastegraph.extract.scoring.examples import Example
from tastegraph.extract.scoring.keys import normalised_triple
from tastegraph.progress import Progress, silent

_FOLDS: Final = 3
"""Parts of the examples, each of which is read by what was learned from the others."""


@dataclass(frozen=True, eq=False)
class SpanTriples:
    """Reads triples by labelling spans.

    Attributes:
        reader: Gives the probabilities of the labels.
        choices: Makes triples of them.
        threshold: Confidence that a triple needs.
    """

    reader: SpanReader
    choices: Choices
    threshold: float

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        *,
        complete: bool | None = None,
        effort: Effort = "thorough",
        seed: int = 0,
        progress: Progress = silent,
    ) -> SpanTriples | None:
        """Learn from texts and their triples; None where not one value stands in its text.

        Args:
            examples: The texts.
            complete: Whether a text has all triples that it states; told from the examples where not given.
            effort: ``quick`` learns in fewer rounds.
            seed: Of all that is drawn.
            progress: Told the stages.
        """
        complete = are_complete(examples) if complete is None else complete
        rule, layout = SubjectRule.of(examples), Layout.of(examples)
        progress("reading what to learn from")
        texts = read_texts([example.text for example in examples])
        labels, pairs = _aligned(examples, texts, layout, rule)
        if not any(labels):
            return None
        forms, groups = Forms.of(pairs), _groups(examples, rule)
        variants = varied(examples, np.random.default_rng(seed)) if 1 < len(set(groups)) < FEW else []
        more = [variant for _, variant in variants]
        more_texts = read_texts([variant.text for variant in more])
        labels += _aligned(more, more_texts, layout, rule)[0]
        groups += [groups[row] for row, _ in variants]
        full = np.full(layout.size, complete)
        full[len(layout.relations) :] = True
        reader, spans = SpanReader.fit(
            [*texts, *more_texts],
            labels,
            layout.size,
            complete=full,
            groups=groups,
            effort=effort,
            seed=seed,
            progress=progress,
        )
        progress("learning which of them go together")
        draft = Choices(layout, forms, rule, BorderWords.of([*texts, *more_texts], labels))
        seen = [
            SeenText.of(example, text, of_text, draft.borders, BorderWords.of([text], [of_labels]))
            for example, text, of_text, of_labels in zip(
                [*examples, *more], [*texts, *more_texts], spans, labels, strict=True
            )
        ]
        choices, found = _chosen(draft, seen, _parts(groups, seed), complete=complete)
        own = found[: len(examples)]
        return cls(reader, choices, best_threshold(own, examples, complete=complete, reach=_reach(own, examples)))

    def read(self, examples: Sequence[Example]) -> list[list[ReadTriple]]:
        """Return what each text states."""
        texts = read_texts([example.text for example in examples])
        return [
            self.triples(example, text, self.reader.read(text)) for example, text in zip(examples, texts, strict=True)
        ]

    def triples(self, example: Example, text: ReadText, spans: Sequence[ReadSpan]) -> list[ReadTriple]:
        """Return the triples that labelled spans make, above the threshold."""
        seen = SeenText.of(example, text, spans, self.choices.borders)
        found = self.choices.candidates(seen)
        return _stated(text, found, self.choices.sure(found), self.threshold)


def _chosen(
    draft: Choices, seen: Sequence[SeenText], parts: npt.NDArray[np.int64], *, complete: bool
) -> tuple[Choices, list[list[ReadTriple]]]:
    """What is learned from all texts, and what is read of each by what was learned from the other parts."""
    named = [_subjects(text, draft.layout) for text in seen]

    def with_subjects(rows: Iterable[int]) -> Choices:
        chosen = list(rows)
        return draft.with_subjects([seen[row] for row in chosen], [named[row] for row in chosen])

    def held_out(part: int) -> tuple[list[int], list[int]]:
        own = np.flatnonzero(parts == part).tolist()
        return own, np.flatnonzero(parts != part).tolist() or own

    candidates: list[list[Candidate]] = [[] for _ in seen]
    for part in np.unique(parts).tolist():
        own, others = held_out(part)
        choices = with_subjects(others)
        for row in own:
            candidates[row] = choices.candidates(seen[row])
    gold = [{normalised_triple(triple) for triple in text.example.triples} for text in seen]
    right = [
        [normalised_triple(one.triple) in known for one in of_text]
        for of_text, known in zip(candidates, gold, strict=True)
    ]

    def together(rows: Iterable[int]) -> tuple[list[Candidate], list[bool]]:
        chosen = list(rows)
        found = [one for row in chosen for one in candidates[row]]
        return found, [one for row in chosen for one in right[row]]

    def with_triples(choices: Choices, rows: Iterable[int]) -> Choices:
        return choices.with_triples(*together(rows), complete=complete)

    sure = [np.zeros(0) for _ in seen]
    for part in np.unique(parts).tolist():
        own, others = held_out(part)
        choices = with_triples(draft, others)
        for row in own:
            sure[row] = choices.sure(candidates[row])
    everything = range(len(seen))
    choices = with_triples(with_subjects(everything), everything)
    if not complete:
        choices = choices.with_share(together(everything)[1], np.concatenate(sure))
    read = [
        _stated(text.text, found, np.minimum(of_text / choices.share, 1.0), 0.0)
        for text, found, of_text in zip(seen, candidates, sure, strict=True)
    ]
    return choices, read


def _reach(found: Sequence[Sequence[ReadTriple]], examples: Sequence[Example]) -> float:
    """The share of the given triples that were read at all, however unsure."""
    read = total = 0
    for of_text, example in zip(found, examples, strict=True):
        known = set(map(normalised_triple, example.triples))
        read += len(known & {normalised_triple(one.triple) for one in of_text})
        total += len(known)
    return read / max(total, 1)


def _subjects(seen: SeenText, layout: Layout) -> list[tuple[int, Place]]:
    """The labels of subjects that a text has, with each place of one; a label whose subject is not there has none."""
    found: list[tuple[int, Place]] = []
    for triple in seen.example.triples:
        label = layout.subject_of(triple.predicate)
        places = align_value(triple.subject, seen.text) or [Place(-1, -1)]
        found += [(label, place) for place in places]
    return found


def _stated(
    text: ReadText, found: Sequence[Candidate], sure: npt.NDArray[np.float64], least: float
) -> list[ReadTriple]:
    """The candidates that are sure enough; of those of a relation that cross each other the surest."""
    taken: dict[int, list[Place]] = {}
    stated: list[ReadTriple] = []
    for at in np.argsort(-sure, kind="stable").tolist():
        one = found[at]
        chosen = taken.setdefault(one.number, [])
        if sure[at] < least:
            break
        if any(one.place.crosses(other) for other in chosen):
            continue
        chosen.append(one.place)
        ends = characters(text, one.place)
        stated.append(ReadTriple(one.triple, float(sure[at]), *ends, one.subject_words, one.object_words))
    return without_repeats(stated, least)


def _parts(groups: Sequence[int], seed: int) -> npt.NDArray[np.int64]:
    """The part of each text; those of one group are in one part."""
    names, rows = np.unique(np.array(groups), return_inverse=True)
    return np.asarray(np.random.default_rng(seed).permutation(len(names)) % _FOLDS)[rows]


def _aligned(
    examples: Sequence[Example], texts: Sequence[ReadText], layout: Layout, rule: SubjectRule
) -> tuple[list[dict[Place, frozenset[int]]], list[Pair]]:
    """The labels of each text, and words with their values."""
    labels: list[dict[Place, frozenset[int]]] = []
    pairs: list[Pair] = []
    numbers = {name: number for number, name in enumerate(layout.relations)}
    for example, text in zip(examples, texts, strict=True):
        of_text: dict[Place, frozenset[int]] = {}
        places = {name: short(align_value(name, text)) for triple in example.triples for name in triple[::2]}
        for triple in example.triples:
            ends = [(triple.object, numbers[triple.predicate], triple.predicate)]
            if not rule.is_given:
                ends.append((triple.subject, layout.subject_of(triple.predicate), SUBJECT))
            for value, number, slot in ends:
                for place in places[value]:
                    of_text[place] = of_text.get(place, frozenset()) | {number}
                    pairs.append(Pair(slot, text.surface(place), value))
        labels.append(of_text)
    return labels, pairs


def _groups(examples: Sequence[Example], rule: SubjectRule) -> list[int]:
    """Texts that share a subject have one number."""
    if rule.is_given:
        return list(range(len(examples)))
    parent = list(range(len(examples)))

    def root(row: int) -> int:
        while parent[row] != row:
            row = parent[row]
        return row

    first: dict[str, int] = {}
    for row, example in enumerate(examples):
        for name in {tight(triple.subject) for triple in example.triples}:
            parent[root(row)] = root(first.setdefault(name, row))
    return [root(row) for row in range(len(examples))]

"""Triples out of labelled spans: objects by their relation, and the subject that they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from tastegraph.extract.learned.alignment import align_value, characters, short
from tastegraph.extract.learned.forms import Forms, Pair
from tastegraph.extract.learned.places import Place, ReadText, read_texts
from tastegraph.extract.learned.reader import Effort, ReadSpan, SpanReader
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.learned.triples import ReadTriple, are_complete, best_threshold, without_repeats
from tastegraph.extract.learned.variants import FEW, varied
from tastegraph.extract.learned.words import tight
from tastegraph.extract.scoring.examples import Example, Triple
from tastegraph.progress import Progress, silent

SUBJECT: Final = "\x00subject"
"""Slot of the subjects; no relation is called so."""
_LEAST: Final = 0.02
"""Confidence below which a triple is not even thought of."""


@dataclass(frozen=True)
class Layout:
    """What the labels are: the relations, then subjects of most relations, then subjects of the others.

    Attributes:
        relations: Names of the relations.
        secondary: Those whose subject is mostly the object of another triple: the birth place of a director.
    """

    relations: tuple[str, ...]
    secondary: frozenset[str]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Layout:
        """The layout for some examples."""
        counts: Counter[str] = Counter()
        passed_on: Counter[str] = Counter()
        for example in examples:
            objects = {triple.object for triple in example.triples}
            for triple in example.triples:
                counts[triple.predicate] += 1
                passed_on[triple.predicate] += triple.subject in objects
        secondary = frozenset(name for name in counts if 2 * passed_on[name] > counts[name])
        return cls(tuple(counts), secondary)

    @property
    def size(self) -> int:
        """Number of labels."""
        return len(self.relations) + 1 + bool(self.secondary)

    def subject_of(self, relation: str) -> int:
        """Number of the label of the relation's subjects."""
        return len(self.relations) + (relation in self.secondary)


@dataclass(frozen=True, eq=False)
class SpanTriples:
    """Reads triples by labelling spans.

    Attributes:
        layout: The labels.
        reader: Gives their probabilities.
        forms: How values are written.
        rule: Where subjects come from.
        threshold: Confidence that a triple needs.
    """

    layout: Layout
    reader: SpanReader
    forms: Forms
    rule: SubjectRule
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
        labels, pairs, reached = _aligned(examples, texts, layout, rule)
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
        draft = cls(layout, reader, forms, rule, _LEAST)
        found = [draft.triples(*one) for one in zip(examples, texts, spans[: len(texts)], strict=True)]
        return replace(draft, threshold=best_threshold(found, examples, complete=complete, reach=reached))

    def read(self, examples: Sequence[Example]) -> list[list[ReadTriple]]:
        """Return what each text states."""
        texts = read_texts([example.text for example in examples])
        return [
            self.triples(example, text, self.reader.read(text)) for example, text in zip(examples, texts, strict=True)
        ]

    def triples(self, example: Example, text: ReadText, spans: Sequence[ReadSpan]) -> list[ReadTriple]:
        """Return the triples that labelled spans make, above the threshold."""
        found: list[ReadTriple] = []
        for number, relation in enumerate(self.layout.relations):
            chosen: list[Place] = []
            for span in sorted(spans, key=lambda one: -one.labels[number]):
                if span.labels[number] < self.threshold:
                    break
                subject = self._subject(example, text, spans, span.place, relation)
                if subject is None or any(span.place.crosses(other) for other in chosen):
                    continue
                name, words, sure = subject
                surface = text.surface(span.place)
                value = self.forms.render(relation, surface)
                confidence = float(span.labels[number]) * sure * value.reliability
                chosen.append(span.place)
                triple = Triple(name, relation, value.value)
                found.append(ReadTriple(triple, confidence, *characters(text, span.place), words, surface))
        return without_repeats(found, self.threshold)

    def _subject(
        self, example: Example, text: ReadText, spans: Sequence[ReadSpan], of: Place, relation: str
    ) -> tuple[str, str | None, float] | None:
        """The subject of an object, the words for it and how sure it is."""
        if self.rule.is_given:
            return self.rule.subject(example) or "", None, 1.0
        label = self.layout.subject_of(relation)
        best = max(
            (span for span in spans if not span.place.crosses(of)), key=lambda one: one.labels[label], default=None
        )
        if best is None:
            return None
        surface = text.surface(best.place)
        value = self.forms.render(SUBJECT, surface)
        return value.value, surface, float(best.labels[label]) * value.reliability


def _aligned(
    examples: Sequence[Example], texts: Sequence[ReadText], layout: Layout, rule: SubjectRule
) -> tuple[list[dict[Place, frozenset[int]]], list[Pair], float]:
    """The labels of each text, words with their values, and the share of the triples whose ends stand in the text."""
    labels: list[dict[Place, frozenset[int]]] = []
    pairs: list[Pair] = []
    reached = total = 0
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
            total += 1
            reached += all(places[value] for value, _, _ in ends)
        labels.append(of_text)
    return labels, pairs, reached / max(total, 1)


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

"""Which span a text is about, and which triples it states: chosen by what labelled spans look like together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.forms import Forms
from tastegraph.extract.learned.layout import SUBJECT, Layout
from tastegraph.extract.learned.logistic import Choice, Logistic
from tastegraph.extract.learned.marks import BorderWords, log_odds, marks, rivals
from tastegraph.extract.learned.places import Place, ReadText
from tastegraph.extract.learned.reader import ReadSpan
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.scoring.examples import Example, Triple

DoubleArray = npt.NDArray[np.float64]

_LEAST: Final = 0.01
"""Probability of a label below which a triple is not even thought of."""
_LIKELY: Final = 0.1
_LEAST_SHARE: Final = 0.1
"""Of the true triples at least this share is taken to be labelled."""


class Candidate(NamedTuple):
    """A triple that a text may state.

    Attributes:
        triple: Subject, relation, object.
        number: Of the relation.
        place: Of the object.
        subject_words: None where the subject is not read from the text.
        object_words: The words for the object.
        features: float64 [features], what is known of it.
    """

    triple: Triple
    number: int
    place: Place
    subject_words: str | None
    object_words: str
    features: DoubleArray


@dataclass(frozen=True, eq=False)
class SeenText:
    """A text with its spans, and what these look like.

    Attributes:
        example: The text, its id and kind.
        text: Its words.
        spans: What may be a name in it.
        marks: float64 [spans, marks].
    """

    example: Example
    text: ReadText
    spans: Sequence[ReadSpan]
    marks: DoubleArray

    @classmethod
    def of(
        cls,
        example: Example,
        text: ReadText,
        spans: Sequence[ReadSpan],
        borders: BorderWords,
        own: BorderWords | None = None,
    ) -> SeenText:
        """Look at a text; ``own`` is the part of ``borders`` that it gave itself."""
        return cls(example, text, spans, marks(text, spans, borders, own))

    @cached_property
    def labels(self) -> npt.NDArray[np.float32]:
        """float32 [spans, labels]."""
        return np.stack([span.labels for span in self.spans])

    def as_subject(self, label: int, relations: int) -> DoubleArray:
        """Return float64 [spans, features]: what speaks for each span's being the subject."""
        others = log_odds(self.labels[:, :relations].max(axis=1))
        return np.concatenate([self.marks, rivals(self.spans, label), others[:, None]], axis=1)


@dataclass(frozen=True, eq=False)
class Choices:
    """Makes triples of labelled spans.

    Attributes:
        layout: The labels.
        forms: How values are written.
        rule: Where subjects come from.
        borders: Words at the borders of names.
        subjects: Chooses the subject of a text; None where it is given, and where there was nothing to learn from.
        triples: Says how sure it is that a triple is labelled; None before that has been learned.
        share: Share of the true triples that is labelled.
    """

    layout: Layout
    forms: Forms
    rule: SubjectRule
    borders: BorderWords
    subjects: Choice | None = None
    triples: Logistic | None = None
    share: float = 1.0

    def with_subjects(self, seen: Sequence[SeenText], named: Sequence[Sequence[tuple[int, Place]]]) -> Choices:
        """Learn which span is the subject.

        Args:
            seen: The texts.
            named: For each text its subjects: label and place. A text of whose subjects none stands in it has none,
                and teaches when to choose none.
        """
        if self.rule.is_given:
            return self
        rows: list[DoubleArray] = []
        groups: list[npt.NDArray[np.int64]] = []
        right: list[list[bool]] = []
        for text, places in zip(seen, named, strict=True):
            for label in dict.fromkeys(label for label, _ in places) if text.spans else ():
                of_label = {place for number, place in places if number == label}
                rows.append(text.as_subject(label, len(self.layout.relations)))
                right.append([span.place in of_label for span in text.spans])
                groups.append(np.full(len(text.spans), len(groups)))
        if not rows:
            return self
        choice = Choice.fit(np.concatenate(rows), np.concatenate(groups), np.concatenate(right).astype(np.bool_))
        return replace(self, subjects=choice)

    def with_triples(self, found: Sequence[Candidate], right: Sequence[bool], *, complete: bool) -> Choices:
        """Learn which candidates are labelled.

        Args:
            found: Candidates.
            right: Whether each is labelled.
            complete: Whether a text has all triples that it states; otherwise how often a relation is labelled says
                nothing about how often it is stated, as examples are often drawn evenly from the relations.
        """
        if not any(right) or all(right):
            return self
        rows = np.stack([one.features for one in found])
        kinds = np.array([one.number for one in found], dtype=np.int64)
        correct = np.array(right, dtype=np.bool_)
        fitted = Logistic.fit(rows, kinds, correct, len(self.layout.relations), apart=complete)
        return replace(self, triples=fitted)

    def candidates(self, seen: SeenText) -> list[Candidate]:
        """Return the triples that a text may state."""
        return list(self._candidates(seen)) if seen.spans else []

    def sure(self, found: Sequence[Candidate]) -> DoubleArray:
        """Return float64 [candidates], the probability that each is true (Elkan and Noto 2008, lemma 1)."""
        if not found:
            return np.zeros(0)
        rows = np.stack([one.features for one in found])
        if self.triples is None:
            return np.exp(rows[:, _PRODUCT])
        numbers = np.array([one.number for one in found], dtype=np.int64)
        labelled = self.triples.probabilities(rows, numbers)
        return np.minimum(labelled / self.share, 1.0)

    def with_share(self, right: Sequence[bool], sure: DoubleArray) -> Choices:
        """Learn how many of the true triples are labelled (Elkan and Noto 2008, equation 4).

        Args:
            right: Whether each candidate is labelled.
            sure: float64 [candidates], how sure it was that it is, before it was seen.
        """
        labelled = np.array(right, dtype=np.bool_)
        return replace(self, share=max(float(sure[labelled].mean()), _LEAST_SHARE)) if labelled.any() else self

    def _candidates(self, seen: SeenText) -> Iterator[Candidate]:
        size = len(self.layout.relations)
        labels = seen.labels[:, :size]
        rank = np.argsort(np.argsort(-labels, axis=1, kind="stable"), axis=1, kind="stable")
        near = [rivals(seen.spans, number) for number in range(size)]
        many = np.log1p((labels > _LIKELY).sum(axis=0))
        subject_of = self._subjects(seen)
        for row, span in enumerate(seen.spans):
            words = seen.text.surface(span.place)
            for number in np.flatnonzero(labels[row] > _LEAST).tolist():
                relation = self.layout.relations[number]
                subject = self._subject(seen, subject_of, span.place, self.layout.subject_of(relation))
                if subject is None:
                    continue
                name, subject_words, place, chosen = subject
                value = self.forms.render(relation, words)
                product = np.log(max(float(labels[row, number]) * chosen * value.reliability, _TINY))
                apart = 0 if place is None else max(span.place.first - place.last, place.first - span.place.last, 0)
                features = [
                    product,
                    np.log(max(chosen, _TINY)),
                    np.log(max(value.reliability, _TINY)),
                    *near[number][row],
                    rank[row, number],
                    many[number],
                    float(log_odds(seen.labels[row, size])),
                    np.log1p(apart),
                    place is not None and span.place.first < place.first,
                    *seen.marks[row],
                ]
                triple = Triple(name, relation, value.value)
                yield Candidate(triple, number, span.place, subject_words, words, np.array(features, dtype=np.float64))

    def _subjects(self, seen: SeenText) -> dict[int, DoubleArray]:
        """Label of subjects → float64 [spans], the probability that each span is the one."""
        size = len(self.layout.relations)
        if self.rule.is_given:
            return {}
        if self.subjects is None:
            return {label: seen.labels[:, label].astype(np.float64) for label in range(size, self.layout.size)}
        return {
            label: self.subjects.probabilities(seen.as_subject(label, size)) for label in range(size, self.layout.size)
        }

    def _subject(
        self, seen: SeenText, subject_of: dict[int, DoubleArray], of: Place, label: int
    ) -> tuple[str, str | None, Place | None, float] | None:
        """The subject of an object, the words for it, where they stand and how sure it is."""
        if self.rule.is_given:
            return self.rule.subject(seen.example) or "", None, None, 1.0
        free = [row for row, span in enumerate(seen.spans) if not span.place.crosses(of)]
        if not free:
            return None
        best = max(free, key=lambda row: subject_of[label][row])
        surface = seen.text.surface(seen.spans[best].place)
        value = self.forms.render(SUBJECT, surface)
        return value.value, surface, seen.spans[best].place, float(subject_of[label][best]) * value.reliability


_TINY: Final = 1e-6
_PRODUCT: Final = 0
"""Feature that is the logarithm of the probability that all parts are right, were they independent."""

"""A reader of prose that learns from what is known of its documents already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tastegraph.extract.encoder.passages import TextField
from tastegraph.extract.learned.alignment import align_value, characters, short
from tastegraph.extract.learned.places import Place, ReadText, read_texts
from tastegraph.extract.learned.reader import Effort, ReadSpan, SpanReader
from tastegraph.extract.learned.words import tight
from tastegraph.graph import Statement
from tastegraph.progress import Progress, silent

MOST_TEXTS: Final = 400
"""Texts that are learned from; more cost time and change little."""
FEWEST: Final = 15
"""Texts in which a relation has to be found to be learned."""
_LIKELY: Final = 0.5
_AGREEMENT: Final = 0.5
"""Share of what is read of held-out texts that must be known of their items; columns that are incomplete lower it."""
_TOGETHER: Final = 0.1
"""Share of the spans of the rarer of two relations that are labelled with both, from which on they go together."""
_BLOCK: Final = 256
"""Texts that are read at a time; bounds the memory."""


class Fact(NamedTuple):
    """What a text states: a relation to a named object, and where it says so."""

    relation: str
    name: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, eq=False)
class DistantReader:
    """Reads what texts say of their documents' items.

    Attributes:
        relations: What it can read.
        reader: Gives the probability of each relation.
        together: bool [relations, relations]: whether one span is an object of both now and then.
        names: For each relation, `tight` name → the spelling that is known of it.
        trusted: The relations that it reads well enough.
    """

    relations: tuple[str, ...]
    reader: SpanReader
    together: npt.NDArray[np.bool_]
    names: tuple[Mapping[str, str], ...]
    trusted: frozenset[str]

    @classmethod
    def fit(
        cls,
        texts: Sequence[TextField],
        known: Iterable[Statement],
        *,
        relations: Iterable[str] = (),
        effort: Effort = "quick",
        seed: int = 0,
        progress: Progress = silent,
    ) -> DistantReader | None:
        """Learn from texts and what is known of their items (distant supervision, Mintz et al. 2009).

        A known object that stands in a text of its item is taken to be stated there. What is known is incomplete:
        other names may be objects, too, and are learned from as unlabelled (see `SpanReader.fit`).

        Args:
            texts: The texts; those with the most known objects are learned from, MOST_TEXTS at most.
            known: Statements about the items.
            relations: Those to learn; all known ones where none is given.
            effort: ``quick`` learns in fewer rounds.
            seed: Of all that is drawn.
            progress: Told the stages.

        Returns:
            None where no relation is found in FEWEST texts.
        """
        wanted = frozenset(relations)
        objects: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for statement in known:
            if not wanted or statement.predicate in wanted:
                objects[statement.subject][statement.predicate].add(statement.object)
        found = [_mentioned(text, objects.get(text.document.item, {})) for text in texts]
        often: dict[str, int] = defaultdict(int)
        for names in found:
            for relation in names:
                often[relation] += 1
        names_of = tuple(sorted(relation for relation, count in often.items() if count >= FEWEST))
        if not names_of:
            return None
        numbers = {relation: number for number, relation in enumerate(names_of)}
        chosen = _chosen([len(numbers.keys() & names) for names in found], seed)
        progress("reading what to learn from")
        read = read_texts([texts[row].text for row in chosen])
        labels = [_labels(text, found[row], numbers) for row, text in zip(chosen, read, strict=True)]
        if not any(labels):
            return None
        incomplete = np.zeros(len(names_of), dtype=np.bool_)
        reader, held_out = SpanReader.fit(
            read, labels, len(names_of), complete=incomplete, effort=effort, seed=seed, progress=progress
        )
        spellings = _spellings(objects.values(), names_of)
        draft = cls(names_of, reader, _together(labels, len(names_of)), spellings, frozenset(names_of))
        told = [objects[texts[row].document.item] for row in chosen]
        return draft._agreeing(read, held_out, told)

    def read(self, texts: Sequence[str], least: float, progress: Progress = silent) -> list[list[Fact]]:
        """Return what each text states with at least that confidence, each fact once, in the order of the text."""
        facts: list[list[Fact]] = []
        for begin in range(0, len(texts), _BLOCK):
            progress("reading texts", begin, len(texts))
            block = read_texts(texts[begin : begin + _BLOCK])
            facts.extend(self._facts(text, self.reader.read(text), least) for text in block)
        return facts

    def _facts(self, text: ReadText, spans: Sequence[ReadSpan], least: float) -> list[Fact]:
        best: dict[tuple[str, str], Fact] = {}
        compatible = [replace(span, labels=_compatible(span.labels, self.together)) for span in spans]
        for number, relation in enumerate(self.relations):
            if relation not in self.trusted:
                continue
            for place, sure in _apart(compatible, number, least):
                surface = text.surface(place)
                name = self.names[number].get(tight(surface), " ".join(surface.split()))
                fact = Fact(relation, name, *characters(text, place), sure)
                key = (relation, tight(name))
                if key not in best or best[key].confidence < sure:
                    best[key] = fact
        return sorted(best.values(), key=lambda fact: (fact.start, fact.end, fact.relation))

    def _agreeing(
        self,
        texts: Sequence[ReadText],
        spans: Sequence[Sequence[ReadSpan]],
        known: Sequence[Mapping[str, Iterable[str]]],
    ) -> DistantReader:
        """The same reader without the relations in which it disagrees with what is known more often than not."""
        said: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for text, of_text, facts in zip(texts, spans, known, strict=True):
            for fact in self._facts(text, of_text, _LIKELY):
                said[fact.relation] += 1
                right[fact.relation] += tight(fact.name) in set(map(tight, facts.get(fact.relation, ())))
        return replace(self, trusted=frozenset(name for name in said if right[name] >= _AGREEMENT * said[name]))


def _mentioned(text: TextField, objects: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The known objects that the text seems to name, by relation."""
    squeezed = tight(text.text)
    found = {
        relation: [name for name in names if tight(name) and tight(name) in squeezed]
        for relation, names in objects.items()
    }
    return {relation: sorted(names) for relation, names in found.items() if names}


def _labels(
    text: ReadText, found: Mapping[str, Iterable[str]], numbers: Mapping[str, int]
) -> dict[Place, frozenset[int]]:
    """Where the known objects stand in a text, with the numbers of their relations."""
    labels: dict[Place, frozenset[int]] = {}
    for relation, values in found.items():
        if relation in numbers:
            for value in values:
                for place in short(align_value(value, text)):
                    labels[place] = labels.get(place, frozenset()) | {numbers[relation]}
    return labels


def _spellings(
    objects: Iterable[Mapping[str, Iterable[str]]], relations: Sequence[str]
) -> tuple[Mapping[str, str], ...]:
    spellings: dict[str, dict[str, str]] = {relation: {} for relation in relations}
    for of_item in objects:
        for relation in spellings.keys() & of_item.keys():
            spellings[relation].update({tight(value): value for value in sorted(of_item[relation])})
    return tuple(spellings.values())


def _chosen(richness: Sequence[int], seed: int) -> list[int]:
    """The texts to learn from: those with most relations, in a tie at random."""
    tie = np.random.default_rng(seed).permutation(len(richness))
    order = np.lexsort((tie, -np.asarray(richness)))
    return sorted(row for row in order[:MOST_TEXTS].tolist() if richness[row])


def _apart(spans: Sequence[ReadSpan], number: int, least: float) -> list[tuple[Place, float]]:
    """Spans with a label that do not cross each other, the surest first."""
    chosen: list[tuple[Place, float]] = []
    for span in sorted(spans, key=lambda one: -one.labels[number]):
        sure = float(span.labels[number])
        if sure < least:
            break
        if not any(span.place.crosses(other) for other, _ in chosen):
            chosen.append((span.place, sure))
    return chosen


def _together(labels: Sequence[Mapping[Place, frozenset[int]]], size: int) -> npt.NDArray[np.bool_]:
    marks = np.zeros((sum(map(len, labels)), size), dtype=np.int64)
    for row, numbers in enumerate(numbers for of_text in labels for numbers in of_text.values()):
        marks[row, list(numbers)] = 1
    both = marks.T @ marks
    alone = np.diag(both)
    return both >= _TOGETHER * np.maximum(np.minimum.outer(alone, alone), 1)


def _compatible(labels: npt.NDArray[np.float32], together: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """The probabilities without those of labels that do not go with the most probable one."""
    return np.where(together[int(np.argmax(labels))], labels, 0).astype(np.float32)

"""An extractor, measured on a gold set."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tastegraph.extract.protocol import Extractor
from tastegraph.extract.scoring.examples import Example
from tastegraph.extract.scoring.gold import GoldSet
from tastegraph.extract.scoring.mistakes import Mistake, mistakes
from tastegraph.extract.scoring.predictions import documents_of, predictions_of
from tastegraph.extract.scoring.score import Score, score_triples
from tastegraph.graph import Statement


@dataclass(frozen=True)
class Measured:
    """How good an extractor is on a gold set, and at what cost.

    Attributes:
        score: How good.
        mistakes: Where it is wrong.
        method: The extractor's.
        seconds: Wall time, learning included.
        cpu_seconds: Processor time of this process.
        train: Texts that were there to learn from.
    """

    score: Score
    mistakes: tuple[Mistake, ...]
    method: str
    seconds: float
    cpu_seconds: float
    train: int

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready dictionaries, lists, strings and numbers; without the mistakes, which hold text."""
        return {
            "method": self.method,
            **self.score.to_json(),
            "train_texts": self.train,
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
        }


def measure_extractor(gold: GoldSet, make: Callable[[Sequence[Example]], Extractor]) -> Measured:
    """Measure an extractor.

    Args:
        gold: The set.
        make: Makes the extractor; it is given the test texts without their labels, for what they are called and about.
    """
    began, cpu = time.perf_counter(), time.process_time()
    test = with_own_ids(gold.test)
    unlabelled = [example.unlabelled for example in test]
    extractor = make(unlabelled)
    stated: dict[str, list[Statement]] = defaultdict(list)
    for statement in extractor.extract(documents_of(unlabelled)):
        document = statement.evidence.document if statement.evidence is not None else statement.subject
        stated[document].append(statement)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    given = constant_subject(gold.train)
    predicted = [predictions_of(example, stated[example.id], gold.schema, given) for example in test]
    return Measured(
        score_triples(test, predicted, frozenset(gold.schema.names)),
        tuple(mistakes(test, predicted)),
        extractor.method,
        seconds,
        cpu_seconds,
        len(gold.train),
    )


def with_own_ids(examples: Sequence[Example]) -> list[Example]:
    """Return the examples with an id of its own for each: the second of one id gets a number behind it."""
    seen: Counter[str] = Counter()
    own = []
    for example in examples:
        seen[example.id] += 1
        own.append(example if seen[example.id] == 1 else replace(example, id=f"{example.id} ({seen[example.id]})"))
    return own


def constant_subject(train: Sequence[Example]) -> frozenset[str]:
    """Return the one subject that all training triples share, as a set; an empty one where they have several."""
    subjects = {triple.subject for example in train for triple in example.triples}
    return frozenset(subjects) if len(subjects) == 1 else frozenset()

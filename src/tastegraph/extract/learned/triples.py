"""Triples read from a text, with the words they were read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.extract.scoring.examples import Example, Triple
from tastegraph.extract.scoring.keys import normalised_triple

_SAMPLED: Final = 0.25
"""Where fewer texts than this have more than one triple, each line gives one of several."""
_FEW_RELATIONS: Final = 3


@dataclass(frozen=True)
class ReadTriple:
    """What a reader says that a text states.

    Attributes:
        triple: Subject, relation, object.
        confidence: Probability that it is right.
        start: Offset of the words for the object.
        end: Offset after them.
        subject_words: The words for the subject; None where it is not read from the text.
        object_words: The words for the object.
    """

    triple: Triple
    confidence: float
    start: int
    end: int
    subject_words: str | None
    object_words: str


def are_complete(examples: Iterable[Example]) -> bool:
    """Whether the triples of these texts look like all that the texts state, and not like one drawn from several."""
    counts = [len(example.triples) for example in examples if example.triples]
    relations = {triple.predicate for example in examples for triple in example.triples}
    several = sum(count > 1 for count in counts)
    return len(relations) < _FEW_RELATIONS or several >= _SAMPLED * len(counts)


def best_threshold(
    found: Sequence[Sequence[ReadTriple]], examples: Sequence[Example], *, complete: bool, reach: float
) -> float:
    """Return the confidence below which a reader does best to say nothing: that of the highest F1.

    Args:
        found: What was read from each text by a reader that had not seen it.
        examples: The texts.
        complete: Whether they give all triples; otherwise F1 is that which the confidences let expect.
        reach: Share of the true triples that the reader could name at all.
    """
    rows = []
    for of_text, example in zip(found, examples, strict=True):
        gold = {normalised_triple(triple) for triple in example.triples}
        rows += [(one.confidence, normalised_triple(one.triple) in gold) for one in of_text]
    if not rows:
        return 0.5
    confidence, right = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    order = np.argsort(-confidence, kind="stable")
    confidence = confidence[order]
    gains = np.cumsum(right[order] if complete else confidence)
    total = sum(len(set(example.triples)) for example in examples) if complete else gains[-1] / max(reach, 0.1)
    f1 = 2 * gains / (np.arange(1, len(gains) + 1) + total)
    return float(confidence[int(np.argmax(f1))])


def without_repeats(found: Iterable[ReadTriple], threshold: float) -> list[ReadTriple]:
    """Return those that are sure enough, each triple once at its surest, in the order of the text."""
    best: dict[Triple, ReadTriple] = {}
    for one in found:
        key = normalised_triple(one.triple)
        if one.confidence >= threshold and (key not in best or one.confidence > best[key].confidence):
            best[key] = one
    return sorted(best.values(), key=lambda one: (one.start, one.end, one.triple))

"""What the labels of spans are, where triples are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.extract.scoring.examples import Example

SUBJECT: Final = "\x00subject"
"""Slot of the subjects; no relation is called so."""


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

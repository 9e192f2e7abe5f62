"""Where the subjects of a set of examples come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.extract.scoring.examples import Example
from tastegraph.extract.scoring.keys import normalised

_MOSTLY: Final = 0.8
_BREAKS: Final = (",", " - ", " – ", ":", " (", "(", ";", "|", "\n", ".")


@dataclass(frozen=True)
class SubjectRule:
    """How the subject of a text's triples is found.

    Attributes:
        kind: ``id`` (the text's id), ``text`` (the text itself), ``constant``, ``before`` (what stands before a mark)
            or ``span`` (words of the text that have to be learned).
        value: The constant, or the mark.
    """

    kind: str
    value: str = ""

    @classmethod
    def of(cls, examples: Sequence[Example]) -> SubjectRule:
        """The first rule that gives nearly every subject; ``span`` where none does, ``id`` where there is no triple."""
        pairs = [
            (example, subject) for example in examples for subject in {triple.subject for triple in example.triples}
        ]
        if not pairs:
            return cls("id")
        counted = Counter(subject for _, subject in pairs)
        constant, times = counted.most_common(1)[0]
        rules = [cls("id"), cls("text"), *(cls("before", mark) for mark in _BREAKS)]
        if len(pairs) > 1 and times >= 2:
            rules.insert(0, cls("constant", constant))
        for rule in rules:
            right = sum(_same(rule.subject(example), subject) for example, subject in pairs)
            if right >= _MOSTLY * len(pairs):
                return rule
        return cls("span")

    @property
    def is_given(self) -> bool:
        """Whether the subject is known without reading the text."""
        return self.kind != "span"

    def subject(self, example: Example) -> str | None:
        """The subject of a text; None where it has to be read."""
        if self.kind == "id":
            return example.id
        if self.kind == "constant":
            return self.value
        if self.kind == "text":
            return example.text.strip()
        if self.kind == "before":
            return example.text.partition(self.value)[0].strip()
        return None


def _same(left: str | None, right: str) -> bool:
    return left is not None and normalised(left) == normalised(right)

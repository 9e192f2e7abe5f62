"""Any extractor on texts whose subjects are given: it reads what items state, and the subjects are put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from tastegraph.data import Document
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.protocol import Extractor
from tastegraph.extract.scoring.examples import Example
from tastegraph.extract.scoring.predictions import TEXT
from tastegraph.graph import ITEM, Schema, Statement
from tastegraph.graph.schema import Example as Shown

_EXAMPLES: Final = 2
"""Examples of a relation that a chat model is shown."""
_SHORT: Final = 300
"""Characters of the text of such an example."""


class GivenSubjects:
    """Puts the subjects that a rule gives in the place of item ids.

    Args:
        make: Makes the extractor for a schema.
        schema: What may be stated. Relations without examples get some of the texts; where the rule gives the
            subjects, relations start at items.
        train: Texts to learn the rule from.
    """

    def __init__(self, make: Callable[[Schema], Extractor], schema: Schema, train: Sequence[Example]) -> None:
        labelled = any(example.triples for example in train)
        self.rule = SubjectRule.of(train) if labelled else SubjectRule("span")
        self.domains = {relation.name: relation.domain for relation in schema.relations}
        shown = {} if self.rule.is_given else _shown(train)
        changed = tuple(
            relation.model_copy(
                update={
                    "domain": ITEM if self.rule.is_given else relation.domain,
                    "examples": relation.examples or tuple(shown.get(relation.name, ())),
                }
            )
            for relation in schema.relations
        )
        self.extractor = make(schema.model_copy(update={"relations": changed}))

    @property
    def method(self) -> str:
        """The extractor's."""
        return self.extractor.method

    def extract(self, documents: Sequence[Document]) -> Iterator[Statement]:
        """Yield what the extractor states, with the given subjects."""
        texts = {one.item: Example(one.item, one.fields.get(TEXT, "")) for one in documents}
        for statement in self.extractor.extract(documents):
            if not self.rule.is_given or statement.subject not in texts:
                yield statement
                continue
            subject = self.rule.subject(texts[statement.subject]) or statement.subject
            domain = self.domains.get(statement.predicate, statement.subject_type)
            yield replace(statement, subject=subject, subject_type=domain)


def _shown(train: Sequence[Example]) -> dict[str, list[Shown]]:
    """Short texts in which both ends of a triple stand as they are written, some for each relation."""
    shown: dict[str, list[Shown]] = {}
    for example in train:
        for subject, predicate, value in example.triples:
            of_relation = shown.setdefault(predicate, [])
            stands = subject in example.text and value in example.text
            if stands and len(of_relation) < _EXAMPLES and len(example.text) <= _SHORT:
                of_relation.append(Shown(text=example.text, subject=subject, object=value))
    return shown

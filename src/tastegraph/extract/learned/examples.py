"""The extractor that learns from labelled examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

from tastegraph.data import Document
from tastegraph.extract.learned.reader import Effort
from tastegraph.extract.learned.span_triples import SpanTriples
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.learned.tagged_triples import TaggedTriples, can_be_tagged
from tastegraph.extract.learned.triples import ReadTriple, are_complete
from tastegraph.extract.learned.unlabelled import UnlabelledTriples
from tastegraph.extract.scoring.examples import Example
from tastegraph.extract.scoring.predictions import TEXT
from tastegraph.graph import ANY, ENTITY, Evidence, Relation, Schema, Statement
from tastegraph.progress import Progress, silent
from tastegraph.text import TextEncoder


class TripleReader(Protocol):
    """Reads triples out of texts."""

    def read(self, examples: Sequence[Example]) -> list[list[ReadTriple]]:
        """Return what each text states."""
        ...


class ExampleExtractor:
    """Reads statements out of texts as it learned from examples, with no generative model.

    Values, relations and subjects are learned from texts and the triples that they state; without any example it goes
    by the schema and what the encoder finds alike (`docs/scoring.md` says how, and how well).

    Args:
        reader: Reads triples.
        schema: What may be stated; an open one allows everything.
        field: Field of the documents that is read.
        categories: Document → kind of text, where the examples had some.
    """

    method: Final = "encoder"

    def __init__(
        self,
        reader: TripleReader,
        schema: Schema,
        *,
        field: str = TEXT,
        categories: Mapping[str, str] | None = None,
    ) -> None:
        self.reader = reader
        self.schema = schema
        self.field = field
        self.categories = categories or {}

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        schema: Schema,
        *,
        encoder: TextEncoder | None = None,
        effort: Effort = "thorough",
        seed: int = 0,
        progress: Progress = silent,
        categories: Mapping[str, str] | None = None,
    ) -> ExampleExtractor:
        """Learn from texts and the triples they state.

        Args:
            examples: The texts; may be none.
            schema: What may be stated; triples of other relations are not learned from.
            encoder: Compares wordings where there are no examples.
            effort: ``quick`` learns in fewer rounds and without the neural tagger.
            seed: Of all that is drawn.
            progress: Told the stages.
            categories: Document → kind of text.
        """
        known = frozenset(schema.names)
        usable = [
            Example(one.id, one.text, tuple(t for t in one.triples if not known or t.predicate in known), one.category)
            for one in examples
            if one.text.strip()
        ]
        reader = _reader(usable, schema, encoder, effort, seed, progress)
        return cls(reader, schema, categories=categories)

    def extract(self, documents: Sequence[Document]) -> Iterator[Statement]:
        """Yield what the documents state, in their order."""
        read = [document for document in documents if document.fields.get(self.field, "").strip()]
        examples = [
            Example(document.item, document.fields[self.field], (), self.categories.get(document.item, ""))
            for document in read
        ]
        for document, found in zip(read, self.reader.read(examples), strict=True):
            for one in found:
                yield self._statement(document, one)

    def _statement(self, document: Document, one: ReadTriple) -> Statement:
        subject, predicate, value = one.triple
        relation = self._relation(predicate)
        quote = document.fields[self.field][one.start : one.end]
        return Statement(
            subject=subject,
            predicate=predicate,
            object=value,
            confidence=round(min(max(one.confidence, 0.0), 1.0), 4),
            evidence=Evidence(document.item, self.field, one.start, one.end, quote),
            method=self.method,
            subject_type=_named(relation.domain),
            object_type=_named(relation.range),
            subject_alias=one.subject_words if one.subject_words != subject else None,
            object_alias=one.object_words if one.object_words != value else None,
        )

    def _relation(self, name: str) -> Relation:
        return self.schema.relation(name) if self.schema.relations else Relation(name=name, domain=ENTITY)


def _named(kind: str) -> str:
    return ENTITY if kind == ANY else kind


def _reader(
    examples: Sequence[Example],
    schema: Schema,
    encoder: TextEncoder | None,
    effort: Effort,
    seed: int,
    progress: Progress,
) -> TripleReader:
    labelled = any(example.triples for example in examples)
    if labelled:
        rule, complete = SubjectRule.of(examples), are_complete(examples)
        if can_be_tagged(examples, rule, complete=complete):
            return TaggedTriples.fit(examples, rule, effort=effort, seed=seed, progress=progress)
        spans = SpanTriples.fit(examples, complete=complete, effort=effort, seed=seed, progress=progress)
        if spans is not None:
            return spans
    return UnlabelledTriples(schema, encoder)

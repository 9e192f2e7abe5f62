"""The extractor that learns to read text from what the catalogue's columns know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tastegraph.data import Document
from tastegraph.extract.encoder.passages import text_fields
from tastegraph.extract.learned.distant import DistantReader
from tastegraph.extract.learned.reader import Effort
from tastegraph.graph import ENTITY, ITEM, Evidence, Schema, Statement
from tastegraph.progress import Progress, silent
from tastegraph.text import TextEncoder


class LearnedExtractor:
    """Reads from text the relations that fact columns have, also to objects that no column knows.

    The columns' own values, where they stand in the text of their item, are the examples that it learns from; so a few
    hundred documents with facts teach it to read those without. `docs/scoring.md` says how well.

    Args:
        encoder: Kept for the protocol of extractors; words are read by MiniLM's inner layers.
        schema: Relations to read; an open schema takes those of the known statements.
        fields: The fields to read; without it, all that no known statement quotes, except a repeated title.
        min_confidence: What is less sure is left out; from 0 to 1.
        effort: ``quick`` learns in fewer rounds.
        seed: Of all that learning draws.
        progress: Told the stages.

    Attributes:
        reader: What was learned; None before, and where there was nothing to learn from.
    """

    method: Final = "encoder"

    def __init__(
        self,
        encoder: TextEncoder,
        schema: Schema,
        *,
        fields: Sequence[str] | None = None,
        min_confidence: float = 0.8,
        effort: Effort = "quick",
        seed: int = 0,
        progress: Progress = silent,
    ) -> None:
        self.encoder = encoder
        self.schema = schema
        self.fields = None if fields is None else tuple(fields)
        self.min_confidence = min_confidence
        self.effort: Effort = effort
        self.seed = seed
        self.progress = progress
        self.reader: DistantReader | None = None

    def fit(self, documents: Sequence[Document], known: Iterable[Statement]) -> LearnedExtractor:
        """Learn from documents and statements about their items; returns itself."""
        known = tuple(known)
        self.fields = self.fields if self.fields is not None else tuple(unquoted_fields(documents, known))
        self.reader = DistantReader.fit(
            text_fields(documents, self.fields),
            known,
            relations=self.schema.names,
            effort=self.effort,
            seed=self.seed,
            progress=self.progress,
        )
        return self

    def extract(self, documents: Sequence[Document], known: Iterable[Statement] = ()) -> Iterator[Statement]:
        """Yield what the documents state, document by document, by place.

        Args:
            documents: What to read.
            known: Statements about the items, to learn from where `fit` or `load` was not called before.
        """
        known = tuple(known)
        if self.reader is None:
            self.fit(documents, known)
        if self.reader is None:
            return
        types = {statement.predicate: statement.object_type for statement in known}
        types |= {relation.name: relation.range for relation in self.schema.relations}
        texts = text_fields(documents, self.fields or ())
        read = self.reader.read([text.text for text in texts], self.min_confidence, self.progress)
        for text, facts in zip(texts, read, strict=True):
            for fact in facts:
                quote = text.text[fact.start : fact.end]
                yield Statement(
                    subject=text.document.item,
                    predicate=fact.relation,
                    object=fact.name,
                    confidence=round(fact.confidence, 4),
                    evidence=Evidence(text.document.item, text.field, fact.start, fact.end, quote),
                    method=self.method,
                    subject_type=ITEM,
                    object_type=types.get(fact.relation, ENTITY),
                )

    def save(self, folder: Path) -> None:
        """Write what was learned to a folder: JSON and safetensors.

        Raises:
            StateError: Nothing was learned yet.
            InputError: The folder cannot be written.
        """
        from tastegraph.extract.learned.storage import write_reader

        write_reader(folder, self.reader, self.fields)

    def load(self, folder: Path) -> LearnedExtractor:
        """Take over what was learned earlier; returns itself.

        Raises:
            StateError: There is nothing in the folder.
            ReadError: It is damaged or of another format.
        """
        from tastegraph.extract.learned.storage import read_reader

        self.reader, fields = read_reader(folder)
        self.fields = self.fields if self.fields is not None else fields
        return self


def unquoted_fields(documents: Sequence[Document], known: Sequence[Statement]) -> list[str]:
    """Return the fields that are no facts: none of the known statements was read in them; and no repeated title."""
    facts = {statement.evidence.field for statement in known if statement.evidence is not None}
    names = dict.fromkeys(
        field for document in documents for field, text in document.fields.items() if text != document.title
    )
    return [field for field in names if field not in facts]

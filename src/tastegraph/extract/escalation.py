"""Which documents a cheap reader is unsure of, and what becomes of both readings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from tastegraph.data import Document
from tastegraph.extract.identity import Fact, fact_of
from tastegraph.graph import Schema, Statement


def uncertain_documents(
    statements: Iterable[Statement], documents: Sequence[Document], schema: Schema, threshold: float
) -> list[Document]:
    """Return the documents that are worth a second reading, those first that gain most for their length.

    A document is, when a statement read in it that the second reader could state, too, is below the threshold. What it
    may gain is the sum of ``1 - confidence`` over these: the errors to be expected. It is divided by the length of the
    document, which is about what reading it costs, so that a budget that ends early was spent on the best. Equal ones
    keep their order.

    Args:
        statements: What the first reader found.
        documents: What it read.
        schema: Of the second reader; one without relations can state everything.
        threshold: From 0 to 1; the confidence from which on a statement stays as it is.
    """
    doubt: dict[str, float] = {}
    for statement in statements:
        if statement.evidence is not None and is_uncertain(statement, schema, threshold):
            item = statement.evidence.document
            doubt[item] = doubt.get(item, 0.0) + 1 - statement.confidence
    unsure = [document for document in documents if document.item in doubt]
    return sorted(unsure, key=lambda document: -doubt[document.item] / max(sum(map(len, document.fields.values())), 1))


def join_readings(
    first: Iterable[Statement], second: Iterable[Statement], read: Collection[str], schema: Schema, threshold: float
) -> Iterator[Statement]:
    """Yield one graph's worth of statements from two readings of the same documents.

    - What the first reader was sure of stays, in every document.
    - What it was unsure of stays where the second reader did not read the document, or could not have stated it. Else
      the second reading replaces it: it is left out, whether that says the same, something else or nothing.
    - What the second reader states is taken, but for a fact about the same document that the first one was sure of.

    Args:
        first: Statements of the first reader.
        second: Statements of the second one.
        read: Ids of the documents that the second one read in full.
        schema: Of the second reader.
        threshold: As for `uncertain_documents`.
    """
    sure: set[tuple[str, Fact]] = set()
    for statement in first:
        item = "" if statement.evidence is None else statement.evidence.document
        if item in read and is_uncertain(statement, schema, threshold):
            continue
        if statement.confidence >= threshold:
            sure.add((item, fact_of(statement)))
        yield statement
    for statement in second:
        item = "" if statement.evidence is None else statement.evidence.document
        if (item, fact_of(statement)) not in sure:
            yield statement


def is_uncertain(statement: Statement, schema: Schema, threshold: float) -> bool:
    """Whether a statement is below the threshold, and one that a reader with this schema could state."""
    return statement.confidence < threshold and (not schema.relations or statement.predicate in schema.names)

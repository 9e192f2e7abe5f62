"""What an extractor says of texts, beside what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tastegraph.data import Document
from tastegraph.extract.scoring.examples import Example, Triple
from tastegraph.extract.scoring.keys import normalised
from tastegraph.graph import Schema, Statement, verify

TEXT: Final = "text"
"""Field of a document that holds the text of an example."""


@dataclass(frozen=True)
class Prediction:
    """One predicted triple.

    Attributes:
        triple: It.
        confidence: How sure the extractor is.
        quoted: Whether its quote stands where it says.
        verbatim: Whether subject and object stand in the text as they are named, up to normalisation.
        surfaced: The same, where a name counts as well whose words in the text (its alias) stand there.
        misfit: Why it does not fit the schema; None where it does.
    """

    triple: Triple
    confidence: float
    quoted: bool
    verbatim: bool
    surfaced: bool
    misfit: str | None


def documents_of(examples: Sequence[Example]) -> list[Document]:
    """Return a document for each text, without what it states."""
    return [Document(example.id, example.id, {TEXT: example.text}) for example in examples]


def predictions_of(
    example: Example, statements: Iterable[Statement], schema: Schema, given: frozenset[str]
) -> list[Prediction]:
    """Return what an extractor stated of a text, each triple once with the highest confidence.

    Args:
        example: The text.
        statements: What was stated of it.
        schema: What may be stated.
        given: Subjects that are not read but given with every text.
    """
    best: dict[Triple, Prediction] = {}
    whole = normalised(example.text)
    fields = {example.id: {TEXT: example.text}}
    for statement in statements:
        triple = Triple(statement.subject, statement.predicate, statement.object)
        if triple in best and best[triple].confidence >= statement.confidence:
            continue
        known = statement.subject in given or statement.subject in {example.id, example.text}
        ends = ((statement.subject, statement.subject_alias), (statement.object, statement.object_alias))
        stands = [_stands(name, whole) for name, _ in ends]
        surface = [found or _stands(alias, whole) for found, (_, alias) in zip(stands, ends, strict=True)]
        best[triple] = Prediction(
            triple,
            statement.confidence,
            quoted=statement.evidence is not None and verify(statement, fields) is None,
            verbatim=(known or stands[0]) and stands[1],
            surfaced=(known or surface[0]) and surface[1],
            misfit=schema.conforms(statement),
        )
    return list(best.values())


def _stands(name: str | None, whole: str) -> bool:
    return name is not None and normalised(name) in whole

"""Statements and the evidence they carry: the words every other package speaks in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tastegraph.errors import InputError

ITEM: Final = "item"
"""The type of items; their name is their id, exactly as the catalogue writes it."""
USER: Final = "user"
"""The type of people who use the items."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement was read: ``quote == text[start:end]`` in one field of one document.

    Args:
        document: Item id of the document, as in the catalogue.
        field: Column of the catalogue the text stands in.
        start: Offset of the first character of the quote, in Python characters (code points).
        end: Offset after its last character.
        quote: The words themselves.
    """

    document: str
    field: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact: a subject stands in a relation (the predicate) to an object.

    The identity of an entity is the pair (type, name). Two statements are equal when all their values are.

    Args:
        subject: Name of the subject; for an item, its id as text.
        predicate: Name of the relation.
        object: Name of the object; for an item, its id as text.
        confidence: How sure the method is, from 0 to 1.
        evidence: Where it was read; only statements of the method ``source`` may have none.
        method: What produced it: ``facts``, ``encoder``, ``source``, …
        subject_type: Type of the subject.
        object_type: Type of the object.
        time: When it was extracted, in seconds UTC.
        subject_alias: The subject as its source names it, where entity resolution gave it another name.
        object_alias: The same for the object.

    Raises:
        InputError: The confidence is not a number from 0 to 1, or a name is not text.
    """

    subject: str
    predicate: str
    object: str
    confidence: float = 1.0
    evidence: Evidence | None = None
    method: str = "facts"
    subject_type: str = ITEM
    object_type: str = "entity"
    time: int | None = None
    subject_alias: str | None = None
    object_alias: str | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise InputError(
                f"confidence {self.confidence!r} is not from 0 to 1",
                field="confidence",
                fix="Give a probability, or leave it out for certainty",
            )
        if not (isinstance(self.subject, str) and isinstance(self.predicate, str) and isinstance(self.object, str)):
            raise InputError(
                f"({self.subject!r}, {self.predicate!r}, {self.object!r}) is not all text",
                fix="Write ids and names as str(value)",
            )

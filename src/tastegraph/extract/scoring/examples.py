"""Texts with the triples they state, as gold folders give them and extractors learn from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple


class Triple(NamedTuple):
    """What a text states: a subject, the name of a relation, an object."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True)
class Example:
    """One text and what it states.

    Attributes:
        id: What the text is called.
        text: The text.
        triples: What it states, each once.
        category: Kind of text, where there are several ("Shoes"); empty when it is not known.
    """

    id: str
    text: str
    triples: tuple[Triple, ...] = ()
    category: str = ""

    @property
    def unlabelled(self) -> Example:
        """The same text without its triples: all that an extractor may see of a test text."""
        return replace(self, triples=())


def joined(examples: Iterable[Example]) -> list[Example]:
    """Return the examples with those of one text and category made one, under the first id, in order."""
    first: dict[tuple[str, str], Example] = {}
    triples: dict[tuple[str, str], dict[Triple, None]] = {}
    for example in examples:
        key = (example.text, example.category)
        first.setdefault(key, example)
        triples.setdefault(key, {}).update(dict.fromkeys(example.triples))
    return [replace(example, triples=tuple(triples[key])) for key, example in first.items()]

"""Triples where nothing is there to learn from: names, dates and numbers, and the relation whose wording is nearest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from tastegraph.extract.learned.alignment import characters, place_of
from tastegraph.extract.learned.places import Place, ReadText
from tastegraph.extract.learned.quantities import dates_in, numbers_in
from tastegraph.extract.learned.triples import ReadTriple, without_repeats
from tastegraph.extract.scoring.examples import Example, Triple
from tastegraph.graph import ITEM, LITERAL, Relation, Schema
from tastegraph.text import MiniLMEncoder, TextEncoder

_SMALL: Final = frozenset(
    {
        "a", "an", "and", "at", "by", "de", "del", "der", "des", "di", "du", "for", "from", "in", "la", "le", "no",
        "of", "on", "or", "the", "to", "van", "von", "with", "&", "-", "'", "’", ":", ".",
    }
)  # fmt: skip
"""Words and marks that may stand inside a name."""
_QUOTED: Final = re.compile(r"[\"“«]([^\"“”«»]{2,80})[\"”»]")
_CONTEXT: Final = 6
"""Words on each side of a name that tell what it is to the subject."""
LEAST: Final = 0.3
"""Cosine with the wording of a relation below which a name stands in none."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_DATE: Final = re.compile(r"date|year|time|day|born|died|released|published|founded|日期|年", re.IGNORECASE)


class UnlabelledTriples:
    """Reads triples by the schema alone: the first name is the subject, other names and quantities are objects.

    A relation is chosen by the cosine of the encoder between the words around an object and the relation's wording;
    dates go to relations of dates, numbers to those of numbers, and names to the others.

    Args:
        schema: The relations; without any nothing is read.
        encoder: Compares wordings; MiniLM where not given.
    """

    def __init__(self, schema: Schema, encoder: TextEncoder | None = None) -> None:
        self.schema = schema
        self.encoder = encoder if encoder is not None else MiniLMEncoder()
        self.kinds = np.array([_kind(relation) for relation in schema.relations])
        self.items = bool(schema.relations) and all(relation.domain == ITEM for relation in schema.relations)

    def read(self, examples: Sequence[Example]) -> list[list[ReadTriple]]:
        """Return what each text states."""
        found: list[list[ReadTriple]] = [[] for _ in examples]
        if not self.schema.relations:
            return found
        rows: list[tuple[int, ReadText, Place | None, Place, str]] = []
        for number, example in enumerate(examples):
            text = ReadText.unread(example.text)
            names = _names(text)
            subject = None if self.items or not names else names[0]
            if subject is None and not self.items:
                continue
            quantities = _quantities(text)
            taken = [place for place, _ in quantities]
            rows += [(number, text, subject, place, kind) for place, kind in quantities]
            rows += [
                (number, text, subject, place, "name")
                for place in names
                if place != subject and not any(place.crosses(other) for other in taken)
            ]
        if not rows:
            return found
        wording = [_wording(relation) for relation in self.schema.relations]
        near = (
            self.encoder.encode([_around(text, place) for _, text, _, place, _ in rows])
            @ self.encoder.encode(wording).T
        )
        for (number, text, subject, place, kind), alike in zip(rows, near, strict=True):
            if subject is not None and subject.crosses(place):
                continue
            fits = self.kinds == kind if (self.kinds == kind).any() else np.zeros(len(self.kinds), dtype=np.bool_)
            scores = np.where(fits, alike, -1.0)
            best = int(np.argmax(scores))
            if scores[best] < LEAST:
                continue
            words = text.surface(place)
            name = examples[number].id if subject is None else text.surface(subject)
            triple = Triple(name, self.schema.relations[best].name, words)
            found[number].append(
                ReadTriple(
                    triple, float(scores[best]), *characters(text, place), None if subject is None else name, words
                )
            )
        return [without_repeats(of_text, LEAST) for of_text in found]


def _wording(relation: Relation) -> str:
    name = _CAMEL.sub(" ", relation.name).lower()
    return f"{name}: {relation.description}" if relation.description else name


def _kind(relation: Relation) -> str:
    if relation.datatype in {"date", "year"} or (relation.range in {LITERAL, "any"} and _DATE.search(relation.name)):
        return "date"
    if relation.datatype == "number":
        return "number"
    return "name"


def _around(text: ReadText, place: Place) -> str:
    """The words before and after a name, without it."""
    first, last = max(place.first - _CONTEXT, 0), min(place.last + 2, len(text.words))
    start, end = characters(text, Place(first, last))
    before, after = characters(text, place)
    return f"{text.text[start:before]}… {text.text[after:end]}".strip()


def _quantities(text: ReadText) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    for kind, spans in (("date", dates_in(text.text)), ("number", numbers_in(text.text))):
        for start, end, _ in spans:
            place = place_of(text, start, end)
            if place is not None and not any(place.crosses(other) for other, _ in found):
                found.append((place, kind))
    return found


def _names(text: ReadText) -> list[Place]:
    """Names: words in quotes, and runs of words with a capital, small joining words among them; in order."""
    names = [place for match in _QUOTED.finditer(text.text) if (place := place_of(text, match.start(1), match.end(1)))]
    words = [text.text[word.start : word.end] for word in text.words]
    first = 0
    while first < len(words):
        if not words[first][0].isupper():
            first += 1
            continue
        last = first + 1
        for at in range(first + 1, len(words)):
            if words[at][0].isupper():
                last = at + 1
            elif words[at].lower() not in _SMALL:
                break
        name = Place(first, last)
        if not any(name.crosses(other) for other in names) and not (
            last == first + 1 and words[first].lower() in _SMALL
        ):
            names.append(name)
        first = last
    return sorted(names)

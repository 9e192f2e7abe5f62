"""The same sentences about something else: for examples that are about a few things only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from tastegraph.extract.learned.alignment import align_value, characters
from tastegraph.extract.learned.places import Place, ReadText
from tastegraph.extract.scoring.examples import Example, Triple

COPIES: Final = 4
"""Variants of a text."""
FEW: Final = 40
"""Things that examples have to be about for their names to vary enough by themselves."""


def varied(examples: Sequence[Example], rng: np.random.Generator) -> list[tuple[int, Example]]:
    """Return COPIES variants of each example, with its number: each name in it becomes some other name of the examples.

    A reader of many sentences about three films would learn the films by heart. Where any name may stand in any
    sentence, it learns the sentences. Dates and numbers stay.
    """
    placed = [_placed(example) for example in examples]
    pool = sorted({surface for _, names in placed for _, surface, _ in names})
    variants = []
    for row, (example, (text, names)) in enumerate(zip(examples, placed, strict=True)):
        if not names or len(pool) < 2:
            continue
        for copy in range(COPIES):
            values = sorted({value for _, _, value in names})
            other = dict(zip(values, rng.choice(pool, size=len(values)).tolist(), strict=True))
            variants.append((row, _with_names(example, text, names, other, copy)))
    return variants


def _placed(example: Example) -> tuple[ReadText, list[tuple[Place, str, str]]]:
    """The text, and the places of its names that do not cross: place, words and value."""
    text = ReadText.unread(example.text)
    found: list[tuple[Place, str, str]] = []
    values = {name for triple in example.triples for name in triple[::2]}
    for value in sorted(values, key=lambda one: (-len(one), one)):
        for place in align_value(value, text):
            surface = text.surface(place)
            named = not any(map(str.isdigit, surface))
            if named and not any(place.crosses(other) for other, _, _ in found):
                found.append((place, surface, value))
    return text, sorted(found)


def _with_names(
    example: Example, text: ReadText, names: Sequence[tuple[Place, str, str]], other: dict[str, str], copy: int
) -> Example:
    parts, end = [], 0
    for place, _, value in names:
        start, stop = characters(text, place)
        parts += [text.text[end:start], other[value]]
        end = stop
    triples = tuple(
        Triple(other.get(subject, subject), predicate, other.get(value, value))
        for subject, predicate, value in example.triples
    )
    return replace(example, id=f"{example.id} variant {copy}", text="".join([*parts, text.text[end:]]), triples=triples)

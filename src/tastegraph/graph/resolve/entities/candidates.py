"""The pairs of names of one type that may be of one entity, with their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz

from tastegraph.graph.resolve.entities.blocking import Pair, pairs_by_key
from tastegraph.graph.resolve.entities.comparison import Comparison, compare
from tastegraph.graph.resolve.entities.context import Context, Shared
from tastegraph.graph.resolve.entities.forms import NameForm, is_phrase, name_form
from tastegraph.graph.resolve.entities.neighbours import near
from tastegraph.graph.resolve.entities.scoring import WordCounts, score
from tastegraph.graph.resolve.entities.settings import EntitySettings
from tastegraph.text import TextEncoder

_SYNONYMS = 0.95
"""Cosine from which two names with words of their own may say the same: ``disaster movie``, ``disaster film``."""
_ALIKE = 80.0
"""Similarity, of 100, from which names with other words in one place may be one transcribed twice."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Two names, by place, and how likely they are of one entity.

    Args:
        left: Place of one.
        right: Place of the other, larger.
        score: From 0 to 1.
        reasons: The strongest first.
        asks: Whether only a person may join them, whatever the score.
    """

    left: int
    right: int
    score: float
    reasons: tuple[str, ...]
    asks: bool = False


def scored_pairs(
    names: Sequence[str],
    total: int,
    context: Context,
    encoder: TextEncoder | None,
    settings: EntitySettings,
    wanted: Callable[[int, int], bool],
) -> list[Scored]:
    """Return the pairs that may be of one entity, each scored by itself.

    Args:
        names: Distinct names of one type.
        total: How many names the type has, those included that need not be compared.
        context: Their places in the graph.
        encoder: Of names; without it, pairs are found and scored by spelling and graph alone.
        settings: The thresholds.
        wanted: Whether a pair of places is to be compared.
    """
    if not settings.cascade:
        return []
    forms = [name_form(name) for name in names]
    counts = WordCounts.among(forms, total)
    near_by, cosine = _by_meaning(forms, encoder, settings)
    pairs = pairs_by_key(forms) | near_by | _in_one_place(names, forms, context)
    found = []
    for left, right in sorted(pairs):
        if wanted(left, right):
            here, there = forms[left], forms[right]
            comparison = compare(here, there)
            close = cosine(left, right)
            if comparison.way != "unlike":
                shared = context.shared(names[left], names[right])
                asks = _is_narrower(comparison, here.name, there.name)
                found.append(Scored(left, right, *score(here, there, comparison, shared, counts, close), asks))
            elif comparison.different is None or comparison.by_words:
                shared = context.shared(names[left], names[right])
                found += _to_ask(left, right, forms, comparison, shared, close, settings)
    return found


def _is_narrower(comparison: Comparison, left: str, right: str) -> bool:
    """Whether one more common word makes it another thing: a “prison cell search” is no “prison cell”."""
    return any(word != "a" for word in comparison.extra) and is_phrase(left) and is_phrase(right)


def _by_meaning(
    forms: Sequence[NameForm], encoder: TextEncoder | None, settings: EntitySettings
) -> tuple[set[Pair], Callable[[int, int], float | None]]:
    """Pairs that an encoder finds near, and the cosine of any pair."""
    readable = [
        place for place, form in enumerate(forms) if any(len(word) > 1 and word.isalpha() for word in form.words)
    ]
    if encoder is None or len(readable) < 2:
        return set(), lambda _left, _right: None
    vectors = encoder.encode([forms[place].name for place in readable])
    row = {place: number for number, place in enumerate(readable)}
    left, right, _ = near(vectors, settings.nearest, settings.meaning)
    pairs = {(readable[one], readable[other]) for one, other in zip(left.tolist(), right.tolist(), strict=True)}

    def cosine(left: int, right: int) -> float | None:
        if left not in row or right not in row:
            return None
        return float(np.dot(vectors[row[left]], vectors[row[right]]))

    return pairs, cosine


def _in_one_place(names: Sequence[str], forms: Sequence[NameForm], context: Context) -> set[Pair]:
    """Pairs with a word in common that stand in one place, whoever names them there."""
    place_of = {name: place for place, name in enumerate(names)}
    return {
        (left, right)
        for together in context.together()
        for left, right in combinations(sorted(place_of[name] for name in together if name in place_of), 2)
        if not set(forms[left].words).isdisjoint(forms[right].words)
    }


def _to_ask(
    left: int,
    right: int,
    forms: Sequence[NameForm],
    comparison: Comparison,
    shared: Shared,
    cosine: float | None,
    settings: EntitySettings,
) -> list[Scored]:
    """The pair as a question to a person, where its spelling speaks against it and its meaning or place for it."""
    if shared.listed:
        return []
    least = _SYNONYMS if comparison.different else settings.meaning
    but = (f"but {comparison.different}",) if comparison.different else ()
    likely = settings.review + (settings.merge - settings.review) / 4
    if shared.places and fuzz.token_sort_ratio(" ".join(forms[left].words), " ".join(forms[right].words)) >= _ALIKE:
        predicate, other = shared.places[0]
        return [Scored(left, right, likely, (f"other sources name them in one place: {predicate} {other}", *but), True)]
    if cosine is not None and cosine >= least:
        return [Scored(left, right, likely, (f"they mean the same to the encoder (cosine {cosine:.2f})", *but), True)]
    return []

"""Candidate phrases: word n-grams inside a stretch without punctuation, with the documents they occur in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.extract.encoder.english import BOUND_WORDS, JOINING_WORDS, NO_PLURALS, STOP_WORDS
from tastegraph.extract.encoder.words import BoolArray, IntArray, Words, is_unspaced
from tastegraph.graph import normal_name

LONGEST_PHRASE: Final = 4
"""Words in a phrase; characters where the script has no spaces, and there at least two."""
COMMON_SHARE: Final = 0.2
"""Words and phrases in more than this share of the texts say nothing about any of them."""
COVERED_SHARE: Final = 0.8
"""A phrase that stands inside one longer phrase this often is only a part of it: Hong of Hong Kong."""
MOST_PHRASES: Final = 50_000
"""Phrases that are kept, the most widespread first: it bounds time and memory whatever the size of the catalogue."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Phrases and where they occur.

    Attributes:
        phrase: int64 [occurrences], index of the phrase; ordered by place.
        first: int64 [occurrences], index of its first word.
        length: int64 [occurrences], number of its words.
        names: The phrases, each in its most frequent spelling.
        texts: int64 [phrases], in how many different texts each occurs.
    """

    phrase: IntArray
    first: IntArray
    length: IntArray
    names: tuple[str, ...]
    texts: IntArray


def find_candidates(words: Words, texts: Sequence[str], *, least: int = 2) -> Candidates:
    """Return the phrases of one to LONGEST_PHRASE words that may name what several texts have in common.

    A phrase neither begins nor ends in a stop-word, a number or a word in more than COMMON_SHARE of the texts, and
    holds none but joining ones inside; a single word is no bound one, and no character of a script without spaces.
    Singular and plural are one phrase where both occur. Texts that are equal count once. Phrases in fewer than
    ``least`` texts or in more than COMMON_SHARE of them are left out, and so are phrases that hardly stand alone.

    Args:
        words: The words of the texts.
        texts: The texts.
        least: In how many different texts a phrase has to occur.
    """
    same = {text: number for number, text in reversed(list(enumerate(texts)))}
    text_of_word = np.array([same[text] for text in texts], dtype=np.int64)[words.text]
    folded, vocabulary = _folded(words)
    most = max(least + 1, COMMON_SHARE * len(same))

    common = _text_counts(folded, text_of_word, len(vocabulary)) > most
    edge = ~common & np.array([not (word in STOP_WORDS or word.isnumeric()) for word in vocabulary], dtype=np.bool_)
    inner = edge | np.array([word in JOINING_WORDS for word in vocabulary], dtype=np.bool_)
    unspaced = np.array([is_unspaced(word) for word in vocabulary], dtype=np.bool_)
    edge &= unspaced | np.array([len(word) > 1 for word in vocabulary], dtype=np.bool_)

    alone = edge & ~unspaced & np.array([word not in BOUND_WORDS for word in vocabulary], dtype=np.bool_)

    phrase, first, length, count = _n_grams(words, folded, edge[folded], inner[folded], alone[folded])
    spread = _text_counts(phrase, text_of_word[first], count)
    keep = (spread >= least) & (spread <= most)
    keep &= _longer_spread(phrase, first, length, spread, len(words)) < COVERED_SHARE * spread
    if keep.sum() > MOST_PHRASES:
        keep[np.argsort(np.where(keep, -spread, 0), kind="stable")[MOST_PHRASES:]] = False

    occurs = np.flatnonzero(keep[phrase])
    occurs = occurs[np.lexsort((length[occurs], first[occurs]))]
    number = np.cumsum(keep) - 1
    phrase, first, length = number[phrase[occurs]], first[occurs], length[occurs]
    return Candidates(phrase, first, length, _names(phrase, first, length, words, texts), spread[keep])


def only_known(candidates: Candidates, known: Collection[str]) -> Candidates:
    """Return the candidates that are spelled like one of the known names, under that name.

    Spellings are compared as `tastegraph.graph.normal_name` writes them, in singular and plural.
    """
    spelling = {form: name for name in known for form in (*_singulars(normal_name(name)), normal_name(name))}
    names = [
        next((spelling[form] for form in (key, *_singulars(key)) if form in spelling), None)
        for key in map(normal_name, candidates.names)
    ]
    distinct = {name: number for number, name in enumerate(dict.fromkeys(name for name in names if name is not None))}
    target = np.array([-1 if name is None else distinct[name] for name in names], dtype=np.int64)
    kept = np.flatnonzero(target[candidates.phrase] >= 0)
    texts = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(texts, target[target >= 0], candidates.texts[target >= 0])
    return Candidates(
        phrase=target[candidates.phrase[kept]],
        first=candidates.first[kept],
        length=candidates.length[kept],
        names=tuple(distinct),
        texts=texts,
    )


def _folded(words: Words) -> tuple[IntArray, tuple[str, ...]]:
    """The words with plurals replaced by their singular where that occurs too, and the vocabulary of the result."""
    known = {word: place for place, word in enumerate(words.vocabulary)}
    inside = np.r_[False, words.stretch[1:] == words.stretch[:-1]] if len(words) else np.zeros(0, dtype=np.bool_)
    # The first word of a stretch may be a capital for its place only.
    capitals = np.bincount(words.word[inside & words.capital], minlength=len(known))
    name = capitals * 2 > np.bincount(words.word[inside], minlength=len(known))
    target: dict[str, int] = {}
    place = np.empty(len(known), dtype=np.int64)
    for index, word in enumerate(words.vocabulary):
        singular = next((form for form in _singulars(word) if form in known), word)
        if name[index] != name[known[singular]]:
            singular = word
        place[index] = target.setdefault(singular, len(target))
    return place[words.word], tuple(target)


def _singulars(word: str) -> list[str]:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in NO_PLURALS:
        return []
    return [word[:-3] + "y"] * word.endswith("ies") + [word[:-1]] + [word[:-2]] * word.endswith("es")


def _text_counts(of: IntArray, text: IntArray, size: int) -> IntArray:
    """In how many texts each occurs."""
    width = int(text.max(initial=0)) + 1
    return np.bincount(np.unique(of * width + text) // width, minlength=size)


def _n_grams(
    words: Words, word: IntArray, edge: BoolArray, inner: BoolArray, alone: BoolArray
) -> tuple[IntArray, IntArray, IntArray, int]:
    """Every n-gram that may be a phrase: its number, first word and length, and how many numbers there are."""
    parts: list[tuple[IntArray, IntArray, IntArray]] = []
    size, count = int(word.max(initial=0)) + 1, 0
    first, number = np.arange(len(word)), word
    fits = np.ones(len(word), dtype=np.bool_)
    for length in range(1, LONGEST_PHRASE + 1):
        if length > 1:
            last = first + length - 1
            keep = last < len(word)
            keep[keep] &= words.stretch[first[keep]] == words.stretch[last[keep]]
            if length > 2:
                fits[keep] &= inner[last[keep] - 1]
            keep &= fits
            first, number, fits = first[keep], number[keep] * size + word[last[keep]], fits[keep]
            number = np.unique(number, return_inverse=True)[1]
        phrase = edge[first] & edge[first + length - 1] if length > 1 else alone.copy()
        distinct, index = np.unique(number[phrase], return_inverse=True)
        parts.append((index + count, first[phrase], np.full(len(index), length)))
        count += len(distinct)
    number, first, length_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    return number, first, length_of, count


def _longer_spread(phrase: IntArray, first: IntArray, length: IntArray, spread: IntArray, words: int) -> IntArray:
    """For each phrase, how widespread the most widespread phrase is that it is a part of."""
    longer = np.zeros(len(spread), dtype=np.int64)
    for size in range(1, LONGEST_PHRASE):
        at = np.full(words + LONGEST_PHRASE, -1, dtype=np.int64)
        short = length == size
        at[first[short]] = phrase[short]
        for shift in range(LONGEST_PHRASE - size + 1):
            long = np.flatnonzero(length >= size + max(shift, 1))
            part = at[first[long] + shift]
            held = part >= 0
            np.maximum.at(longer, part[held], spread[phrase[long[held]]])
    return longer


def _names(phrase: IntArray, first: IntArray, length: IntArray, words: Words, texts: Sequence[str]) -> tuple[str, ...]:
    """The most frequent spelling of each phrase; in a tie one in lower case, then the first seen."""
    spans = zip(words.text[first], words.start[first], words.end[first + length - 1], strict=True)
    spellings = Counter(
        (number, " ".join(texts[text][start:end].split()))
        for number, (text, start, end) in zip(phrase.tolist(), spans, strict=True)
    )
    names: dict[int, str] = {}
    for number, name in sorted(spellings, key=lambda spelling: (-spellings[spelling], not spelling[1].islower())):
        names.setdefault(number, name)
    return tuple(names[number] for number in range(len(names)))

"""Where texts name entities of the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.extract.encoder.confidence import mention_confidence
from tastegraph.extract.encoder.english import JOINING_WORDS
from tastegraph.extract.encoder.lexicon import Lexicon
from tastegraph.extract.encoder.passages import TextField
from tastegraph.extract.encoder.vectors import encode_each
from tastegraph.extract.encoder.words import BoolArray, Words
from tastegraph.text import TextEncoder

SAME_NAME: Final = 0.9
"""Cosine from which two spellings are one name."""
NAME_MARGIN: Final = 0.05
"""By how much the nearest spelling must beat the next."""
LONGEST_NAME: Final = 5
"""Words in a name that is looked for by its likeness."""


@dataclass(frozen=True)
class Mention:
    """A name in a text.

    Attributes:
        text: Index of the text.
        first: Index of its first word.
        last: Index of its last word.
        key: The name in the lexicon.
        confidence: That the text means this entity.
    """

    text: int
    first: int
    last: int
    key: str
    confidence: float


def find_mentions(texts: Sequence[TextField], words: Words, lexicon: Lexicon, encoder: TextEncoder) -> list[Mention]:
    """Return the names in the texts, in order; longer ones go before shorter ones, and none overlap.

    A name is found when its words and punctuation are equal to a known one's (see `tastegraph.graph.normal_name`).
    Of other capitalised words, those are taken for a known name that differ from it only in accents, order or one of
    three or more words, when the cosine is at least SAME_NAME and beats the next name's by NAME_MARGIN.
    """
    tokens = [words.vocabulary[word] for word in words.word.tolist()]
    found = list(_exact(texts, words, tokens, lexicon))
    named = np.zeros(len(words), dtype=np.bool_)
    for mention in found:
        named[mention.first : mention.last + 1] = True
    found += _alike(texts, words, tokens, lexicon, encoder, named)
    return sorted(found, key=lambda mention: mention.first)


def _exact(texts: Sequence[TextField], words: Words, tokens: list[str], lexicon: Lexicon) -> Iterator[Mention]:
    text_of = words.text.tolist()
    free = 0
    for first, token in enumerate(tokens):
        if first < free:
            continue
        for length in lexicon.lengths(token):
            last = first + length - 1
            if last >= len(tokens) or text_of[last] != text_of[first]:
                continue
            quote = _quote(texts, words, first, last)
            key = lexicon.find(tuple(tokens[first : last + 1]), quote)
            if key is not None:
                name = lexicon.entities(key)[0].name
                capital = name[0].isupper() == quote[0].isupper()
                yield Mention(text_of[first], first, last, key, mention_confidence(length, 1.0, capital=capital))
                free = last + 1
                break


def _alike(
    texts: Sequence[TextField],
    words: Words,
    tokens: list[str],
    lexicon: Lexicon,
    encoder: TextEncoder,
    named: BoolArray,
) -> Iterator[Mention]:
    spans: list[tuple[int, int, list[str]]] = []
    for start, end in _capital_runs(words, tokens, named):
        first = start
        while first < end - 1:
            for last in range(min(end, first + LONGEST_NAME) - 1, first, -1):
                if keys := lexicon.alike(tuple(tokens[first : last + 1])):
                    spans.append((first, last, keys))
                    first = last
                    break
            first += 1
    if not spans:
        return
    spelled = [lexicon.entities(key)[0].name for _, _, keys in spans for key in keys]
    vectors, rows = encode_each(encoder, [_quote(texts, words, first, last) for first, last, _ in spans] + spelled)
    place = len(spans)
    for number, (first, last, keys) in enumerate(spans):
        cosines = vectors[rows[place : place + len(keys)]] @ vectors[rows[number]]
        place += len(keys)
        best = int(np.argmax(cosines))
        rival = np.delete(cosines, best).max(initial=0.0)
        if cosines[best] >= SAME_NAME and cosines[best] - rival >= NAME_MARGIN:
            confidence = mention_confidence(last - first + 1, float(cosines[best]))
            yield Mention(int(words.text[first]), first, last, keys[best], confidence)


def _capital_runs(words: Words, tokens: list[str], named: BoolArray) -> Iterator[tuple[int, int]]:
    """Where runs of capitalised words within a sentence begin and end; joining words may stand inside."""
    starts = np.flatnonzero(words.capital & ~named).tolist()
    done = 0
    for start in starts:
        if start < done:
            continue
        end = last = start + 1
        while end < len(words) and not named[end] and words.sentence[end] == words.sentence[start]:
            if words.capital[end]:
                last = end + 1
            elif tokens[end] not in JOINING_WORDS:
                break
            end += 1
        done = last
        if last - start > 1:
            yield start, last


def _quote(texts: Sequence[TextField], words: Words, first: int, last: int) -> str:
    return texts[int(words.text[first])].text[int(words.start[first]) : int(words.end[last])]

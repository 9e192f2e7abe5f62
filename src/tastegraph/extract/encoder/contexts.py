"""The words around a name, with the names hidden: what they say about it, whoever it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from tastegraph.extract.encoder.mentions import Mention
from tastegraph.extract.encoder.passages import TextField
from tastegraph.extract.encoder.words import IntArray, Words

WORDS_BEFORE: Final = 4
WORDS_AFTER: Final = 2
"""How much of the sentence around a name is read: more of it speaks of other things."""
_LISTED: Final = re.compile(r"\s*(?:,|、|and|&|or|和|\s)+\s*")

Template = tuple[str | None, ...]
"""A text in pieces; None stands where a name is hidden."""


def name_contexts(texts: Sequence[TextField], words: Words, mentions: Sequence[Mention]) -> list[Template]:
    """Return for each mention the words around it.

    Names of several words are hidden, since an encoder would compare them before all else, and names that are listed
    together are hidden as one, so that the last of a cast stands as near to "starring" as the first. A single word
    keeps its place: its meaning tells whether it is meant as a name.
    """
    owner = np.full(len(words) + 1, -1, dtype=np.int64)
    for number, mention in enumerate(mentions):
        if mention.last > mention.first:
            owner[mention.first : mention.last + 1] = number
    return [_context(texts[mention.text].text, words, mentions, owner, mention) for mention in mentions]


def fill(template: Template, name: str) -> str:
    """Return the text with a name wherever one is hidden."""
    return "".join(name if piece is None else piece for piece in template)


def _context(text: str, words: Words, mentions: Sequence[Mention], owner: IntArray, mention: Mention) -> Template:
    def near(place: int) -> bool:
        return 0 <= place < len(words) and words.sentence[place] == words.sentence[mention.first]

    def between(left: int, right: int) -> str:
        return text[words.end[left] : words.start[right]]

    hidden = mention.last > mention.first
    first, last = mention.first, mention.last
    if hidden:
        while near(first - 1) and owner[first - 1] >= 0 and _LISTED.fullmatch(between(first - 1, first)):
            first = mentions[owner[first - 1]].first
        while near(last + 1) and owner[last + 1] >= 0 and _LISTED.fullmatch(between(last, last + 1)):
            last = mentions[owner[last + 1]].last

    pieces: list[str | None] = [None if hidden else text[words.start[first] : words.end[last]]]
    for _ in range(WORDS_BEFORE):
        if not near(first - 1):
            break
        other = owner[first - 1] if hidden else -1
        start = mentions[other].first if other >= 0 else first - 1
        pieces[:0] = [
            None if other >= 0 else text[words.start[start] : words.end[first - 1]],
            between(first - 1, first),
        ]
        first = start
    for _ in range(WORDS_AFTER):
        if not near(last + 1):
            break
        other = owner[last + 1] if hidden else -1
        end = mentions[other].last if other >= 0 else last + 1
        pieces += [between(last, last + 1), None if other >= 0 else text[words.start[last + 1] : words.end[end]]]
        last = end
    return tuple(pieces)

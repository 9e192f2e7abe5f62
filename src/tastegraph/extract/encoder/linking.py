"""Mentions of known entities, and the relation that each states, where it states one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.extract.encoder.confidence import relation_confidence
from tastegraph.extract.encoder.lexicon import Entity, Lexicon
from tastegraph.extract.encoder.mentions import Mention
from tastegraph.extract.encoder.passages import TextField
from tastegraph.extract.encoder.vectors import encode_each, paired_cosines
from tastegraph.extract.encoder.words import Words
from tastegraph.text import TextEncoder

WORDS_BEFORE: Final = 4
WORDS_AFTER: Final = 2
"""How much of the sentence around a name is compared with the relations: more of it speaks of other things."""


@dataclass(frozen=True)
class Link:
    """An entity that a text states a relation to, or merely mentions where ``relation`` is None."""

    mention: Mention
    entity: Entity
    relation: str | None
    confidence: float


def link_mentions(
    texts: Sequence[TextField],
    words: Words,
    mentions: Sequence[Mention],
    lexicon: Lexicon,
    wording: Mapping[str, str],
    encoder: TextEncoder,
    min_confidence: float,
) -> Iterator[Link]:
    """Yield what the mentions state, in their order.

    The words around a name are compared with each fact that it may state, verbalised as "RELATION NAME". Where no
    relation reaches the minimal confidence, the name is a mere mention.

    Args:
        texts: The texts.
        words: Their words.
        mentions: The names in them.
        lexicon: What is known about the names.
        wording: Relation → the words it is verbalised with; its name where it is missing.
        encoder: Encodes contexts and verbalised facts.
        min_confidence: Statements below are left out.
    """
    options = [
        (number, entity, relation)
        for number, mention in enumerate(mentions)
        for entity in lexicon.entities(mention.key)
        for relation in entity.relations
    ]
    if not options:
        return
    contexts, context_rows = encode_each(encoder, [_context(texts, words, mention) for mention in mentions])
    facts, fact_rows = encode_each(
        encoder, [f"{wording.get(relation, relation)} {entity.name}" for _, entity, relation in options]
    )
    mention_of = np.array([number for number, _, _ in options], dtype=np.int64)
    known = np.array([entity.relations[relation] for _, entity, relation in options], dtype=np.float64)
    share = (known / np.bincount(mention_of, weights=known)[mention_of]).astype(np.float32)
    identity = np.array([mention.confidence for mention in mentions], dtype=np.float32)
    cosine = paired_cosines(contexts, context_rows[mention_of], facts, fact_rows)
    confidence = relation_confidence(cosine, share * identity[mention_of], mention_of)

    silent = dict.fromkeys(range(len(mentions)))
    for place in np.flatnonzero(confidence >= min_confidence).tolist():
        number, entity, relation = options[place]
        silent.pop(number, None)
        yield Link(mentions[number], entity, relation, float(confidence[place]))
    for number in silent:
        mention = mentions[number]
        if mention.confidence >= min_confidence:
            likeliest = max(lexicon.entities(mention.key), key=lambda entity: sum(entity.relations.values()))
            yield Link(mention, likeliest, None, mention.confidence)


def _context(texts: Sequence[TextField], words: Words, mention: Mention) -> str:
    first, last = mention.first, mention.last
    sentence = words.sentence
    while first > 0 and mention.first - first < WORDS_BEFORE and sentence[first - 1] == sentence[mention.first]:
        first -= 1
    while last + 1 < len(words) and last - mention.last < WORDS_AFTER and sentence[last + 1] == sentence[mention.last]:
        last += 1
    return texts[mention.text].text[int(words.start[first]) : int(words.end[last])]

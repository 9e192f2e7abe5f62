"""Mentions of known entities, and the relation that each states, where it states one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.extract.encoder.confidence import CONTEXT_EVEN, WORD_EVEN, relation_confidence
from tastegraph.extract.encoder.contexts import fill, name_contexts
from tastegraph.extract.encoder.lexicon import Entity, Lexicon
from tastegraph.extract.encoder.mentions import Mention
from tastegraph.extract.encoder.passages import TextField
from tastegraph.extract.encoder.vectors import encode_each, paired_cosines
from tastegraph.extract.encoder.words import Words
from tastegraph.text import TextEncoder

ANYONE: Final = "someone"
"""Stands for a hidden name whose type says nothing."""
UNTYPED: Final = "entity"


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

    The words around a name are compared with each fact that it may state, verbalised as "RELATION NAME"; a name that
    is hidden in the context is replaced by its type in both. Where no relation reaches the minimal confidence, the name
    is a mere mention.

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
    templates = name_contexts(texts, words, mentions)
    contexts, facts = [], []
    for number, entity, relation in options:
        hidden = None in templates[number]
        name = (entity.type if entity.type != UNTYPED else ANYONE) if hidden else entity.name
        contexts.append(fill(templates[number], name))
        facts.append(f"{wording.get(relation, relation)} {name}")
    vectors, rows = encode_each(encoder, contexts + facts)
    mention_of = np.array([number for number, _, _ in options], dtype=np.int64)
    known = np.array([entity.relations[relation] for _, entity, relation in options], dtype=np.float64)
    share = (known / np.bincount(mention_of, weights=known)[mention_of]).astype(np.float32)
    identity = np.array([mention.confidence for mention in mentions], dtype=np.float32)
    cosine = paired_cosines(vectors, rows[: len(options)], vectors, rows[len(options) :])
    hidden_name = np.array([None in template for template in templates], dtype=np.bool_)
    even = np.where(hidden_name, CONTEXT_EVEN, WORD_EVEN).astype(np.float32)[mention_of]
    confidence = relation_confidence(cosine - even, share * identity[mention_of], mention_of)

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

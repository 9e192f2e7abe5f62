"""The extractor that reads with a text encoder."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from tastegraph.data import Document
from tastegraph.extract.encoder.lexicon import Lexicon
from tastegraph.extract.encoder.linking import Link, link_mentions
from tastegraph.extract.encoder.mentions import find_mentions
from tastegraph.extract.encoder.passages import TextField, text_fields
from tastegraph.extract.encoder.themes import Theme, find_themes
from tastegraph.extract.encoder.words import BoolArray, Words, split_words
from tastegraph.graph import Evidence, Schema, Statement
from tastegraph.text import TextEncoder

ABOUT: Final = "about"
"""The relation to what a text is about: a key phrase that it shares with other texts."""
THEME: Final = "theme"
"""The type of those phrases."""
MENTIONS: Final = "mentions"
"""The relation to an entity that a text names without stating how it is related."""
MOST_LINKS: Final = 32
"""Statements about known entities, for each document."""


class EncoderExtractor:
    """Reads typed statements out of text with a text encoder and no generative model.

    It links names that the catalogue knows to the relation that their context states, or to ``mentions`` where it
    states none clearly, and it finds the themes that documents share (``about``). What is less sure than
    ``min_confidence`` it leaves out. ``docs/extraction.md`` explains how, and how well it does.

    Args:
        encoder: Encodes phrases, contexts and passages; wrap it in a cache.
        schema: Relations to link to; an open schema takes those of the known statements.
        fields: The fields to read; without it, all that no known statement quotes, except a repeated title.
        min_confidence: From 0 to 1.
    """

    method: Final = "encoder"

    def __init__(
        self,
        encoder: TextEncoder,
        schema: Schema,
        *,
        fields: Sequence[str] | None = None,
        min_confidence: float = 0.35,
    ) -> None:
        self.encoder = encoder
        self.schema = schema
        self.fields = None if fields is None else tuple(fields)
        self.min_confidence = min_confidence

    def extract(
        self,
        documents: Sequence[Document],
        known: Iterable[Statement] = (),
        *,
        themes: Collection[str] | None = None,
    ) -> Iterator[Statement]:
        """Yield what the documents state, document by document: links by place, then themes by confidence.

        The documents are read together: a theme is what several of them share. The same documents, known statements
        and vectors give the same statements.

        Args:
            documents: What to read.
            known: Statements about these or other items; their entities are the names that are looked for.
            themes: Names of the themes to look for, where a few documents join others that were read before; without
                it, themes are what the documents share.
        """
        known = tuple(known)
        texts = text_fields(documents, self.fields if self.fields is not None else _unquoted(documents, known))
        words = split_words([text.text for text in texts])
        lexicon = Lexicon(known, self.schema.names)
        mentions = find_mentions(texts, words, lexicon, self.encoder)
        wording = {relation.name: relation.description or relation.name for relation in self.schema.relations}
        links = list(link_mentions(texts, words, mentions, lexicon, wording, self.encoder, self.min_confidence))
        found = find_themes(texts, words, _named(words, links), self.encoder, self.min_confidence, themes)

        by_document: list[list[Statement]] = [[] for _ in documents]
        for number, statements in _link_statements(texts, words, links).items():
            by_document[number] += statements
        for theme in found:
            by_document[texts[theme.text].number].append(_theme_statement(texts[theme.text], theme))
        for statements in by_document:
            yield from statements


def _unquoted(documents: Sequence[Document], known: Sequence[Statement]) -> list[str]:
    """The fields that are no facts: none of the known statements was read in them."""
    facts = {statement.evidence.field for statement in known if statement.evidence is not None}
    names = dict.fromkeys(
        field for document in documents for field, text in document.fields.items() if text != document.title
    )
    return [field for field in names if field not in facts]


def _named(words: Words, links: Sequence[Link]) -> BoolArray:
    """Bool [words]: whether a word is part of a linked name of several words, which is no theme."""
    named = np.zeros(len(words), dtype=np.bool_)
    for link in links:
        if link.mention.last > link.mention.first:
            named[link.mention.first : link.mention.last + 1] = True
    return named


def _link_statements(texts: Sequence[TextField], words: Words, links: Sequence[Link]) -> dict[int, list[Statement]]:
    """By document, the most confident link to each entity by each relation; a mention only where there is no other."""
    best: dict[tuple[int, str, str, str | None], Link] = {}
    for link in links:
        key = (texts[link.mention.text].number, link.entity.type, link.entity.name, link.relation)
        if key not in best or link.confidence > best[key].confidence:
            best[key] = link
    related = {key[:3] for key in best if key[3] is not None}
    chosen: dict[int, list[Link]] = {}
    for key, link in best.items():
        if link.relation is not None or key[:3] not in related:
            chosen.setdefault(key[0], []).append(link)
    return {
        number: [
            _link_statement(texts, words, link)
            for link in sorted(
                sorted(of_document, key=lambda link: -link.confidence)[:MOST_LINKS],
                key=lambda link: link.mention.first,
            )
        ]
        for number, of_document in chosen.items()
    }


def _link_statement(texts: Sequence[TextField], words: Words, link: Link) -> Statement:
    text = texts[link.mention.text]
    start, end = int(words.start[link.mention.first]), int(words.end[link.mention.last])
    return _statement(text, link.relation or MENTIONS, link.entity.type, link.entity.name, link.confidence, start, end)


def _theme_statement(text: TextField, theme: Theme) -> Statement:
    return _statement(text, ABOUT, THEME, theme.name, theme.confidence, theme.start, theme.end)


def _statement(
    text: TextField, predicate: str, kind: str, name: str, confidence: float, start: int, end: int
) -> Statement:
    return Statement(
        subject=text.document.item,
        predicate=predicate,
        object=name,
        confidence=round(confidence, 4),
        evidence=Evidence(text.document.item, text.field, start, end, text.text[start:end]),
        method=EncoderExtractor.method,
        object_type=kind,
    )

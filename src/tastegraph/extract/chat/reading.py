"""Records to statements: what is not in the text, or not in the schema, is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from tastegraph.data import Document
from tastegraph.extract.chat.answers import LONGEST_QUOTE, EntityRecord, StatementRecord
from tastegraph.extract.chat.excerpts import Excerpt, Part
from tastegraph.extract.chat.titles import titles_of
from tastegraph.extract.chat.wording import SELF
from tastegraph.extract.folding import plain
from tastegraph.extract.grounding import SearchableText, Span
from tastegraph.extract.support import LONGEST_NAME, find_name
from tastegraph.graph import ITEM, Evidence, Relation, Schema, Statement, normal_name
from tastegraph.graph.schema import ANY, ENTITY

METHOD: Final = "chat"
_KINDS: Final = ("exact", "normalised", "fuzzy")
_SENTENCE_END: Final = re.compile(r"[.!?…]\W*\s|[。！？\n]")

Entity = tuple[str, str]
"""Name and type."""
Entities = Mapping[str, Sequence[Entity]]
"""Key of a name (`tastegraph.graph.normal_name`) → the spellings and types that entities of this name have."""


class Rejected(Exception):  # noqa: N818 — an outcome, not an error
    """A record that becomes no statement.

    Args:
        reason: One of a few words, to count by.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _End(NamedTuple):
    name: str
    type: str
    is_item: bool
    item: str | None = None
    """Id of the other item that has this name."""


def read_statement(
    record: StatementRecord,
    excerpts: Sequence[Excerpt],
    schema: Schema,
    bound: float,
    entities: Sequence[Entities] = (),
    items: Mapping[str, str] | None = None,
) -> Statement:
    """Return the statement that a record makes.

    - The document is one of the call, and the relation one of the schema; ends of type ``item`` are the document's own,
      or an object may be another item, which the text calls by its title.
    - The quote stands in what the call showed of this document (`tastegraph.extract.grounding`).
    - The quote has the name of the object in it (of the subject, where the object is the item), whole, and in the words
      of the text, not of the model (`tastegraph.extract.support.find_name`). Where the name stands before or after it
      in the same sentence, the quote is widened to it, up to LONGEST_QUOTE characters.
    - The name of any other subject stands somewhere in the excerpt or the title.
    - The statement conforms to the schema.

    What is checked is that the words stand there, not what they mean. A server that lies can still put two true words
    of one sentence into a wrong relation of the right types (a character for an actor, a director of another film that
    the text names), leave facts out, and be too sure; a text that lies about its own item is believed; and in a script
    without spaces a part of a name passes for a name. Against the first, compare sources and score against gold.

    Args:
        record: What the model says.
        excerpts: What it was shown, numbered from 1.
        schema: Of the graph.
        bound: Smallest similarity of a quote or name and the words it is taken for.
        entities: Of each excerpt, the entities that may be related; empty where names are free.
        items: What one item of the catalogue alone is called → its id (`tastegraph.extract.chat.titles`).

    Raises:
        Rejected: It makes none.
    """
    if not 1 <= record.document <= len(excerpts):
        raise Rejected("no such document in the call")
    excerpt = excerpts[record.document - 1]
    relation = _relation(record.relation, schema)
    known = entities[record.document - 1] if entities else None
    subject = _end(record.subject, record.subject_type, relation.domain, excerpt.document, schema, known)
    object_ = _end(record.object, record.object_type, relation.range, excerpt.document, schema, known, items or {})
    if subject.is_item and object_.is_item:
        raise Rejected("the item related to itself")

    part, quote = _locate(record.quote, excerpt, bound)
    key, other = (subject, object_) if object_.is_item else (object_, subject)
    key_name, start, end, similarity = _in_quote(key, part, quote, bound)
    other_name, other_similarity = _in_excerpt(other, excerpt, part.text[start:end], bound)
    names = (key_name, other_name) if object_.is_item else (other_name, object_.item or key_name)
    if subject.type == object_.type and normal_name(names[0]) == normal_name(names[1]):
        raise Rejected("an entity related to itself")

    confidence = 1.0 if record.confidence is None else min(max(record.confidence, 0.0), 1.0)
    statement = Statement(
        subject=names[0],
        predicate=relation.name,
        object=names[1],
        confidence=round(confidence * quote.similarity * similarity * other_similarity, 4),
        evidence=Evidence(
            excerpt.document.item, part.field, part.start + start, part.start + end, part.text[start:end]
        ),
        method=METHOD,
        subject_type=subject.type,
        object_type=object_.type,
    )
    misfit = schema.misfit(statement)
    if misfit is not None:
        raise Rejected(f"does not fit the schema: {misfit.reason}")
    return statement


def read_entity(record: EntityRecord, excerpts: Sequence[Excerpt], types: Sequence[str], bound: float) -> Entity:
    """Return name and type of the entity that a record names; its name stands in what was shown of the document.

    Raises:
        Rejected: The document is not in the call, the type not among those that may be, or the name not in the text.
    """
    if not 1 <= record.document <= len(excerpts):
        raise Rejected("no such document in the call")
    if types and record.type not in types:
        raise Rejected("does not fit the schema: type")
    kind = _word(record.type)
    if kind in {ITEM, ANY}:
        raise Rejected("does not fit the schema: type")
    name, _ = _in_excerpt(_End(_name(record.name), kind, False), excerpts[record.document - 1], "", bound)
    return name, kind


def _relation(name: str, schema: Schema) -> Relation:
    if not schema.relations:
        return Relation(name=_word(name), domain=ANY, range=ANY)
    if name not in schema.names:
        raise Rejected("does not fit the schema: relation")
    return schema.relation(name)


def _end(
    given: str,
    kind: str | None,
    wanted: str,
    document: Document,
    schema: Schema,
    known: Entities | None,
    items: Mapping[str, str] = MappingProxyType({}),
) -> _End:
    """Name and type of a subject or object, as far as they can be told without the text."""
    may_be_item = wanted == ITEM or (kind in {None, ITEM} and schema.is_a(ITEM, wanted))
    if given == SELF or (may_be_item and normal_name(given) in map(normal_name, titles_of(document.title))):
        return _End(document.item, ITEM, True)
    name = _name(given)
    if wanted == ITEM:
        return _other_item(name, items)
    if known is not None:
        spellings = known.get(normal_name(name), ())
        if not spellings:
            raise Rejected("not one of the entities")
        # One that does not fit is taken where none does: the schema then says what is wrong with it.
        spelling, kind = next((one for one in spellings if schema.is_a(one[1], wanted)), spellings[0])
        return _End(spelling, kind, False)
    if kind is None or not kind.strip() or kind == ANY:
        kind = ENTITY if wanted == ANY else wanted
    kind = _word(kind)
    return _other_item(name, items) if kind == ITEM else _End(name, kind, False)


def _other_item(name: str, items: Mapping[str, str]) -> _End:
    item = items.get(normal_name(name))
    if item is None:
        raise Rejected("another item")
    return _End(name, ITEM, False, item)


def _name(given: str) -> str:
    name = " ".join(plain(given).split())
    if not any(map(str.isalnum, name)) or len(name) > LONGEST_NAME:
        raise Rejected("no name")
    return name


def _word(given: str) -> str:
    word = " ".join(plain(given).split())
    if not word:
        raise Rejected("no name")
    return word


def _locate(quote: str, excerpt: Excerpt, bound: float) -> tuple[Part, Span]:
    """The part of the excerpt that a quote stands in most truly, and where."""
    found: list[tuple[Part, Span]] = []
    for part in excerpt.parts:
        span = part.searchable.locate(quote, bound=bound)
        if span is not None and span.end - span.start <= LONGEST_QUOTE:
            found.append((part, span))
    if not found:
        raise Rejected("the quote is not in the text")
    return min(found, key=lambda one: (_KINDS.index(one[1].kind), -one[1].similarity))


def _in_quote(end: _End, part: Part, quote: Span, bound: float) -> tuple[str, int, int, float]:
    """Name, start, end and similarity: the quote, widened to the name where it stands outside."""
    named = find_name(end.name, SearchableText(part.text[quote.start : quote.end]), bound=bound)
    if named is not None:
        return named.name, quote.start, quote.end, named.similarity
    named = find_name(end.name, part.searchable, bound=bound, near=quote.start)
    if named is not None:
        start, stop = min(quote.start, named.start), max(quote.end, named.end)
        between = part.text[named.end : quote.start] or part.text[quote.end : named.start]
        if stop - start <= LONGEST_QUOTE and not _SENTENCE_END.search(between):
            return named.name, start, stop, named.similarity
    raise Rejected("the quote does not name it")


def _in_excerpt(end: _End, excerpt: Excerpt, quote: str, bound: float) -> tuple[str, float]:
    """Name and similarity of an end that need not be in the quote."""
    if end.is_item:
        return end.name, 1.0
    places = (SearchableText(quote), *(part.searchable for part in excerpt.parts), excerpt.title)
    for place in places:
        named = find_name(end.name, place, bound=bound)
        if named is not None:
            return named.name, named.similarity
    raise Rejected("the text does not name it")

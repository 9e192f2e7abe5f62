"""Known names are found, and related only where their context says how."""

from __future__ import annotations

import pytest

from tastegraph.data import Document
from tastegraph.extract import EncoderExtractor
from tastegraph.graph import Relation, Schema, Statement
from tastegraph.text import CachedEncoder, MiniLMEncoder

SCHEMA = Schema(
    relations=(
        Relation(name="directed by", range="person"),
        Relation(name="starring", range="person"),
        Relation(name="genre", range="genre"),
    )
)
FACTS = [
    ("directed by", "person", "Rosa Imelda Vance", 6),
    ("starring", "person", "Rosa Imelda Vance", 2),
    ("starring", "person", "Tomás Ferreira", 4),
    ("starring", "person", "Michael J. Oduya", 4),
    ("genre", "genre", "Family", 40),
    ("genre", "genre", "Comedy", 40),
    ("premiered in", "place", "Quito", 3),
]
KNOWN = [
    Statement(f"{name}-{number}", relation, name, object_type=kind)
    for relation, kind, name, count in FACTS
    for number in range(count)
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return CachedEncoder(MiniLMEncoder(), tmp_path_factory.mktemp("cache") / "e.sqlite")


def read(encoder, text: str) -> set[tuple[str, str, str]]:
    extractor = EncoderExtractor(encoder, SCHEMA, fields=["text"])
    found = extractor.extract([Document("new", "Harbour", {"text": text})], known=KNOWN)
    return {(one.predicate, one.object, one.evidence.quote) for one in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A quiet comedy, directed by Rosa Imelda Vance.",
            {("directed by", "Rosa Imelda Vance", "Rosa Imelda Vance"), ("genre", "Comedy", "comedy")},
        ),
        ("It stars Rosa Imelda Vance.", {("starring", "Rosa Imelda Vance", "Rosa Imelda Vance")}),
        ("The cast includes Tomas Ferreira.", {("starring", "Tomás Ferreira", "Tomas Ferreira")}),
        ("The cast includes Ferreira Tomás.", {("starring", "Tomás Ferreira", "Ferreira Tomás")}),
        ("Starring MICHAEL J. ODUYA.", {("starring", "Michael J. Oduya", "MICHAEL J. ODUYA")}),
        ("He met Michael. J. Oduya was there.", set()),
        ("He wants to save his family.", set()),
        ("They fly to Quito.", set()),
        ("A man called Tomás is lost.", set()),
    ],
)
def test_links_what_the_context_states(encoder, text, expected):
    assert read(encoder, text) == expected


def test_a_name_without_a_stated_relation_is_only_mentioned(encoder):
    found = read(encoder, "A cab driver in Lisbon keeps the photograph of Rosa Imelda Vance under his pillow.")

    assert found == {("mentions", "Rosa Imelda Vance", "Rosa Imelda Vance")}


def test_without_known_statements_nothing_is_linked(encoder):
    extractor = EncoderExtractor(encoder, SCHEMA, fields=["text"])
    document = Document("new", "Harbour", {"text": "A quiet comedy, directed by Rosa Imelda Vance."})

    assert list(extractor.extract([document])) == []

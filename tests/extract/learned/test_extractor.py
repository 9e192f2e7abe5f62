"""Prose read with the facts of its documents as the only teacher."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tastegraph.config import FactColumn
from tastegraph.data import Document
from tastegraph.errors import ReadError, StateError
from tastegraph.extract import FactExtractor
from tastegraph.extract.learned import LearnedExtractor
from tastegraph.graph import Schema, verify
from tastegraph.text import MiniLMEncoder

FIRST = ("Ann", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ida", "Jon")
LAST = ("Lee", "Marsh", "Novak", "Okoye", "Price", "Quist", "Rossi", "Stone", "Tran", "Ueda")
PLACE = ("Lima", "Oslo", "Quito", "Turin", "Kyoto", "Porto")
COLUMNS = {
    "Chef": FactColumn(relation="cooked by", type="person"),
    "City": FactColumn(relation="located in", type="city"),
}
SCHEMA = Schema.from_facts(COLUMNS)


def restaurants(count: int, seed: int) -> Iterator[tuple[Document, str, str]]:
    """Documents with the person who cooks and a guest who does not."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        chef, guest = (f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(2))
        city = str(rng.choice(PLACE))
        text = rng.choice(
            [
                f"A small room in {city} where chef {chef} cooks fish. The critic {guest} dined here once.",
                f"The kitchen is led by {chef}. {guest}, a famous guest, came to {city} only for this soup.",
                f"Guests like {guest} return every year. In {city}, {chef} cooks over open fire.",
            ]
        )
        yield (
            Document(f"r{seed}-{number}", f"Place {number}", {"story": str(text), "Chef": chef, "City": city}),
            chef,
            guest,
        )


@pytest.fixture(scope="module")
def taught() -> LearnedExtractor:
    documents = [document for document, _, _ in restaurants(120, 0)]
    known = list(FactExtractor(COLUMNS).extract(documents))
    return LearnedExtractor(MiniLMEncoder(), SCHEMA, fields=["story"]).fit(documents, known)


def test_people_that_no_column_knows_are_read_and_guests_are_not(taught: LearnedExtractor) -> None:
    right = wrong = 0
    told = list(restaurants(60, 1))
    bare = [Document(one.item, one.title, {"story": one.fields["story"]}) for one, _, _ in told]
    statements = list(taught.extract(bare))
    fields = {document.item: document.fields for document in bare}
    people = {document.item: (chef, guest) for document, chef, guest in told if chef != guest}
    for statement in statements:
        assert verify(statement, fields) is None
        assert SCHEMA.conforms(statement) is None
        if statement.predicate == "cooked by" and statement.subject in people:
            chef, guest = people[statement.subject]
            right += statement.object == chef
            wrong += statement.object == guest
    assert right > 0.8 * len(people)
    assert wrong < 0.1 * len(people)


def test_what_was_learned_is_kept_and_reads_one_document_as_all(taught: LearnedExtractor, tmp_path: Path) -> None:
    documents = [document for document, _, _ in restaurants(10, 2)]
    taught.save(tmp_path)
    opened = LearnedExtractor(MiniLMEncoder(), SCHEMA).load(tmp_path)
    key = lambda one: (one.subject, one.predicate, one.object, one.evidence)  # noqa: E731
    together = [key(one) for one in taught.extract(documents)]
    assert [key(one) for one in opened.extract(documents)] == together
    alone = [key(one) for document in documents for one in opened.extract([document])]
    assert alone == together


def test_damage_and_absence_are_told(taught: LearnedExtractor, tmp_path: Path) -> None:
    fresh = LearnedExtractor(MiniLMEncoder(), SCHEMA)
    with pytest.raises(StateError):
        fresh.save(tmp_path)
    with pytest.raises(StateError):
        fresh.load(tmp_path)
    taught.save(tmp_path)
    (tmp_path / "reader.safetensors").write_bytes(b"nothing")
    with pytest.raises(ReadError):
        fresh.load(tmp_path)


def test_without_facts_nothing_is_stated() -> None:
    documents = [document for document, _, _ in restaurants(3, 0)]
    assert list(LearnedExtractor(MiniLMEncoder(), SCHEMA).extract(documents)) == []

"""Quality on real films stays in the band that docs/extraction.md reports."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tastegraph.config import FactColumn
from tastegraph.data import Document
from tastegraph.extract import EncoderExtractor, FactExtractor
from tastegraph.graph import Schema, Statement, normal_name, verify
from tastegraph.text import CachedEncoder, MiniLMEncoder

COLUMNS = {
    "Director": FactColumn(relation="directed by", separator=",", ignore=r"\s*\(.*?\)", type="person"),
    "Actors": FactColumn(relation="starring", separator=",", type="person"),
    "Writer": FactColumn(relation="written by", separator=",", ignore=r"\s*\(.*?\)", type="person"),
    "Genre": FactColumn(relation="genre", separator=",", type="genre"),
}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return CachedEncoder(MiniLMEncoder(), tmp_path_factory.mktemp("cache") / "e.sqlite")


def films(path: Path, text: str, descriptions: dict[str, str] | None = None) -> list[Document]:
    documents = []
    for line in path.read_text(encoding="utf-8").splitlines():
        film = json.loads(line)
        item = str(film["movie_id"])
        cells = {column: film.get(column) or "" for column in COLUMNS}
        cells[text] = descriptions.get(item, "") if descriptions is not None else film.get(text) or ""
        fields = {column: cell for column, cell in cells.items() if cell not in {"", "N/A"}}
        documents.append(Document(item, film.get("Title") or film["ml_title"], fields))
    return documents


@pytest.mark.slow
def test_people_are_linked_to_films_whose_facts_are_held_back(real_data, encoder):
    folder = real_data / "films-1m"
    descriptions = json.loads((folder / "llm_descriptions.json").read_text(encoding="utf-8"))
    documents = films(folder / "metadata.jsonl", "description", descriptions)
    facts = list(FactExtractor(COLUMNS).extract(documents))
    read = documents[:100]
    names = {document.item for document in read}
    extractor = EncoderExtractor(encoder, Schema.from_facts(COLUMNS), fields=["description"])

    found = list(extractor.extract(read, known=[fact for fact in facts if fact.subject not in names]))

    def pairs(statements: list[Statement], relation: str) -> set[tuple[str, str]]:
        return {
            (one.subject, normal_name(one.object))
            for one in statements
            if one.predicate == relation and one.subject in names
        }

    for relation, precision, recall in (("directed by", 0.95, 0.6), ("starring", 0.8, 0.5), ("genre", 0.75, 0.55)):
        stated, gold = pairs(found, relation), pairs(facts, relation)
        assert len(stated & gold) / len(stated) >= precision, relation
        assert len(stated & gold) / len(gold) >= recall, relation


@pytest.mark.slow
def test_plots_are_read_whole_within_bounds(real_data, encoder):
    documents = films(real_data / "films-100k" / "metadata.jsonl", "Plot")
    known = list(FactExtractor(COLUMNS).extract(documents))
    extractor = EncoderExtractor(encoder, Schema.from_facts(COLUMNS), fields=["Plot"])

    found = list(extractor.extract(documents, known=known))
    misses = encoder.misses

    assert list(extractor.extract(documents, known=known)) == found
    assert encoder.misses == misses
    fields = {document.item: document.fields for document in documents}
    assert all(verify(one, fields) is None for one in found)
    themes = Counter(one.subject for one in found if one.predicate == "about")
    assert max(themes.values()) <= 8
    assert 4 < sum(themes.values()) / len(documents) < 7
    by_theme = Counter(one.object for one in found if one.predicate == "about")
    assert {"murder", "New York", "detective", "high school"} <= {name for name, _ in by_theme.most_common(80)}

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tastegraph.config import FactColumn
from tastegraph.errors import ConfigError, ReadError, UnknownIdError
from tastegraph.graph import Relation, Schema, Statement

FILMS = Schema(
    relations=(
        Relation(name="directed by", range="person", description="who made it", functional=True),
        Relation(name="born in", domain="person", range="country", inverse="birthplace of"),
        Relation(name="birthplace of", domain="country", range="person"),
    )
)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (Statement("1", "directed by", "Ridley Scott", object_type="person"), None),
        (Statement("Ridley Scott", "born in", "UK", subject_type="person", object_type="country"), None),
        (Statement("1", "genre", "Horror"), "no relation 'genre'"),
        (Statement("1", "directed by", "Ridley Scott"), "leads to type 'person', not 'entity'"),
        (Statement("1", "born in", "UK", object_type="country"), "starts at type 'person', not 'item'"),
    ],
)
def test_a_statement_conforms_by_relation_domain_and_range(statement: Statement, reason: str | None) -> None:
    found = FILMS.conforms(statement)
    assert found is None if reason is None else found is not None and reason in found


def test_an_open_schema_fits_everything() -> None:
    assert Schema().conforms(Statement("a", "anything", "b", subject_type="x", object_type="y")) is None


def test_relations_are_found_by_name() -> None:
    assert FILMS.names == ("directed by", "born in", "birthplace of")
    assert FILMS.relation("born in").inverse == "birthplace of"
    with pytest.raises(UnknownIdError, match="directed by, born in, birthplace of"):
        FILMS.relation("genre")


def test_json_brings_back_the_same_schema() -> None:
    assert Schema.from_json(FILMS.to_json()) == FILMS
    assert hash(Schema.from_json(FILMS.to_json())) == hash(FILMS)


@pytest.mark.parametrize("text", ["", "[]", '{"relations": [{"name": ""}]}', '{"relations": [{"name": "a", "x": 1}]}'])
def test_other_json_is_a_read_error(text: str) -> None:
    with pytest.raises(ReadError, match="not a schema"):
        Schema.from_json(text)


def test_a_relation_cannot_be_declared_twice() -> None:
    with pytest.raises(ConfigError, match="'genre' is declared twice"):
        Schema(relations=(Relation(name="genre"), Relation(name="genre", range="genre")))


def test_it_cannot_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        FILMS.relations = ()  # type: ignore[misc]


def test_fact_columns_become_relations_and_may_share_one() -> None:
    columns = {
        "Genre": FactColumn(relation="genre", separator=","),
        "Director": FactColumn(relation="made by", type="person"),
        "Writer": FactColumn(relation="made by", type="person"),
    }
    assert Schema.from_facts(columns).relations == (Relation(name="genre"), Relation(name="made by", range="person"))


def test_fact_columns_that_share_a_relation_share_its_type() -> None:
    columns = {"Director": FactColumn(relation="made by", type="person"), "Studio": FactColumn(relation="made by")}
    with pytest.raises(ConfigError, match=r"items\.facts\.Studio\.type"):
        Schema.from_facts(columns)

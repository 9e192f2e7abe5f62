from __future__ import annotations

from tastegraph.config import FactColumn
from tastegraph.data import Document
from tastegraph.extract import FactExtractor
from tastegraph.graph import Relation, Statement
from tastegraph.project.schema.columns import source_relations, stated_relations, unread_relations


def stated(columns: dict[str, FactColumn], rows: list[dict[str, str]]) -> dict[str, Relation]:
    documents = [Document(str(number), str(number), row) for number, row in enumerate(rows)]
    facts = list(FactExtractor(columns).extract(documents))
    return {one.relation.name: one.relation for one in stated_relations(columns, facts, len(rows))}


def test_types_are_called_like_their_columns_and_shared_where_values_are() -> None:
    people = [f"Person {number}" for number in range(20)]
    rows = [
        {"Genres": "Drama, Crime", "Director": people[number], "By": people[19 - number], "Countries": "Peru"}
        for number in range(20)
    ]
    columns = {
        "Genres": FactColumn(relation="genre", separator=","),
        "Director": FactColumn(relation="directed by"),
        "By": FactColumn(relation="told by"),
        "Countries": FactColumn(relation="country", type="land"),
    }
    found = stated(columns, rows)
    assert {name: one.range for name, one in found.items()} == {
        "genre": "genre", "directed by": "person", "told by": "person", "country": "land",
    }  # fmt: skip
    assert {name: one.functional for name, one in found.items()} == {
        "genre": False, "directed by": True, "told by": True, "country": True,
    }  # fmt: skip


def test_dates_numbers_and_years_are_literals_and_decades_are_not() -> None:
    rows = [{"out": f"{day} May 1999", "min": f"{90 + day} min", "year": f"19{day + 60}"} for day in range(1, 15)]
    columns = {
        "out": FactColumn(relation="released"),
        "min": FactColumn(relation="lasts"),
        "year": FactColumn(relation="decade", bin=10),
    }
    found = stated(columns, rows)
    assert {name: (one.range, one.datatype) for name, one in found.items()} == {
        "released": ("literal", "date"),
        "lasts": ("literal", "number"),
        "decade": ("decade", None),
    }


def test_a_few_values_prove_no_limit() -> None:
    rows = [{"Director": "Ann"}, {"Director": "Bo"}, {}]
    assert not stated({"Director": FactColumn(relation="directed by")}, rows)["directed by"].functional


def test_columns_that_are_not_read_are_proposed_unless_they_tell_nothing() -> None:
    rows = 40
    columns = {
        "imdbID": [f"tt{number:07}" for number in range(rows)],
        "poster": [f"https://example.org/{number}.jpg" for number in range(rows)],
        "story": [f"A long story, the {number}th of its kind, in which very little happens to anybody at all." * 2
                  for number in range(rows)],
        "serial": [f"unique value {number}" for number in range(rows)],
        "runTime": [f"{80 + number} min" for number in range(rows)],
        "studios": ["Gaumont; Pathé" if number % 2 else "Nordisk; Pathé" for number in range(rows)],
        "rare": ["x"] * 2 + [""] * (rows - 2),
        "nothing": ["", "N/A"] * (rows // 2),
    }  # fmt: skip
    found = {one.relation.name: one for one in unread_relations(columns)}
    assert found.keys() == {"run time", "studios"}
    assert found["run time"].relation == Relation(name="run time", range="literal", datatype="number", functional=True)
    assert found["studios"].relation == Relation(name="studios", range="studio")
    assert '"studios" = { relation = "studios", separator = ";" }' in found["studios"].note


def test_relations_of_sources_take_the_types_that_they_have() -> None:
    statements = [
        Statement("1", "sequel of", "2", method="source", object_type="item"),
        Statement("1", "tagged", "slow", method="source", object_type="tag"),
        Statement("1", "tagged", "1999", method="source", object_type="literal"),
        Statement("1", "genre", "Drama", method="source"),
    ]
    found = {one.relation.name: one.relation for one in source_relations(statements, ["genre"])}
    assert {name: (one.domain, one.range) for name, one in found.items()} == {
        "sequel of": ("item", "item"),
        "tagged": ("item", "any"),
    }

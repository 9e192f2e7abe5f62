from __future__ import annotations

import pytest

from tastegraph.errors import ConfigError
from tastegraph.graph import EntityType, Relation, Schema

PERSON, PLACE = EntityType(name="person"), EntityType(name="place")


@pytest.mark.parametrize(
    ("values", "key", "named"),
    [
        ({"functional": True, "max_objects": 3}, "max_objects", "go together"),
        ({"functional": False, "max_objects": 1}, "max_objects", "go together"),
        ({"functional": True, "min_objects": 2}, "min_objects", "has one object"),
        ({"min_objects": 3, "max_objects": 2}, "min_objects", "above max_objects"),
        ({"domain": "literal"}, "domain", "subject of nothing"),
        ({"range": "person", "datatype": "date"}, "datatype", "only literals"),
        ({"symmetric": True, "range": "person"}, "symmetric", "from type 'item' to type 'person'"),
        ({"symmetric": True, "range": "item", "inverse": "b"}, "inverse", "its own inverse"),
        ({"range": "item", "inverse": "a"}, "inverse", "its own inverse"),
        ({"range": "literal", "inverse": "b"}, "inverse", "subjects of nothing"),
    ],
)
def test_a_relation_that_contradicts_itself(values: dict[str, object], key: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        Relation.model_validate({"name": "a"} | values)
    assert caught.value.field == f"relations.a.{key}"
    assert caught.value.fix


@pytest.mark.parametrize(
    ("types", "relations", "key", "named"),
    [
        ((PERSON, PERSON), (), "types", "declared twice"),
        ((EntityType(name="any"),), (), "types.any", "is there already"),
        ((EntityType(name="a", parent="literal"),), (), "types.a.parent", "no types below"),
        ((EntityType(name="a", parent="b"),), (), "types.a.parent", "no type 'b'"),
        ((EntityType(name="a", parent="a"),), (), "types.a.parent", "a → a"),
        ((PERSON,), (Relation(name="r", range="persn"),), "relations.r.range", "no type 'persn'"),
        ((PERSON,), (Relation(name="r", domain="persn"),), "relations.r.domain", "no type 'persn'"),
        ((), (Relation(name="r", inverse="s"),), "relations.r.inverse", "no relation 's'"),
        (
            (),
            (
                Relation(name="r", range="x", inverse="s"),
                Relation(name="s", domain="x", range="item", inverse="t"),
                Relation(name="t", range="x"),
            ),
            "relations.r.inverse",
            "'s' has another inverse, 't'",
        ),
        (
            (),
            (
                Relation(name="r", range="x", inverse="s"),
                Relation(name="q", range="x", inverse="s"),
                Relation(name="s", domain="x", range="item"),
            ),
            "relations.q.inverse",
            "inverse of 'r' already",
        ),
        (
            (),
            (Relation(name="r", range="item", inverse="s"), Relation(name="s", range="item", symmetric=True)),
            "relations.r.inverse",
            "'s' is symmetric",
        ),
        (
            (PERSON, PLACE),
            (Relation(name="r", range="person", inverse="s"), Relation(name="s", domain="place", range="item")),
            "relations.r.inverse",
            "leads from type 'place'",
        ),
        (
            (PERSON, PLACE),
            (Relation(name="r", domain="place", range="person", transitive=True),),
            "relations.r.transitive",
            "never of its domain",
        ),
    ],
)
def test_parts_that_contradict_each_other(
    types: tuple[EntityType, ...], relations: tuple[Relation, ...], key: str, named: str
) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        Schema(types=types, relations=relations)
    assert caught.value.field == key
    assert caught.value.fix


def test_long_chains_of_parents_are_fine_and_long_circles_are_told() -> None:
    chain = [EntityType(name=str(number), parent=str(number + 1) if number < 500 else None) for number in range(501)]
    assert Schema(types=tuple(chain)).is_a("0", "500")
    chain[-1] = EntityType(name="500", parent="250")
    with pytest.raises(ConfigError, match="250 → 251"):
        Schema(types=tuple(chain))


def test_one_side_names_the_inverse_and_both_have_it() -> None:
    schema = Schema(
        relations=(Relation(name="r", range="x", inverse="s"), Relation(name="s", domain="x", range="item"))
    )
    assert (schema.inverse_of("r"), schema.inverse_of("s"), schema.inverse_of("t")) == ("s", "r", None)


def test_without_declared_types_any_name_is_a_type() -> None:
    assert Schema(relations=(Relation(name="r", domain="x", range="y"),)).names == ("r",)

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tastegraph.config import FactColumn, ProjectConfig
from tastegraph.errors import ConfigError
from tastegraph.graph import Relation, Schema, Statement, write_schema
from tastegraph.project import Project
from tastegraph.project.schema import project_schema, typed_facts, with_own_relations


@pytest.fixture
def project(laid_out: Path, tmp_path: Path) -> Project:
    shutil.copytree(laid_out, tmp_path / "project")
    return Project.open(tmp_path / "project")


def declared(project: Project, **ranges: str) -> Schema:
    """Write a file that declares what the columns state, and give what is read of it."""
    implied = Schema.from_facts(project.config.items.facts)
    relations = tuple(
        one.model_copy(update={"range": ranges.get(one.name.replace(" ", "_"), one.range)}) for one in implied.relations
    )
    write_schema(project.layout.schema, Schema(relations=relations))
    return project_schema(project.layout.root, project.config)


def test_without_a_file_the_columns_declare(project: Project) -> None:
    assert project_schema(project.layout.root, project.config) == Schema.from_facts(project.config.items.facts)


def test_the_file_counts_where_there_is_one(project: Project) -> None:
    assert declared(project, directed_by="entity").relation("directed by").range == "entity"


def test_a_column_that_the_file_does_not_know_is_an_error_that_names_both_places(project: Project) -> None:
    write_schema(project.layout.schema, Schema(relations=(Relation(name="genre", range="genre"),)))
    with pytest.raises(ConfigError) as caught:
        project_schema(project.layout.root, project.config)
    assert str(project.layout.schema) in str(caught.value)
    assert "relations.directed by" in str(caught.value)
    assert "items.facts.director of tastegraph.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "key"),
    [({"range": "place"}, "relations.directed by.range"), ({"domain": "person"}, "relations.directed by.domain")],
)
def test_a_column_that_contradicts_the_file_is_one_too(project: Project, values: dict[str, str], key: str) -> None:
    implied = Schema.from_facts(project.config.items.facts)
    relations = [one.model_copy(update=values) if one.name == "directed by" else one for one in implied.relations]
    write_schema(project.layout.schema, Schema(relations=tuple(relations)))
    with pytest.raises(ConfigError, match=r"items\.facts\.director of tastegraph\.toml") as caught:
        project_schema(project.layout.root, project.config)
    assert caught.value.field == key


def test_columns_without_a_type_take_the_one_that_is_declared() -> None:
    columns = {
        "a": FactColumn(relation="made by"),
        "b": FactColumn(relation="released"),
        "c": FactColumn(relation="about"),
        "d": FactColumn(relation="made by", type="director"),
        "e": FactColumn(relation="undeclared"),
    }
    schema = Schema(
        relations=(
            Relation(name="made by", range="person"),
            Relation(name="released", range="literal"),
            Relation(name="about", range="any"),
        )
    )
    typed = {column: fact.type for column, fact in typed_facts(columns, schema).items()}
    assert typed == {"a": "person", "b": "literal", "c": "entity", "d": "director", "e": "entity"}


def test_what_the_encoder_states_of_its_own_accord_conforms() -> None:
    schema = with_own_relations(Schema(relations=(Relation(name="genre", range="genre"),)))
    assert schema.conforms(Statement("1", "about", "revenge", object_type="theme")) is None
    assert schema.conforms(Statement("1", "mentions", "Rome", object_type="place")) is None
    own = Relation(name="about", range="topic")
    assert with_own_relations(Schema(relations=(own,))).relation("about") == own
    assert with_own_relations(Schema()) == Schema()


def test_a_project_with_a_file_builds_what_the_file_says(project: Project) -> None:
    text = project.layout.config.read_text(encoding="utf-8")
    text = text.replace('relation = "genre", type = "genre"', 'relation = "genre"').replace('"encoder"', '"facts"')
    project.layout.config.write_text(text, encoding="utf-8")
    assert ProjectConfig.read(project.layout.config).items.facts["genre"].type == "entity"
    project = Project.open(project.layout.root)
    declared(project, genre="style")
    project.build()
    assert {one.object_type for one in project.graph.statements(predicate="genre")} == {"style"}
    assert project.graph.schema.relation("genre").range == "style"

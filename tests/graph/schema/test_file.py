from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tastegraph.errors import ConfigError
from tastegraph.graph import EntityType, Example, Relation, Schema, read_schema, write_schema
from tastegraph.graph.schema import schema_text

words = st.text(min_size=1, max_size=12)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Any schema that agrees with itself."""
    types: list[EntityType] = []
    for name in draw(st.lists(words.filter(lambda name: name not in {"any", "literal"}), unique=True, max_size=4)):
        parent = draw(st.sampled_from([None, *(kind.name for kind in types)]))
        types.append(EntityType(name=name, parent=parent, description=draw(st.text(max_size=20))))
    ends = [kind.name for kind in types] + ["item", "entity", "any"]
    relations = []
    for name in draw(st.lists(words, unique=True, max_size=4)):
        domain, range_ = draw(st.sampled_from(ends)), draw(st.sampled_from([*ends, "literal"]))
        least = draw(st.integers(0, 3))
        most = draw(st.none() | st.integers(max(least, 1), 5))
        relations.append(
            Relation(
                name=name,
                domain=domain,
                range=range_,
                description=draw(st.text(max_size=20)),
                symmetric=domain == range_ and draw(st.booleans()),
                transitive=domain == range_ and draw(st.booleans()),
                functional=most == 1,
                min_objects=least,
                max_objects=most,
                datatype=draw(st.sampled_from([None, "date", "year", "number", "text"]))
                if range_ == "literal"
                else None,
                examples=tuple(draw(st.lists(st.builds(Example, text=words, subject=words, object=words), max_size=2))),
                iri=draw(st.none() | words),
            )
        )
    return Schema(types=tuple(types), relations=tuple(relations))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(schema=schemas(), note=st.text(max_size=30))
def test_what_is_written_is_read_again_whatever_the_names_and_notes_hold(
    tmp_path: Path, schema: Schema, note: str
) -> None:
    path = tmp_path / "schema.toml"
    notes = dict.fromkeys(schema.names, note)
    write_schema(path, schema, notes=notes, proposals=schema.relations)
    assert read_schema(path) == schema
    assert schema_text(read_schema(path), notes=notes, proposals=schema.relations) == path.read_text("utf-8")


def test_a_schema_with_every_key_in_use_comes_back(tmp_path: Path, films: Schema) -> None:
    write_schema(tmp_path / "schema.toml", films)
    assert read_schema(tmp_path / "schema.toml") == films


def test_a_proposal_counts_once_its_marks_are_taken_off(films: Schema) -> None:
    written = schema_text(Schema(types=films.types), proposals=films.relations)
    assert tomllib.loads(written).keys() == {"types"}
    head, _, proposals = written.partition("# Proposals.")
    taken = "\n".join(line.removeprefix("# ") for line in proposals.splitlines()[1:])
    assert tomllib.loads(head + taken)["relations"].keys() == set(films.names)


def test_the_head_explains_every_key() -> None:
    head = schema_text(Schema())
    keys = ({*EntityType.model_fields} | {*Relation.model_fields}) - {"name"}
    assert not [key for key in keys if key not in head]


def test_what_says_nothing_is_not_written() -> None:
    written = schema_text(Schema(relations=(Relation(name="genre"),)))
    assert tomllib.loads(written) == {"relations": {"genre": {"domain": "item", "range": "entity"}}}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[relations.a\n", "not valid TOML"),
        ("[relations.a]\n[relations.a]\n", "not valid TOML: Cannot declare"),
        ("[things.a]\n", "field 'things': unknown key"),
        ("relations = 3", "field 'relations': is no table"),
        ("relations.a = 3", "field 'relations.a': is no table"),
        ("[relations.a]\nrnage = 'b'", "field 'relations.a.rnage': unknown key"),
        ("[relations.a]\nname = 'b'", "field 'relations.a.name': unknown key"),
        ("[relations.a]\nrange = ''", "field 'relations.a.range'"),
        ("[relations.a]\nmin_objects = -1", "field 'relations.a.min_objects'"),
        ("[relations.a]\ndatatype = 'colour'\nrange = 'literal'", "field 'relations.a.datatype'"),
        ("[relations.a]\nexamples = [{ text = 'x' }]", "field 'relations.a.examples.0.subject'"),
        ("[types.a]\nparent = 3", "field 'types.a.parent'"),
        ("[types.b]\n[relations.a]\nrange = 'c'", "field 'relations.a.range': no type 'c'"),
        ("[types.a]\nparent = 'b'\n[types.b]\nparent = 'a'", "parents in a circle: a → b → a"),
    ],
)
def test_an_error_names_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "schema.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_schema(path)
    assert str(path) in str(caught.value)
    assert named in str(caught.value)
    assert caught.value.fix


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="suggest --write"):
        read_schema(tmp_path / "schema.toml")
    (tmp_path / "schema.toml").write_bytes(b"[types.\xff]")
    with pytest.raises(ConfigError, match="Save it in UTF-8"):
        read_schema(tmp_path / "schema.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_schema(tmp_path)


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "schema.toml").write_text("[relations.genre]\n", encoding="utf-8-sig")
    assert read_schema(tmp_path / "schema.toml").names == ("genre",)

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import Counts, Relation, Schema
from tastegraph.graph.manifest import Manifest, Snapshot, read_manifest, write_manifest

schemas = st.sampled_from([Schema(), *(Schema(relations=(Relation(name=name),)) for name in ("genre", "theme"))])


def manifest_of(schemas: list[Schema]) -> Manifest:
    return Manifest(
        versions=tuple(
            Snapshot(
                version=number,
                time=number,
                statements_table=number,
                documents_table=0,
                merges_table=number,
                counts=Counts(1, 2, 3, 4, {"facts": 4}),
                graph_schema=schema,
                fingerprint=f"{number}",
            )
            for number, schema in enumerate(schemas, 5)
        ),
        files=("statements.lance/data/a.lance",),
    )


@given(st.lists(schemas, max_size=5))
def test_what_was_written_is_read_again(tmp_path_factory, schemas: list[Schema]) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    write_manifest(folder, manifest_of(schemas))
    assert read_manifest(folder) == manifest_of(schemas)


def test_a_schema_that_stays_is_written_once(tmp_path: Path) -> None:
    schema = Schema(relations=(Relation(name="genre", description="what kind"),))
    write_manifest(tmp_path, manifest_of([schema] * 9))
    assert (tmp_path / "versions.json").read_text().count("what kind") == 1

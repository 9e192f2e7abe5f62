from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import lance
import pyarrow as pa
import pytest

from tastegraph.graph import KnowledgeGraph, Statement, StoredDocument, run_sql, verify_all
from tastegraph.graph.tables import ROW, LanceTable, append, compact, delete, files_of, load, overwrite, unshared

NUMBERS = pa.schema([pa.field("word", pa.string(), nullable=False)])


def numbers(*which: int) -> pa.Table:
    return pa.table({"word": [str(number) for number in which]}, NUMBERS)


@pytest.fixture
def old_graph(graph: KnowledgeGraph) -> KnowledgeGraph:
    """A graph as it was written before statements had aliases and versions a ledger."""
    rows = graph.to_arrow().drop_columns(["subject_alias", "object_alias"])
    (graph.path / "statements.lance").rename(graph.path / "away")
    lance.write_dataset(rows, graph.path / "statements.lance")
    manifest = json.loads((graph.path / "versions.json").read_text())
    for version in manifest["versions"]:
        del version["merges_table"]
    manifest["files"] = [
        path.relative_to(graph.path).as_posix()
        for table in ("statements.lance", "documents.lance")
        for path in (graph.path / table).rglob("*")
        if path.is_file() and path.suffix != ".json"
    ]
    (graph.path / "versions.json").write_text(json.dumps(manifest))
    return KnowledgeGraph.open(graph.path)


def test_a_graph_without_aliases_is_read_as_one_with_none(old_graph: KnowledgeGraph, facts: list[Statement]) -> None:
    assert list(old_graph.statements()) == facts
    assert list(old_graph.statements("2", "genre")) == facts[2:4]
    assert old_graph.merges() == []
    assert verify_all(old_graph).rate == 1
    assert run_sql(old_graph, "SELECT count(object_alias) AS n FROM statements").to_pylist() == [{"n": 0}]


def test_a_graph_without_aliases_can_be_written_to(
    old_graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    renamed = replace(facts[1], object="Science fiction", object_alias="Sci-Fi")
    old_graph.revise([facts[1]], [renamed])
    assert list(KnowledgeGraph.open(old_graph.path).statements()) == [facts[0], *facts[2:], renamed]
    assert list(old_graph.checkout(1).statements()) == facts
    assert old_graph.diff(1, 2).added == [renamed]
    old_graph.restore(1)
    old_graph.update(documents[:1], (), [facts[0], renamed])
    assert list(old_graph.statements()) == [facts[0], facts[2], facts[3], facts[5], renamed]
    old_graph.replace(documents, [renamed])
    assert list(old_graph.statements()) == [renamed]


def test_what_versions_share_is_not_among_what_is_unshared(tmp_path: Path) -> None:
    table = LanceTable(tmp_path / "t.lance", NUMBERS, 0)
    first = replace(table, version=overwrite(table, numbers(*range(10))))
    rows = load(first, with_rows=True)
    second = replace(table, version=delete(first, rows.column(ROW).slice(2, 3)))
    third = replace(table, version=append(second, numbers(3, 11)))
    assert unshared(first, third) == (numbers(2, 3, 4), numbers(3, 11))
    assert unshared(third, third) == (numbers(), numbers())
    assert unshared(table, first) == (numbers(), numbers(*range(10)))
    # A table written anew shares no file, whatever the numbers of its rows.
    again = replace(table, version=overwrite(third, numbers(*range(10))))
    assert unshared(first, again) == (numbers(*range(10)), numbers(*range(10)))


def test_only_many_parts_are_joined_and_large_ones_left_alone(tmp_path: Path) -> None:
    table = LanceTable(tmp_path / "t.lance", NUMBERS, 0)
    table = replace(table, version=overwrite(table, numbers(*range(20_000))))
    for number in range(32):
        assert compact(table) == table.version
        table = replace(table, version=append(table, numbers(number)))
    before = files_of(table)
    joined = replace(table, version=compact(table))
    after = files_of(joined)
    assert load(joined) == load(table)
    assert len([name for name in after if name.startswith("data/")]) == 2
    assert len(after & before) == 1
    assert all((table.folder / name).is_file() for name in before | after)

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tastegraph.errors import InputError, ReadError, StateError, UnknownIdError
from tastegraph.graph import Counts, Evidence, KnowledgeGraph, Relation, Schema, Statement, StoredDocument
from tastegraph.graph.columns import STATEMENTS


def test_what_was_written_is_read_again(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    opened = KnowledgeGraph.open(graph.path)
    assert list(opened.statements()) == facts
    assert list(opened.documents()) == documents
    assert opened.version == graph.version == 1
    assert opened.fingerprint == "first"


def test_counts_are_those_of_the_tables(graph: KnowledgeGraph) -> None:
    assert graph.counts() == Counts(
        documents=3, entities=6, relations=3, statements=6, by_method={"encoder": 1, "facts": 4, "source": 1}
    )


def test_arrow_has_the_promised_columns(graph: KnowledgeGraph) -> None:
    table = graph.to_arrow()
    assert table.schema == STATEMENTS
    assert table.column_names[:6] == ["subject", "subject_type", "predicate", "object", "object_type", "confidence"]
    assert table.column_names[6:11] == ["document", "field", "start", "end", "quote"]
    assert table.column_names[11:] == ["method", "time", "subject_alias", "object_alias"]
    assert table.column("document").null_count == 1
    assert graph.documents_to_arrow().column("item").to_pylist() == ["1", "2", "it's"]


def test_statements_are_found_by_item_and_predicate(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    assert list(graph.statements(item="1")) == [facts[0], facts[1], facts[4], facts[5]]
    assert list(graph.statements(item=2, predicate="genre")) == [facts[2], facts[3]]
    assert list(graph.statements(item="Sci-Fi")) == []
    assert list(graph.statements(predicate='it\'s "none"; --')) == []


@pytest.mark.parametrize("name", ["it's", "''", 'a"b', "a\\b", "%_", "日本", "a\nb", "🎬"])
def test_any_id_can_be_looked_up_and_deleted(tmp_path: Path, name: str) -> None:
    graph = KnowledgeGraph.create(tmp_path / "graph")
    said = Statement(name, name, name, evidence=Evidence(name, name, 0, len(name), name))
    graph.replace([StoredDocument(name, "", {name: name}, ""), StoredDocument("x", "", {}, "")], [said])
    assert list(graph.statements(name, name)) == [said]
    assert graph.delete_document(name).removed == 1
    assert [document.item for document in graph.documents()] == ["x"]


def test_what_does_not_stand_in_its_document_is_refused_and_reported(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    bad = [
        replace(facts[0], evidence=replace(facts[0].evidence, start=1)),
        replace(facts[0], evidence=None),
        replace(facts[0], subject=""),
        replace(facts[0], evidence=replace(facts[0].evidence, document="9")),
    ]
    change = graph.replace(documents, [*bad, facts[0]])
    assert [statement for statement, _ in change.rejected] == bad
    assert all(reason for _, reason in change.rejected)
    assert list(graph.statements()) == [facts[0]]
    assert graph.add(bad).rejected == change.rejected
    assert list(graph.statements()) == [facts[0]]


def test_equal_statements_are_stored_once(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    again = replace(facts[0], time=5)
    assert graph.add([again, facts[5], facts[5]]).added == 0
    assert list(graph.statements()) == facts
    surer = replace(facts[4], confidence=0.6)
    assert graph.add([surer, surer]).added == 1


def test_add_checks_against_the_documents_of_the_graph(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    read_in_2 = Statement("Ripley", "in", "2", 0.7, Evidence("2", "Plot", 0, 6, "Ripley"), "encoder", "person", "item")
    change = graph.add([read_in_2])
    assert (change.version, change.added, change.removed, change.rejected) == (2, 1, 0, ())
    assert list(graph.statements()) == [*facts, read_in_2]
    assert graph.counts().by_method == {"encoder": 2, "facts": 4, "source": 1}
    assert graph.fingerprint is None


def test_deleting_a_document_deletes_what_only_it_supports(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    also_in_2 = replace(facts[0], evidence=Evidence("2", "Plot", 0, 6, "Ripley"))
    graph.add([also_in_2])
    change = graph.delete_document("1")
    assert (change.added, change.removed) == (0, 3)
    assert list(graph.statements()) == [facts[2], facts[3], facts[5], also_in_2]
    assert [document.item for document in graph.documents()] == ["2", "it's"]
    assert graph.counts() == Counts(2, 5, 2, 4, {"facts": 3, "source": 1})
    assert graph.fingerprint is None


def test_an_unknown_document_cannot_be_deleted(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownIdError, match="no document 'Alien'"):
        graph.delete_document("Alien")
    assert graph.version == 1


def test_replace_reports_what_changed(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    new = Statement("1", "liked by", "2", method="source", object_type="item")
    change = graph.replace(documents[:2], [new, *facts[2:]], schema=Schema(relations=(Relation(name="genre"),)))
    assert (change.version, change.added, change.removed) == (2, 1, 2)
    assert list(graph.statements()) == [new, *facts[2:]]
    assert graph.schema.names == ("genre",)
    assert graph.fingerprint is None


def test_old_versions_stay_as_they_were(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    reader = KnowledgeGraph.open(graph.path)
    graph.replace(documents[:1], facts[:2], schema=Schema(relations=(Relation(name="genre"),)))
    graph.add([facts[5]])
    graph.delete_document("1")

    assert list(reader.statements()) == facts
    assert [(info.version, info.statements, info.documents) for info in reader.versions()] == [
        (1, 6, 3),
        (2, 2, 1),
        (3, 3, 1),
        (4, 1, 0),
    ]
    assert list(graph.checkout(2).statements()) == facts[:2]
    assert list(KnowledgeGraph.open(graph.path, 3).documents()) == documents[:1]
    assert graph.checkout(1).schema == Schema()
    assert graph.checkout(1).fingerprint == "first"


def test_only_the_last_version_can_be_added_to_and_deleted_from(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    graph.add([Statement("a", "b", "c", method="source")])
    for write in (lambda old: old.add(facts), lambda old: old.delete_document("1")):
        with pytest.raises(StateError, match="version 1 of the graph and the last is 2"):
            write(graph.checkout(1))
    assert len(graph.versions()) == 2


def test_replace_works_from_any_version(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    graph.replace(documents, facts[:1])
    change = graph.checkout(1).replace(documents, facts)
    assert (change.version, change.added, change.removed) == (3, 5, 0)


def test_a_new_graph_is_empty_until_it_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "graph"
    graph = KnowledgeGraph.create(path, Schema(relations=(Relation(name="genre"),)))
    assert (graph.version, graph.counts(), list(graph.statements()), list(graph.documents())) == (0, Counts(), [], [])
    with pytest.raises(StateError, match="Run build"):
        KnowledgeGraph.open(path)
    assert graph.add([Statement("a", "b", "c", method="source")]).version == 1
    assert KnowledgeGraph.open(path).schema.names == ("genre",)


def test_a_graph_is_not_created_over_another_or_over_a_file(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is a graph already"):
        KnowledgeGraph.create(graph.path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="not a folder"):
        KnowledgeGraph.create(tmp_path / "file")


def test_an_unknown_version_is_an_error(graph: KnowledgeGraph) -> None:
    for ask in (lambda: graph.checkout(2), lambda: graph.diff(1, 2), lambda: graph.restore(2)):
        with pytest.raises(UnknownIdError, match=r"no version 2\. There are versions 1 to 1"):
            ask()
    with pytest.raises(UnknownIdError, match="There are no versions yet"):
        KnowledgeGraph.create(graph.path / "new").restore(1)


@pytest.mark.parametrize("text", ["", "{", '{"format": 2, "versions": [], "files": []}'])
def test_a_damaged_manifest_is_a_read_error(graph: KnowledgeGraph, text: str) -> None:
    (graph.path / "versions.json").write_text(text)
    with pytest.raises(ReadError, match=r"versions\.json: damaged"):
        KnowledgeGraph.open(graph.path)


def test_a_missing_table_is_a_read_error(graph: KnowledgeGraph) -> None:
    for data in (graph.path / "statements.lance" / "data").iterdir():
        data.unlink()
    with pytest.raises(ReadError, match="version 1 of the table cannot be read"):
        list(KnowledgeGraph.open(graph.path).statements(predicate="never asked before"))


def test_a_missing_version_of_a_table_is_a_read_error(graph: KnowledgeGraph, documents: list[StoredDocument]) -> None:
    graph.replace(documents, [])
    for manifest in (graph.path / "statements.lance" / "_versions").glob("*4.manifest"):
        manifest.unlink()
    for ask in (lambda: graph.diff(1, 2), lambda: graph.restore(1), lambda: graph.prune(2)):
        with pytest.raises(ReadError, match="version 1 of the table cannot be read"):
            ask()
    assert graph.prune(1).versions == (1,)


def test_a_relative_folder_stays_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    monkeypatch.chdir(tmp_path)
    graph = KnowledgeGraph.create("~/memory:50%25 #?[é]")
    graph.replace(documents, facts)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert list(graph.statements()) == facts
    assert list(KnowledgeGraph.open(tmp_path / "~/memory:50%25 #?[é]").statements()) == facts


SILENT = """
import sys
import tastegraph.graph as g
assert not {"lance", "duckdb", "torch"} & set(sys.modules)
graph = g.KnowledgeGraph.create(sys.argv[1])
for _ in range(2):
    graph.replace([g.StoredDocument("1", "", {}, "")], [g.Statement("1", "p", "o", method="source")])
graph.add([g.Statement("1", "p", "q", method="source")])
graph.delete_document("1")
assert "duckdb" not in sys.modules
assert g.run_sql(graph, "SELECT count(*) AS n FROM statements").to_pylist() == [{"n": 2}]
"""


def test_heavy_parts_load_late_and_nothing_is_said_on_the_way(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SILENT, str(tmp_path / "graph")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

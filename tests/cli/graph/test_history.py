"""``graph DIR versions | diff | restore | prune | verify``, in the process, as the command line calls them."""

from __future__ import annotations

import json
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest

from tastegraph.cli import main
from tastegraph.graph import Evidence, KnowledgeGraph, Statement, StoredDocument
from tastegraph.graph.columns import batch
from tastegraph.graph.tables import append
from tastegraph.locking import exclusive
from tastegraph.project import Project


def said(item: str, word: str) -> Statement:
    return Statement(item, "says", word, evidence=Evidence(item, "text", 0, len(word), word))


def document(item: str, word: str) -> StoredDocument:
    return StoredDocument(item, item.upper(), {"text": word}, word)


@pytest.fixture
def project(tmp_path: Path, laid_out: Path) -> Path:
    """A Project whose graph has three versions: two documents, then one edited and one more, then one gone."""
    (tmp_path / "tastegraph.toml").write_text((laid_out / "tastegraph.toml").read_text())
    graph = KnowledgeGraph.create(tmp_path / ".tastegraph" / "graph")
    graph.replace([document("a", "red"), document("b", "blue")], [said("a", "red"), said("b", "blue")])
    graph.update([document("a", "green"), document("c", "red")], (), [said("a", "green"), said("c", "red")])
    graph.delete_document("b")
    return tmp_path


class Called:
    """What a call of the command line came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> dict[str, object]:
        return json.loads(self.out)


@pytest.fixture
def call(project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    def called(*arguments: object) -> Called:
        monkeypatch.setattr(sys, "argv", ["tastegraph", "graph", str(project), *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            main()
        sys.stdout.flush()
        return Called(int(caught.value.code or 0), *capfd.readouterr())

    return called


def test_versions(call) -> None:
    found = call("versions", "--json").document["versions"]
    assert [(one["version"], one["statements"], one["documents"]) for one in found] == [(1, 2, 2), (2, 3, 3), (3, 2, 2)]
    assert "written (UTC)" in call("versions").out


def test_diff(call) -> None:
    found = call("diff", 1, 2, "--json").document
    assert [(one["subject"], one["object"]) for one in found["added"]] == [("a", "green"), ("c", "red")]
    assert [(one["subject"], one["object"]) for one in found["removed"]] == [("a", "red")]
    assert (found["documents_added"], found["documents_removed"], found["documents_changed"]) == (["c"], [], ["a"])
    assert found["appeared"] == [["entity", "green"], ["item", "c"]]
    assert (found["vanished"], found["totals"]["added"]) == ([], 2)

    about = call("diff", 1, 2, "--item", "c", "--json").document
    assert (about["totals"]["added"], about["totals"]["removed"]) == (1, 0)
    assert (about["documents_changed"], about["appeared"]) == ([], [["item", "c"]])

    limited = call("diff", 1, 2, "--limit", "1", "--json").document
    assert (len(limited["added"]), limited["totals"]["added"]) == (1, 2)

    shown = call("diff", 2, 3).out
    assert "0 statements added, 1 removed" in shown
    assert "1 documents removed: b" in shown
    assert "2 entities vanished: blue (entity), b (item)" in shown
    assert call("diff", 2, 2).out == "versions 2 and 2 say the same\n"


def test_restore_and_prune(call, project: Path) -> None:
    assert call("restore", 1, "--json").document == {"restored": 1, "version": 4, "added": 2, "removed": 2}
    assert call("diff", 1, 4).out == "versions 1 and 4 say the same\n"
    pruned = call("prune", "--keep", "1", "--json").document
    assert (pruned["versions"], pruned["kept"]) == ([1, 2, 3], [4])
    assert pruned["freed"] > 0
    graph = Project.open(project).graph
    assert list(graph.statements()) == [said("a", "red"), said("b", "blue")]
    assert "version 5 is what version 4 was: 0 statements came back, 0 left" in call("restore", 4).out
    assert "1 versions removed" in call("prune", "--keep", "1").out


def test_verify_fails_where_a_quote_does_not_stand_in_its_document(call, project: Path) -> None:
    found = call("verify", "--json")
    assert (found.code, found.document["checked"], found.document["grounding"]) == (0, 2, 1.0)

    # Nothing that the graph offers can store such a statement, so it is put there behind its back.
    graph = Project.open(project).graph
    version = append(graph._statements, pa.Table.from_batches([batch([said("c", "reb")])]))
    manifest = graph.path / "versions.json"
    stored = json.loads(manifest.read_text())
    stored["versions"][-1]["statements_table"] = version
    manifest.write_text(json.dumps(stored))
    found = call("verify", "--json")
    assert (found.code, found.document["failed"], found.document["grounding"]) == (1, 1, pytest.approx(2 / 3))
    assert "reads 'red' at 0:3, not 'reb'" in found.document["failures"][0]["reason"]
    shown = call("verify")
    assert (shown.code, "3 statements checked, 1 do not hold" in shown.out) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("diff", 1, 9), "no version 9. There are versions 1 to 3."),
        (("restore", 0), "no version 0. There are versions 1 to 3."),
        (("prune", "--keep", "0"), "0 versions cannot be kept. Keep at least the last one."),
        (("prune", "--keep", "-1"), "-1 versions cannot be kept."),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(call, arguments: tuple[object, ...], message: str) -> None:
    done = call(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert message in done.err
    assert message in call(*arguments, "--json").document["error"]


@pytest.mark.parametrize("arguments", [("restore", 1), ("prune", "--keep", "1")])
def test_who_comes_during_a_build_is_told_who_builds(call, project: Path, arguments: tuple[object, ...]) -> None:
    with ThreadPoolExecutor(1) as other:
        held = exclusive(project / ".tastegraph", doing="build")
        other.submit(held.__enter__).result()
        done = call(*arguments)
        other.submit(held.__exit__, None, None, None).result()
    assert done.code == 2
    assert f"another process is writing here (build, process {os.getpid()} on " in done.err
    assert [info.version for info in Project.open(project).graph.versions()] == [1, 2, 3]
    assert call(*arguments).code == 0


def test_a_build_after_a_restore_does_nothing_where_it_fits_and_goes_on_where_it_does_not(
    tmp_path: Path, laid_out: Path
) -> None:
    shutil.copytree(laid_out, tmp_path / "project")
    config, catalogue = (tmp_path / "project" / name for name in ("tastegraph.toml", "films.jsonl"))
    config.write_text(config.read_text().replace('method = "encoder"', 'method = "facts"\n[resolve]\ncascade = false'))
    first = catalogue.read_text()

    def opened() -> Project:
        return Project.open(tmp_path / "project")

    opened().build()
    films = [json.loads(line) for line in first.splitlines()]
    catalogue.write_text("".join(json.dumps(film) + "\n" for film in films[1:]))
    assert opened().build().graph_version == 2

    opened().graph.restore(1)
    built = opened().build()
    assert (built.changed, built.graph_version, built.documents) == (True, 4, 79)
    graph = opened().graph
    assert (graph.diff(2, 4).added, graph.diff(2, 4).removed) == ([], [])

    graph.restore(1)
    catalogue.write_text(first)
    built = opened().build()
    assert (built.changed, built.graph_version, built.documents) == (False, 5, 80)

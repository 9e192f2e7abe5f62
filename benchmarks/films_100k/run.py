"""The main job on films-100k: init → build → train → evaluate → recommend → explain, through the command line.

    TASTEGRAPH_DATA=… python benchmarks/films_100k/run.py [--work DIR]

Lays out a Project in DIR from MovieLens-100k ratings, OMDb facts and plots and the Freebase graph, runs every command
as a person would, and writes what it measured to benchmarks/results/films-100k-*.json. The protocols are those of the
table in the README: ratings of 4 and more, random 80/20 with seed 0 (warm), and a fifth of the items held out (cold).
Facts that tell how a film was received later (votes, ratings, box office, awards) are not used.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"

FACTS = """\
Genre    = { relation = "genre", separator = "," }
Director = { relation = "directed by", separator = ",", type = "person", ignore = '\\s*\\(.*\\)$' }
Actors   = { relation = "starring", separator = ",", type = "person", ignore = '\\s*\\(.*\\)$' }
Writer   = { relation = "written by", separator = ",", type = "person", ignore = '\\s*\\(.*\\)$' }
Language = { relation = "language", separator = "," }
Country  = { relation = "country", separator = "," }
Rated    = { relation = "rated" }
Year     = { relation = "decade", bin = 10 }
"""

TOML = """\
[items]
path = "metadata.jsonl"
id = "movie_id"
title = "Title"
text = ["Plot"]
[items.facts]
{facts}
[interactions]
path = "ml-100k.inter"
user = "user_id"
item = "item_id"
rating = "rating"
timestamp = "timestamp"
positive = 4
{sources}
[extract]
method = "{method}"
[evaluate]
split = "{split}"
test = 0.2
seed = 0
"""

FREEBASE = """\
[[sources]]
path = "ml-100k.kg"
links = "ml-100k.link"
relations = ["film.film.subjects", "film.film.cinematography", "film.film.production_companies", "film.film.sequel"]
"""

VARIANTS = {
    "warm": {"split": "random", "sources": "", "method": "encoder"},
    "warm-freebase": {"split": "random", "sources": FREEBASE, "method": "encoder"},
    "cold": {"split": "cold-item", "sources": "", "method": "encoder"},
    "cold-facts-only": {"split": "cold-item", "sources": "", "method": "facts"},
}


def tastegraph(*arguments: str) -> tuple[dict[str, Any], float]:
    """Run a command with --json; its document and the seconds it took."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "tastegraph", *arguments, "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout), time.perf_counter() - started


def lay_out(folder: Path, data: Path, variant: dict[str, str]) -> None:
    """A Project with copies of the data, so that the data folder stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("metadata.jsonl", "ml-100k.inter", "ml-100k.kg", "ml-100k.link"):
        if not (folder / name).exists():
            shutil.copy(data / name, folder / name)
    (folder / "tastegraph.toml").write_text(TOML.format(facts=FACTS, **variant), encoding="utf-8")


def main() -> None:
    """Run the whole of it and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=None, help="where the Projects are laid out")
    parser.add_argument("--only", choices=sorted(VARIANTS), default=None, help="run one variant")
    options = parser.parse_args()
    data = Path(os.environ["TASTEGRAPH_DATA"]) / "films-100k"
    work = options.work or Path(tempfile.mkdtemp(prefix="films-100k-"))
    RESULTS.mkdir(exist_ok=True)

    guessed, _ = tastegraph(
        "init", str(work / "guessed"), "--force",
        "--items", str(data / "metadata.jsonl"), "--interactions", str(data / "ml-100k.inter"),
    )  # fmt: skip
    write("films-100k-init", {"guessed": guessed["guessed"]})

    for name, variant in VARIANTS.items():
        if options.only not in (None, name):
            continue
        folder = work / name
        lay_out(folder, data, variant)
        built, first = tastegraph("build", str(folder))
        _, again = tastegraph("build", str(folder))
        run, _ = tastegraph("evaluate", str(folder))
        write(f"films-100k-{name}", run)
        write(f"films-100k-{name}-build", built | {"seconds_first": first, "seconds_unchanged": again})
        if name != "warm":
            continue
        trained, _ = tastegraph("train", str(folder))
        found, _ = tastegraph("recommend", str(folder), "--user", "196")
        why, _ = tastegraph("explain", str(folder), "--user", "196", "--item", found["items"][0]["item"])
        trained.pop("folder")
        write("films-100k-train", trained)
        write("films-100k-recommend", checked(found, why))


def checked(found: dict[str, Any], why: dict[str, Any]) -> dict[str, Any]:
    """What can be said of a recommendation and its explanation without showing the data, which may not be passed on."""
    statements = [one for path in why["paths"] for one in path["statements"]]
    return {
        "items": len(found["items"]),
        "with_reasons": sum(bool(item["because"]) for item in found["items"]),
        "contributions": len(why["contributions"]),
        "score_less_contributions": why["score"] - sum(part["contribution"] for part in why["contributions"]),
        "paths": len(why["paths"]),
        "statements": len(statements),
        "statements_with_a_quote": sum(one["evidence"] is not None for one in statements),
    }


def write(name: str, document: dict[str, Any]) -> None:
    """One result file."""
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stderr.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()

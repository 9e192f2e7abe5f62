"""Entity resolution on people and companies that four film tables write differently, and on 100,000 names.

    TASTEGRAPH_DATA=… python benchmarks/entities.py [--encoder]

OMDb (films-100k and films-1m), IMDb and TMDB (resolution-films) name the people and companies of films; a film is one
where title and year are equal. Counts are of merges and questions, by what differs and by whether other sources put
both names in one place. Then a hundred thousand names are made of the first and last words of those, to measure the
cost, of the encoder's neighbours too (on random vectors). Seconds are of the processor, one thread. Writes
benchmarks/results/entities.json; the hand check of the merges is in docs/resolution.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tastegraph.evaluate import cpu_clock, package_versions
from tastegraph.graph import Evidence, Statement, normal_name
from tastegraph.graph.resolve.entities import Resolution, resolve_entities
from tastegraph.graph.resolve.entities.neighbours import near
from tastegraph.text import MiniLMEncoder

RESULT = Path(__file__).parent / "results" / "entities.json"
PERSON = {"Director": "directed by", "Actors": "actor", "Writer": "written by"}
TABLE_PERSON = {"directors": "directed by", "cast": "actor", "writers": "written by"}
ARTICLE_LAST, ARTICLE_FIRST = re.compile("^(.*), (The|A|An)$"), r"\2 \1"
NAMES, STATEMENTS = 100_000, 300_000


def main() -> None:
    """Resolve, count, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--encoder", action="store_true", help="compare by meaning, too (encodes 39,000 names)")
    encoder = MiniLMEncoder() if parser.parse_args().encoder else None
    given = list(statements(Path(os.environ["TASTEGRAPH_DATA"])))
    with cpu_clock() as clock:
        found = resolve_entities(given, encoder=encoder)
    result = {
        "names": dict(Counter(kind for kind, _ in {(one.object_type, one.object) for one in given})),
        "statements": len(given),
        "encoder": encoder.name if encoder else None,
        "merges": counted(found),
        "questions": dict(Counter(f"{one.type}: {one.question}" for one in found.queue)),
        "cpu_seconds": round(clock.seconds, 1),
        "hundred_thousand_names": cost([one.object for one in given if one.object_type == "person"]),
        "versions": package_versions(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def statements(data: Path) -> Iterator[Statement]:
    """The credits of the four tables."""
    for folder in ("films-100k", "films-1m"):
        with (data / folder / "metadata.jsonl").open(encoding="utf-8") as file:
            for row in map(json.loads, file):
                if row.get("Title") and row.get("Year"):
                    yield from credits(folder, row, row["Title"], row["Year"][:4], PERSON | {"Production": ""}, ", ")
    for table in ("A", "B"):
        with (data / "resolution-films" / f"stage3_{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                columns = TABLE_PERSON | {"production_companies": ""}
                yield from credits(table, row, row["title"], row["release_year"].partition(".")[0], columns, ";")


def credits(
    table: str, row: dict[str, str], title: str, year: str, columns: dict[str, str], separator: str
) -> Iterator[Statement]:
    """What a row says; columns without a relation name companies."""
    film = f"{normal_name(ARTICLE_LAST.sub(ARTICLE_FIRST, title))} ({year})"
    for column, relation in columns.items():
        for cell in (row.get(column) or "").split(separator):
            name = re.sub(r"\s*\(.*?\)\s*", "", cell).strip()
            if name and name not in {"N/A", "-"}:
                evidence = Evidence(table + film, column, 0, len(name), name)
                kind = "person" if relation else "company"
                yield Statement(film, relation or "produced by", name, evidence=evidence, object_type=kind)


def counted(found: Resolution) -> dict[str, int]:
    """Merges by type, method and whether sources put both names in one place."""
    counts: Counter[str] = Counter()
    for row in found.merges:
        placed = any(reason.startswith("other sources") for reason in row.reasons)
        counts[f"{row.type}: {row.method}{', in one place' if placed else ''}"] += 1
    return dict(sorted(counts.items()))


def cost(people: list[str]) -> dict[str, float]:
    """Processor seconds for many names, and for the neighbours of as many vectors."""
    rng = np.random.default_rng(0)
    pairs = [name.split() for name in dict.fromkeys(people) if len(name.split()) == 2]
    names = list(dict.fromkeys(people))
    while len(names) < NAMES:
        first, last = rng.integers(len(pairs), size=2)
        names.append(f"{pairs[first][0]} {pairs[last][1]}")
    given = []
    for number in range(STATEMENTS):
        name = names[number if number < NAMES else rng.integers(NAMES)]
        evidence = Evidence("d", "Actors", 0, len(name), name)
        given.append(Statement(str(rng.integers(50_000)), "actor", name, evidence=evidence, object_type="person"))
    with cpu_clock() as resolved:
        resolve_entities(given)
    vectors = rng.standard_normal((NAMES, 384), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with cpu_clock() as compared:
        near(vectors, 10, 0.92)
    return {"resolve": round(resolved.seconds, 1), "neighbours": round(compared.seconds, 1)}


if __name__ == "__main__":
    main()

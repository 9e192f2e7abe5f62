"""Prose about films, read by a reader that learned from the facts of 400 of them; scored against OMDb's facts.

    TASTEGRAPH_DATA=… python benchmarks/extraction_films.py [--films N] [--sample FILE.csv]

The descriptions are a language model's. The films are drawn with seed 0: 400 to learn from, N others to be read. A
statement is right where OMDb has it. OMDb lists four actors of a film, so that an actor it does not list may still be
right: --sample writes 200 statements with their text, to be judged by a person. Writes
benchmarks/results/extraction-films.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from tastegraph.config import FactColumn
from tastegraph.data import Document
from tastegraph.evaluate import package_versions
from tastegraph.extract import FactExtractor
from tastegraph.extract.learned import LearnedExtractor
from tastegraph.extract.learned.words import tight
from tastegraph.graph import Schema, Statement
from tastegraph.text import MiniLMEncoder

RESULTS = Path(__file__).parent / "results"
TRAIN, SAMPLE = 400, 200
COLUMNS = {
    "Director": FactColumn(relation="directed by", separator=",", type="person", ignore=r"\s*\(.*\)$"),
    "Actors": FactColumn(relation="starring", separator=",", type="person", ignore=r"\s*\(.*\)$"),
    "Genre": FactColumn(relation="genre", separator=",", type="genre"),
    "Writer": FactColumn(relation="written by", separator=",", type="person", ignore=r"\s*\(.*\)$"),
    "Language": FactColumn(relation="language", separator=",", type="language"),
    "Country": FactColumn(relation="country", separator=",", type="country"),
    "Year": FactColumn(relation="year", type="year"),
}


def main() -> None:
    """Learn, read, score, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--films", type=int, default=1000, help="how many films to read")
    parser.add_argument("--sample", type=Path, help="CSV to write statements to that a person shall judge")
    options = parser.parse_args()
    documents = read_films(Path(os.environ["TASTEGRAPH_DATA"]) / "films-1m")
    order = np.random.default_rng(0).permutation(len(documents))
    train = [documents[row] for row in order[:TRAIN]]
    test = [documents[row] for row in order[TRAIN : TRAIN + options.films]]
    facts = FactExtractor(COLUMNS)
    known = list(facts.extract(train))

    began = time.process_time()
    extractor = LearnedExtractor(MiniLMEncoder(), Schema.from_facts(COLUMNS), fields=["description"])
    extractor.fit(train, known)
    learned = time.process_time()
    stated = list(extractor.extract(test, known))
    read = time.process_time()

    result = {
        "films": {"learned from": len(train), "read": len(test)},
        "cpu_seconds": {"learning": round(learned - began, 1), "reading": round(read - learned, 1)},
        "by_relation": scores(stated, list(facts.extract(test)), test),
        "versions": package_versions(),
    }
    judged = RESULTS / "extraction-films.json"
    if judged.exists():
        before = json.loads(judged.read_text(encoding="utf-8"))
        result |= {key: before[key] for key in ("judged by hand",) if key in before}
    judged.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    if options.sample is not None:
        write_sample(options.sample, stated, test)


def read_films(folder: Path) -> list[Document]:
    """The films with a description and OMDb's facts."""
    told = json.loads((folder / "llm_descriptions.json").read_text(encoding="utf-8"))
    documents = []
    with (folder / "metadata.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            film = json.loads(line)
            item, text = str(film["movie_id"]), told.get(str(film["movie_id"]), "")
            cells = {name: str(film.get(name) or "") for name in COLUMNS}
            if text.strip() and cells["Director"] not in {"", "N/A"}:
                cells = {name: cell for name, cell in cells.items() if cell not in {"", "N/A"}}
                documents.append(Document(item, film["Title"], {"description": text, **cells}))
    return documents


def scores(stated: list[Statement], facts: list[Statement], documents: list[Document]) -> dict[str, dict[str, float]]:
    """Precision and recall of each relation against OMDb, and the share of OMDb's facts whose words are in the text."""
    text = {document.item: tight(document.fields["description"]) for document in documents}
    said, true = (defaultdict(set), defaultdict(set))
    for sets, statements in ((said, stated), (true, facts)):
        for statement in statements:
            sets[statement.predicate].add((statement.subject, tight(statement.object)))
    return {
        relation: {
            "precision": len(said[relation] & gold) / max(len(said[relation]), 1),
            "recall": len(said[relation] & gold) / len(gold),
            "in the text": sum(name in text[item] for item, name in gold) / len(gold),
            "stated": len(said[relation]),
            "facts": len(gold),
        }
        for relation, gold in sorted(true.items())
    }


def write_sample(path: Path, stated: list[Statement], documents: list[Document]) -> None:
    """As many statements of directors, actors and genres, drawn with seed 1; seed 0's served to set the confidence."""
    text = {document.item: document.fields["description"] for document in documents}
    rows, rng = [], np.random.default_rng(1)
    relations = ("directed by", "starring", "genre")
    for number, relation in enumerate(relations):
        of_relation = [one for one in stated if one.predicate == relation]
        share = SAMPLE // len(relations) + (number < SAMPLE % len(relations))
        rows += [of_relation[row] for row in rng.permutation(len(of_relation))[:share]]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["item", "relation", "object", "confidence", "start", "end", "text"])
        for one in rows:
            place = one.evidence
            writer.writerow(
                [one.subject, one.predicate, one.object, one.confidence, place.start, place.end, text[one.subject]]
            )


if __name__ == "__main__":
    main()

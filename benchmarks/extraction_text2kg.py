"""Triples of Text2KGBench's film, music and book sentences, and of DBpedia's film ones, learned from the train part.

    TASTEGRAPH_DATA=… python benchmarks/extraction_text2kg.py [--quick] [--only NAME]

Besides our figures (all test texts pooled, every prediction counted) it gives the F1 of the benchmark's own script: the
mean over sentences, of the predictions only those whose relation is among the sentence's gold ones, in lower case
without spaces and underscores. Vicuna-13B's .35 for film is of that kind. Writes
benchmarks/results/extraction-text2kg.json.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import defaultdict
from pathlib import Path

from tastegraph.evaluate import package_versions
from tastegraph.extract.learned import ExampleExtractor
from tastegraph.extract.scoring import Example, GoldSet, Triple, documents_of, measure_extractor, read_gold
from tastegraph.extract.scoring.lines import read_lines
from tastegraph.graph import Statement

RESULT = Path(__file__).parent / "results" / "extraction-text2kg.json"
SETS = {
    "film": "wikidata/1_movie",
    "music": "wikidata/2_music",
    "book": "wikidata/4_book",
    "film (DBpedia)": "dbpedia/19_film",
}


def main() -> None:
    """Measure each set, and write the results as they come."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="learn in fewer rounds")
    parser.add_argument("--only", help="one of the sets")
    options = parser.parse_args()
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / "extraction-text2kg"
    results = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    for name, place in SETS.items():
        if options.only in {None, name}:
            results[name] = measured(folder / place, "quick" if options.quick else "thorough")
            results["versions"] = package_versions()
            RESULT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def measured(folder: Path, effort: str) -> dict[str, object]:
    """Our figures and the benchmark's."""
    gold = read_gold(folder)
    made: list[ExampleExtractor] = []

    def make(_: object) -> ExampleExtractor:
        made.append(ExampleExtractor.fit(gold.train, gold.schema, effort=effort))
        return made[0]

    result = measure_extractor(gold, make).to_json()
    again = made[0].extract(documents_of([example.unlabelled for example in gold.test]))
    return {"effort": effort, **result, **own_script(folder, gold, list(again))}


def own_script(folder: Path, gold: GoldSet, statements: list[Statement]) -> dict[str, float]:
    """Mean precision, recall and F1 of the sentences, as Text2KGBench counts."""
    said: dict[str, set[Triple]] = defaultdict(set)
    text_of = {example.id: example.text for example in gold.test}
    for one in statements:
        said[text_of[one.evidence.document]].add(Triple(one.subject, one.predicate, one.object))
    lines = list(read_lines(folder / "ground_truth.jsonl"))
    sums = [0.0, 0.0, 0.0]
    for line in lines:
        for place, value in enumerate(of_sentence(line, said[line.text])):
            sums[place] += value / len(lines)
    return dict(zip(("sentence_precision", "sentence_recall", "sentence_f1"), sums, strict=True))


def of_sentence(line: Example, said: set[Triple]) -> tuple[float, float, float]:
    """Precision, recall and F1 of one sentence."""
    relations = {triple.predicate for triple in line.triples}
    gold = {key(triple) for triple in line.triples}
    kept = {key(triple) for triple in said if triple.predicate in relations}
    right = len(gold & kept)
    if not right:
        return 0.0, 0.0, 0.0
    return right / len(kept), right / len(gold), 2 * right / (len(gold) + len(kept))


def key(triple: Triple) -> str:
    """What Text2KGBench compares."""
    return "".join(re.sub(r"(_|\s+)", "", part).lower() for part in triple)


if __name__ == "__main__":
    main()

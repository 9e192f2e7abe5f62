"""MovieLens-1M with OMDb facts, plots and descriptions that a language model wrote.

    TASTEGRAPH_DATA=… python benchmarks/films_1m.py [--budget SECONDS]

The split is ready; a tenth of the training pairs is the validation part: `default_rng(0).random(n) < 0.1` in the order
of the file. Facts that tell how a film was received later (votes, ratings, awards, box office) are not used. LightGCN
and KGIN on the same split: benchmarks/peers. Writes benchmarks/results/films-1m.json.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

import numpy as np

from tastegraph.config import FactColumn, ItemsConfig
from tastegraph.data import Catalogue, Triples, read_catalogue, read_kgat, ready_made
from tastegraph.extract import FactExtractor
from tastegraph.project import measure
from tastegraph.represent import Knowledge, text_block, words_block
from tastegraph.text import MiniLMEncoder

RESULTS = Path(__file__).parent / "results"
ROLES = r"\s*\(.*\)$"
FACTS = {
    "Genre": FactColumn(relation="genre", separator=","),
    "Director": FactColumn(relation="directed by", separator=",", type="person", ignore=ROLES),
    "Actors": FactColumn(relation="starring", separator=",", type="person", ignore=ROLES),
    "Writer": FactColumn(relation="written by", separator=",", type="person", ignore=ROLES),
    "Language": FactColumn(relation="language", separator=","),
    "Country": FactColumn(relation="country", separator=","),
    "Rated": FactColumn(relation="rated"),
    "Year": FactColumn(relation="decade", bin=10),
}
TEXT = ["Plot", "description"]


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--budget", type=float, default=600, help="seconds for choosing each model's values")
    options = parser.parse_args()
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / "films-1m"
    ready = read_kgat(folder).split
    held_out = np.random.default_rng(0).random(len(ready.train)) < 0.1
    split = ready_made(ready.train.select(~held_out), ready.test, ready.train.select(held_out))
    items, catalogue = split.train.items, read_films(folder)
    knowledge = Knowledge.from_triples(facts(catalogue), items)
    knowledge = knowledge.with_block(text_block(catalogue, TEXT, MiniLMEncoder(), items))
    knowledge = knowledge.with_block(words_block(catalogue, TEXT, items))
    run = measure(split, "linear", knowledge, budget=options.budget)
    run.write(RESULTS / "films-1m.json")


def read_films(folder: Path) -> Catalogue:
    """OMDb facts and plot and the model's description of each film, under the ids of the split."""
    lines = (folder / "item_map.txt").read_text().splitlines()
    number = dict(line.split() for line in lines)
    descriptions = json.loads((folder / "llm_descriptions.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "films.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for film in map(json.loads, (folder / "metadata.jsonl").read_text(encoding="utf-8").splitlines()):
                original = str(film["movie_id"])
                if original in number:
                    described = {"item": number[original], "description": descriptions.get(original, "")}
                    out.write(json.dumps({**film, **described}) + "\n")
        config = ItemsConfig(path=path, id="item", title="ml_title", text=TEXT, facts=FACTS)
        return read_catalogue(config, path.parent)


def facts(catalogue: Catalogue) -> Triples:
    """What the columns say."""
    found = list(FactExtractor(FACTS).extract(catalogue.documents))
    return Triples(
        [one.subject for one in found], np.ones(len(found), dtype=np.bool_), [one.predicate for one in found],
        [one.object for one in found], np.zeros(len(found), dtype=np.bool_),
    )  # fmt: skip


if __name__ == "__main__":
    main()

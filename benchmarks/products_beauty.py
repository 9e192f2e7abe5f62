"""Amazon Beauty with its product graph: what comes next for each user, of all products.

    TASTEGRAPH_DATA=… python benchmarks/products_beauty.py [--links] [--budget SECONDS]

Leave-last-out: the last product of each user is the test part, the one before it the validation part. By default the
graph is brand and category alone. ``--links`` adds also_bought, also_viewed and bought_together, which Amazon drew from
the behaviour of all its customers, perhaps that of the test part included: figures with them compare only with papers
that use them, too. Writes benchmarks/results/products-beauty[-links].json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tastegraph import Interactions
from tastegraph.data import IdMap, Triples, leave_last_out
from tastegraph.project import measure
from tastegraph.represent import Knowledge

RESULTS = Path(__file__).parent / "results"
FACTS = {"brand": "brand_p_b", "category": "category_p_c"}
LINKS = {"also bought": "also_bought_p_p", "also viewed": "also_viewed_p_p", "bought together": "bought_together_p_p"}


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--links", action="store_true", help="use the co-purchase links, too")
    parser.add_argument("--budget", type=float, default=600, help="seconds for choosing each model's values")
    options = parser.parse_args()
    folder = Path(os.environ["TASTEGRAPH_DATA"]) / "products-beauty"
    log = read_log(folder)
    knowledge = Knowledge.from_triples(read_graph(folder, log.items, links=options.links), log.items)
    run = measure(leave_last_out(log, test=1, validation=1), "linear", knowledge, budget=options.budget)
    run.write(RESULTS / f"products-beauty{'-links' if options.links else ''}.json")


def read_log(folder: Path) -> Interactions:
    """A line a user: the user, then products in the order of time."""
    pairs = [
        (int(user), int(item))
        for user, *items in map(str.split, (folder / "sequential_data.txt").read_text().splitlines())
        for item in items
    ]
    users, items = zip(*pairs, strict=True)
    return Interactions.from_pairs(users, items)


def read_graph(folder: Path, items: IdMap, *, links: bool) -> Triples:
    """Brand and category of each product, and its links where they are wanted.

    The rows of the graph's files follow product.txt, whose ASINs datamaps.json turns into the ids of the log.
    """
    ids = json.loads((folder / "datamaps.json").read_text())["item2id"]
    products = [int(ids[asin]) for asin in lines(folder / "kg" / "product.txt.gz")]
    related = [int(ids.get(asin, 0)) for asin in lines(folder / "kg" / "related_product.txt.gz")]
    found: list[tuple[int, str, str, bool]] = []
    for relation, name in (FACTS | LINKS if links else FACTS).items():
        for item, others in zip(products, lines(folder / "kg" / f"{name}.txt.gz"), strict=True):
            for other in map(int, others.split()):
                at_item = relation in LINKS and related[other] in items
                found.append((item, relation, str(related[other] if at_item else f"{relation} {other}"), at_item))
    subjects, predicates, objects, at_items = zip(*found, strict=True)
    return Triples(
        [str(item) for item in subjects], np.ones(len(found), dtype=np.bool_), list(predicates),
        list(objects), np.array(at_items),
    )  # fmt: skip


def lines(path: Path) -> Iterator[str]:
    """Lines of a packed file; the last one is empty and no line."""
    return iter(gzip.decompress(path.read_bytes()).decode().removesuffix("\n").split("\n"))


if __name__ == "__main__":
    main()

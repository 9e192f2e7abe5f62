"""Attribute values in product titles (OA-Mine): a tagger learns from the training titles, and is asked for the others.

    TASTEGRAPH_DATA=… python benchmarks/extraction_products.py [ROW …]

An answer counts where attribute and value are those of the data set, letter for letter; white space around a value,
which ten of its 7,360 values have, does not count. The category of a title is given. Nothing is chosen on the test
titles. Rows: thorough, quick, and each with 150 titles for training (three draws). Writes
benchmarks/results/extraction-products.json; rows that are not asked for stay as they are there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from tastegraph.evaluate import cpu_clock, package_versions, peak_memory_mb
from tastegraph.extract.tagger import LabelledSpan, SpanTagger, TaggedSpan

RESULT = Path(__file__).parent / "results" / "extraction-products.json"
ROWS: dict[str, tuple[Literal["quick", "thorough"], int | None]] = {
    "thorough": ("thorough", None),
    "quick": ("quick", None),
    "thorough, 150 titles": ("thorough", 150),
    "quick, 150 titles": ("quick", 150),
}
DRAWS = 3
CONFIDENCES = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
Pair = tuple[str, str]


@dataclass(frozen=True)
class Title:
    """A title, its category, and its attributes with their values."""

    text: str
    category: str
    pairs: frozenset[Pair]


def main() -> None:
    """Measure the rows, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", help=", ".join(ROWS))
    wanted = parser.parse_args().rows or list(ROWS)
    train, test = read("train"), read("test")
    result: dict[str, Any] = json.loads(RESULT.read_text()) if RESULT.exists() else {"rows": {}}
    for name in wanted:
        effort, size = ROWS[name]
        if size is None:
            result["rows"][name] = measure(train, test, effort, seed=0)
        else:
            draws = [measure(draw(train, size, seed), test, effort, seed=seed, details=False) for seed in range(DRAWS)]
            f1 = [one["f1"] for one in draws]
            result["rows"][name] = {"f1": round(float(np.mean(f1)), 4), "f1_of_draws": f1, "draws": draws}
        result |= {"train": len(train), "test": len(test), "versions": package_versions()}
        RESULT.write_text(json.dumps(result, indent=2) + "\n")


def read(part: str) -> list[Title]:
    """The titles of a part."""
    path = Path(os.environ["TASTEGRAPH_DATA"]) / "extraction-products" / "oa-mine" / f"{part}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Title(
            row["input"],
            row["category"],
            frozenset((label, value.strip()) for label, values in row["target_scores"].items() for value in values),
        )
        for row in rows
    ]


def draw(titles: Sequence[Title], size: int, seed: int) -> list[Title]:
    """Some titles at random."""
    return [titles[row] for row in np.random.default_rng(seed).permutation(len(titles))[:size]]


def spans_in(title: Title) -> list[LabelledSpan]:
    """Each place at which a value stands as whole words; the first place of all where there is none."""
    spans: list[LabelledSpan] = []
    for label, value in sorted(title.pairs):
        places = [match.span() for match in re.finditer(re.escape(value), title.text)]
        whole = [place for place in places if not any(splits_word(title.text, end) for end in place)]
        spans.extend(LabelledSpan(start, end, label) for start, end in whole or places[:1])
    return spans


def splits_word(text: str, place: int) -> bool:
    """Whether letters or digits of one kind stand on both sides of a place."""
    around = text[max(place - 1, 0) : place + 1]
    return place > 0 and len(around) == 2 and (around.isalpha() or around.isdigit())


def measure(
    train: Sequence[Title],
    test: Sequence[Title],
    effort: Literal["quick", "thorough"],
    *,
    seed: int,
    details: bool = True,
) -> dict[str, Any]:
    """Fit to the training titles, and compare the answers for the test titles with what the data set says."""
    with cpu_clock() as fitting:
        tagger = SpanTagger.fit(
            [title.text for title in train],
            [spans_in(title) for title in train],
            contexts=[title.category for title in train],
            effort=effort,
            seed=seed,
        )
    texts, contexts = [title.text for title in test], [title.category for title in test]
    with cpu_clock() as tagging:
        answers = pairs_of(test, tagger.tag(texts, contexts))
    found: dict[str, Any] = scores(answers, [title.pairs for title in test])
    found |= {"titles": len(train), "threshold": tagger.choice.threshold}
    found["cpu_seconds"] = {"fit": round(fitting.seconds, 1), "tag": round(tagging.seconds, 1)}
    if details:
        at = {
            confidence: scores(
                pairs_of(test, tagger.tag(texts, contexts, min_confidence=confidence)), [one.pairs for one in test]
            )
            for confidence in CONFIDENCES
        }
        found["by_confidence"] = {str(confidence): row for confidence, row in at.items()}
        found["by_label"] = by_label(answers, test)
        found["recall_of_values"] = by_seen(answers, train, test)
        found["peak_memory_mb"] = round(peak_memory_mb())
    return found


def pairs_of(titles: Sequence[Title], tagged: Sequence[Sequence[TaggedSpan]]) -> list[frozenset[Pair]]:
    """What was answered for each title."""
    return [
        frozenset((span.label, title.text[span.start : span.end]) for span in spans)
        for title, spans in zip(titles, tagged, strict=True)
    ]


def scores(answers: Iterable[frozenset[Pair]], truth: Iterable[frozenset[Pair]]) -> dict[str, float]:
    """F1, precision and recall over all pairs together."""
    hits = answered = wanted = 0
    for said, right in zip(answers, truth, strict=True):
        hits, answered, wanted = hits + len(said & right), answered + len(said), wanted + len(right)
    return {
        "f1": round(2 * hits / max(answered + wanted, 1), 4),
        "precision": round(hits / max(answered, 1), 4),
        "recall": round(hits / max(wanted, 1), 4),
    }


def by_label(answers: Sequence[frozenset[Pair]], titles: Sequence[Title]) -> dict[str, dict[str, float]]:
    """The scores of each attribute, the most frequent first."""
    counts = Counter(label for title in titles for label, _ in title.pairs)
    return {
        label: scores(
            [frozenset(pair for pair in said if pair[0] == label) for said in answers],
            [frozenset(pair for pair in title.pairs if pair[0] == label) for title in titles],
        )
        | {"values": count}
        for label, count in counts.most_common()
    }


def by_seen(
    answers: Sequence[frozenset[Pair]], train: Sequence[Title], test: Sequence[Title]
) -> dict[str, dict[str, float]]:
    """Recall of the values that the training titles hold for the same attribute, and of the others."""
    known = frozenset[Pair]().union(*(title.pairs for title in train))
    found = {}
    for name, holds in (("seen", True), ("unseen", False)):
        wanted = [frozenset(pair for pair in title.pairs if (pair in known) == holds) for title in test]
        hits = sum(len(said & right) for said, right in zip(answers, wanted, strict=True))
        total = sum(map(len, wanted))
        found[name] = {"values": total, "recall": round(hits / max(total, 1), 4)}
    return found


if __name__ == "__main__":
    main()

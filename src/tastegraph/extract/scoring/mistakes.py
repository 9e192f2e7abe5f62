"""Where predictions and gold disagree, as rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from tastegraph.extract.scoring.examples import Example
from tastegraph.extract.scoring.keys import normalised_triple
from tastegraph.extract.scoring.predictions import Prediction
from tastegraph.writing import write_whole


class Mistake(NamedTuple):
    """A gold triple that is missing from the predictions, or a spurious one among them; compared normalised."""

    relation: str
    kind: Literal["missing", "spurious"]
    subject: str
    object: str
    confidence: float | None
    id: str
    text: str


def mistakes(examples: Sequence[Example], predictions: Sequence[Sequence[Prediction]]) -> list[Mistake]:
    """Return the mistakes, by relation, the missing ones first, then the spurious ones from the surest on."""
    rows = []
    for example, predicted in zip(examples, predictions, strict=True):
        gold = {normalised_triple(triple): triple for triple in example.triples}
        said = {normalised_triple(one.triple): one for one in predicted}
        for key, triple in gold.items():
            if key not in said:
                rows.append(
                    Mistake(triple.predicate, "missing", triple.subject, triple.object, None, example.id, example.text)
                )
        for key, one in said.items():
            if key not in gold:
                triple = one.triple
                rows.append(
                    Mistake(
                        triple.predicate, "spurious", triple.subject, triple.object, one.confidence, example.id,
                        example.text,
                    )
                )  # fmt: skip
    return sorted(rows, key=lambda row: (row.relation, row.kind, -(row.confidence or 0.0)))


def write_mistakes(path: Path, rows: Sequence[Mistake]) -> None:
    """Write mistakes as CSV.

    Raises:
        InputError: The file cannot be written.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Mistake._fields)
    writer.writerows(rows)
    write_whole(path, out.getvalue())

"""Statements from the fact columns of a catalogue."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from tastegraph.config import FactColumn
from tastegraph.data import MISSING, Document
from tastegraph.graph import Evidence, Statement, normal_name

_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


class FactExtractor:
    """Reads the cells of fact columns; the evidence is the span of the value in its cell.

    A cell is split at the column's separator. What the column's ``ignore`` matches is dropped from a value. ``bin``
    rounds numbers down to a multiple and leaves out what is no number. A value is taken once a cell, whatever its
    spelling (see `tastegraph.graph.normal_name`). Empty values, ``N/A``, ``null`` and ``NaN`` are missing.

    Args:
        columns: Column → how it is read.
    """

    method: Final = "facts"

    def __init__(self, columns: Mapping[str, FactColumn]) -> None:
        self.columns = dict(columns)

    def extract(self, documents: Sequence[Document]) -> Iterator[Statement]:
        """Yield a statement for each value, with confidence 1, in the order of documents, columns and values."""
        for document in documents:
            for column, fact in self.columns.items():
                for name, start, end in _values(document.fields.get(column, ""), fact):
                    yield Statement(
                        subject=document.item,
                        predicate=fact.relation,
                        object=name,
                        evidence=Evidence(document.item, column, start, end, document.fields[column][start:end]),
                        method=self.method,
                        object_type=fact.type,
                    )


def _values(cell: str, fact: FactColumn) -> Iterator[tuple[str, int, int]]:
    """Yield (name, start, end) of the values in a cell."""
    seen = set()
    for first, last in _parts(cell, fact.separator):
        kept = _kept(cell[first:last], fact.ignore)
        if not kept:
            continue
        name = " ".join("".join(cell[first + start : first + end] for start, end in kept).split())
        if fact.bin is not None:
            name = _binned(name, fact.bin)
        key = normal_name(name)
        if key in MISSING or key in seen:
            continue
        seen.add(key)
        yield name, first + kept[0][0], first + kept[-1][1]


def _parts(cell: str, separator: str | None) -> Iterator[tuple[int, int]]:
    """Yield the spans between separators."""
    start = 0
    while separator and (end := cell.find(separator, start)) >= 0:
        yield start, end
        start = end + len(separator)
    yield start, len(cell)


def _kept(value: str, ignore: str | None) -> list[tuple[int, int]]:
    """The spans of a value that are not ignored; the first starts and the last ends with a visible character."""
    spans, start = [], 0
    for match in re.finditer(ignore, value) if ignore else ():
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(value)))
    visible = [span for span in spans if value[slice(*span)].strip()]
    if not visible:
        return []
    first, last = visible[0], visible[-1]
    left = len(value[slice(*first)]) - len(value[slice(*first)].lstrip())
    right = len(value[slice(*last)]) - len(value[slice(*last)].rstrip())
    visible[0] = (first[0] + left, visible[0][1])
    visible[-1] = (visible[-1][0], last[1] - right)
    return visible


def _binned(text: str, width: float) -> str:
    """The largest multiple of the width that is not above the number; empty when the text is no finite number."""
    try:
        number = float(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
    except ValueError:
        return ""
    if not math.isfinite(number):
        return ""
    exact_width = Fraction(str(width))
    multiple = Fraction(str(number)) // exact_width * exact_width
    return str(multiple.numerator) if multiple.denominator == 1 else str(float(multiple))

"""Two records compared, column by column and as a whole, as a row of numbers between 0 and 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from tastegraph.graph.resolve.records.alignment import Aligned, name_of
from tastegraph.graph.resolve.records.kinds import number_in, pieces_of
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.weights import Rows, Values, Weighted, weighted
from tastegraph.graph.resolve.records.words import codes_of, folded, grams_of, unordered, words_of
from tastegraph.graph.resolve.vetoes import contradiction_between, marks_in
from tastegraph.text import TextEncoder

INTERCEPT: Final = -5.0
"""Log-odds of a pair of which nothing agrees."""
_NEXT_YEAR: Final = 0.5
"""How much of an agreement two years one apart are: one of release, one of production."""

Measure = Callable[[Rows, Rows], Values]
Matrix = npt.NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True)
class Feature:
    """One number about a pair.

    Attributes:
        about: The column of the left table that it compares; ``name`` or ``record`` for what is compared as a whole.
        what: What it measures.
        weight: What it adds to the log-odds before anything is learned from the tables.
        measure: int64 [pairs] left and right rows to float64 [pairs], from 0 to 1.
    """

    about: str
    what: str
    weight: float
    measure: Measure


@dataclass(frozen=True, eq=False)
class Comparison:
    """How the records of two tables are compared.

    Attributes:
        name: The columns that name the record; None where none does, and all text stands for the name.
        columns: The aligned columns.
        features: What is measured.
        ways: Sparse vectors of all records, in the views in which candidates are looked for.
        vectors: float32 [rows, dimension] of the names, of both tables; None without an encoder.
    """

    name: Aligned | None
    columns: tuple[Aligned, ...]
    features: tuple[Feature, ...]
    ways: tuple[Weighted, ...]
    vectors: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]] | None

    def measured(self, left: Rows, right: Rows) -> Matrix:
        """float32 [pairs, features]."""
        found = np.empty((len(left), len(self.features)), dtype=np.float32)
        # Block by block: the rows of the sparse matrices are copied for each pair.
        for start in range(0, len(left), _BLOCK):
            block = slice(start, start + _BLOCK)
            for place, feature in enumerate(self.features):
                found[block, place] = feature.measure(left[block], right[block])
        return found


_BLOCK: Final = 50_000


def compare(
    left: Records, right: Records, columns: Sequence[Aligned], encoder: TextEncoder | None = None
) -> Comparison:
    """Prepare the comparison of two tables.

    Args:
        left: One table.
        right: The other.
        columns: Those of them that tell the same.
        encoder: Compares the names by their meaning as well, where given.
    """
    name = name_of(columns, left, right)
    left_names, left_texts = _texts(left, name.left if name else None, [column.left for column in columns])
    right_names, right_texts = _texts(right, name.right if name else None, [column.right for column in columns])
    names = [[words_of(text) + codes_of(text) for text in side] for side in (left_names, right_names)]
    whole = [[words_of(text) + codes_of(text) for text in side] for side in (left_texts, right_texts)]
    by_word = weighted(*names)
    by_gram = weighted(map(grams_of, left_names), map(grams_of, right_names))
    by_text = weighted(*whole)
    vectors = (encoder.encode(left_names), encoder.encode(right_names)) if encoder is not None else None
    features = [
        Feature("name", "words", 2.0, by_word.cosine),
        Feature("name", "letters", 2.0, by_gram.cosine),
        Feature("record", "words", 1.5, by_text.cosine),
        Feature("name", "left name in the right record", 1.5, weighted(names[0], whole[1]).left_within),
        Feature("name", "right name in the left record", 1.5, weighted(whole[0], names[1]).right_within),
        *_name_features(left_names, right_names),
    ]
    if vectors is not None:
        features.append(Feature("name", "meaning", 2.0, _cosines(*vectors)))
    for column in columns:
        if column != name:
            features += _column_features(column, left, right)
    return Comparison(name, tuple(columns), tuple(features), (by_word, by_gram, by_text), vectors)


def _texts(table: Records, name: str | None, columns: Sequence[str]) -> tuple[list[str], list[str]]:
    """The name of each record, and all that it holds: a column that the other table lacks may still name it."""
    whole = [" ".join(cells) for cells in zip(*table.columns.values(), strict=True)]
    if name is not None:
        return list(table.columns[name]), whole
    return [" ".join(cells) for cells in zip(*(table.columns[one] for one in columns), strict=True)] or whole, whole


def _name_features(left: Sequence[str], right: Sequence[str]) -> Iterable[Feature]:
    codes = [[frozenset(codes_of(text)) for text in side] for side in (left, right)]
    marks = [[marks_in(text) for text in side] for side in (left, right)]

    def same_code(mine: frozenset[str], other: frozenset[str]) -> float:
        if mine & other:
            return 1.0
        return 0.7 if any(a.startswith(b) or b.startswith(a) for a in mine for b in other) else 0.0

    def other_code(mine: frozenset[str], other: frozenset[str]) -> float:
        return float(bool(mine and other) and not same_code(mine, other))

    numbers = [
        [frozenset(word for word in words_of(text) if word[0].isdigit()) for text in side] for side in (left, right)
    ]
    yield Feature("name", "code in both", 2.0, _each(codes[0], codes[1], same_code))
    yield Feature("name", "codes differ", -1.5, _each(codes[0], codes[1], other_code))
    yield Feature("name", "numbers in one only", -1.0, _each(numbers[0], numbers[1], _unshared))
    yield Feature(
        "name", "contradiction", -3.0,
        _each(marks[0], marks[1], lambda mine, other: float(contradiction_between(mine, other) is not None)),
    )  # fmt: skip


def _column_features(column: Aligned, left: Records, right: Records) -> Iterable[Feature]:
    mine, other = left.columns[column.left], right.columns[column.right]
    about = column.left
    if column.kind in ("number", "year"):
        mine_numbers, other_numbers = (np.array([_number(cell) for cell in cells]) for cells in (mine, other))
        is_year = column.kind == "year"
        # Before anything is learned: another year speaks against a match as loudly as most of a name speaks for it.
        equal, near, known = (1.0, 3.0, -3.0) if is_year else (0.5, 0.5, -0.5)
        both = _both(~np.isnan(mine_numbers), ~np.isnan(other_numbers))
        yield Feature(about, "equal", equal, _of_numbers(mine_numbers, other_numbers, _equal))
        yield Feature(about, "near", near, _of_numbers(mine_numbers, other_numbers, _years if is_year else _ratio))
        yield Feature(about, "known", known, both)
        return
    if column.kind == "code":
        tokens = weighted(
            ([_bare(cell)] if cell else [] for cell in mine), ([_bare(cell)] if cell else [] for cell in other)
        )
        yield Feature(about, "equal", 6.0, tokens.cosine)
        yield Feature(about, "known", -3.0, _known(tokens))
        return
    words = weighted(map(words_of, mine), map(words_of, other))
    yield Feature(about, "words", 0.7, words.cosine)
    if column.kind == "list":
        separator = column.separator or ";"
        pieces = weighted(*([[unordered(piece) for piece in pieces_of(cell, separator)] for cell in cells]
                            for cells in (mine, other)))  # fmt: skip
        yield Feature(about, "shared", 1.5, pieces.overlap)
    yield Feature(about, "known", -1.0 if column.kind == "list" else -0.3, _known(words))


def _each(left: Sequence[T], right: Sequence[T], measure: Callable[[T, T], float]) -> Measure:
    def measured(mine: Rows, other: Rows) -> Values:
        pairs = zip(mine.tolist(), other.tolist(), strict=True)
        return np.fromiter((measure(left[a], right[b]) for a, b in pairs), np.float64, len(mine))

    return measured


def _of_numbers(left: Values, right: Values, near: Callable[[Values, Values], Values]) -> Measure:
    def measured(mine: Rows, other: Rows) -> Values:
        return np.nan_to_num(near(left[mine], right[other]), nan=0.0)

    return measured


def _both(left: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_]) -> Measure:
    return lambda mine, other: (left[mine] & right[other]).astype(np.float64)


def _known(tokens: Weighted) -> Measure:
    return lambda mine, other: tokens.filled(mine, other).astype(np.float64)


def _cosines(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> Measure:
    return lambda mine, other: np.maximum(np.einsum("ij,ij->i", left[mine], right[other]), 0.0).astype(np.float64)


def _unshared(mine: frozenset[str], other: frozenset[str]) -> float:
    return len(mine ^ other) / max(1, len(mine | other))


def _equal(mine: Values, other: Values) -> Values:
    return np.asarray(mine == other, dtype=np.float64)


def _ratio(mine: Values, other: Values) -> Values:
    """1 for equal numbers, a third for numbers a quarter apart, 0 for different signs; NaN where one is missing."""
    largest = np.maximum(np.abs(mine), np.abs(other))
    ratio = np.minimum(np.abs(mine), np.abs(other)) / np.where(largest > 0, largest, 1.0)
    near = np.where((mine * other > 0) | (mine == other), np.where(largest > 0, ratio**4, 1.0), 0.0)
    return np.asarray(np.where(np.isnan(largest), np.nan, near))


def _years(mine: Values, other: Values) -> Values:
    """1 for equal years, a half for neighbouring ones, 0 for others; NaN where one is missing."""
    apart = np.abs(mine - other)
    near = np.where(apart == 0, 1.0, np.where(apart == 1, _NEXT_YEAR, 0.0))
    return np.asarray(np.where(np.isnan(apart), np.nan, near))


def _number(cell: str) -> float:
    number = number_in(cell)
    return np.nan if number is None else number


def _bare(cell: str) -> str:
    return "".join(character for character in folded(cell) if character.isalnum()).lstrip("0")

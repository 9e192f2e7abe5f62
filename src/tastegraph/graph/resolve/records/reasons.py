"""Why two records are taken for the same, in words."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.graph.resolve.records.alignment import Aligned
from tastegraph.graph.resolve.records.comparisons import Comparison
from tastegraph.graph.resolve.records.kinds import number_in, pieces_of
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.weights import Values
from tastegraph.graph.resolve.records.words import codes_of, folded, unordered
from tastegraph.graph.resolve.vetoes import contradiction

_MOST: Final = 5
_ALIKE: Final = 0.3
"""Likeness of two texts from which it is a reason."""


class Explainer:
    """Puts a pair into words.

    Args:
        left: The left table.
        right: The right one.
        comparison: How they are compared.
        weights: float64 [features + 1], what each feature adds to the log-odds.
    """

    def __init__(self, left: Records, right: Records, comparison: Comparison, weights: Values) -> None:
        self._left, self._right = left, right
        self._comparison, self._weights = comparison, weights

    def __call__(self, left: int, right: int, measured: npt.NDArray[np.float32]) -> tuple[str, ...]:
        """Reasons for a pair of rows, the weightiest first, and what speaks against it last.

        Args:
            left: Row of the left table.
            right: Row of the right table.
            measured: float32 [features].
        """
        weight: dict[str, float] = {}
        for feature, value, each in zip(self._comparison.features, measured, self._weights[:-1], strict=True):
            weight[feature.about] = weight.get(feature.about, 0.0) + float(value) * float(each)
        name = self._comparison.name
        found: list[tuple[float, str]] = []
        against: list[str] = []
        if name is not None:
            mine, other = self._left.columns[name.left][left], self._right.columns[name.right][right]
            shared = sorted(set(codes_of(mine)) & set(codes_of(other)))
            if shared:
                found.append((weight["name"] + 1.0, f"code {shared[-1].upper()} in both"))
            found.append((weight["name"], self._names(mine, other, measured)))
            if (reason := contradiction(mine, other)) is not None:
                against.append(f"but {reason}")
        for column in self._comparison.columns:
            if column == name:
                continue
            mine, other = self._left.columns[column.left][left], self._right.columns[column.right][right]
            if mine and other and (said := _said(column, mine, other, self._alike(column, measured))):
                found.append((weight.get(column.left, 0.0), said))
        found.sort(key=lambda entry: -entry[0])
        return (*(said for _, said in found[:_MOST]), *against)

    def _names(self, mine: str, other: str, measured: npt.NDArray[np.float32]) -> str:
        if folded(mine) == folded(other):
            return "the same name"
        if unordered(mine) == unordered(other):
            return "the same words in the name"
        of_name = [value for feature, value in zip(self._comparison.features, measured, strict=True)
                   if feature.about == "name" and feature.what in ("words", "letters", "meaning")]  # fmt: skip
        return f"names {_hundredths(float(max(of_name)))} alike"

    def _alike(self, column: Aligned, measured: npt.NDArray[np.float32]) -> float:
        return max(
            (float(value) for feature, value in zip(self._comparison.features, measured, strict=True)
             if feature.about == column.left and feature.what in ("words", "equal")),
            default=0.0,
        )  # fmt: skip


def _said(column: Aligned, mine: str, other: str, alike: float) -> str | None:
    label = column.left
    if column.kind in ("number", "year"):
        numbers = number_in(mine), number_in(other)
        if numbers[0] is None or numbers[1] is None:
            return None
        return _numbers(label, numbers[0], numbers[1], is_year=column.kind == "year")
    if column.kind == "code":
        return f"{label} {mine} in both" if alike >= 1.0 else None
    if column.kind == "list":
        pieces = [{unordered(piece) for piece in pieces_of(cell, column.separator or ";")} for cell in (mine, other)]
        shared, fewest = len(pieces[0] & pieces[1]), min(map(len, pieces))
        return f"{shared} of {fewest} {label} shared" if shared else None
    if folded(mine) == folded(other):
        return f"the same {label}"
    return f"{label} {_hundredths(alike)} alike" if alike >= _ALIKE else None


def _numbers(label: str, mine: float, other: float, *, is_year: bool) -> str | None:
    if mine == other:
        return f"{label} {mine:g} in both" if is_year else f"the same {label}"
    if is_year:
        return f"{label} {mine:g} and {other:g}" if abs(mine - other) == 1 else None
    apart = abs(mine - other) / max(abs(mine), abs(other))
    return f"{label} {max(1, round(100 * apart))} % apart" if apart <= 0.3 and mine * other > 0 else None


def _hundredths(value: float) -> str:
    return f"{min(value, 0.99):.2f}".removeprefix("0")

"""Columns of two tables as comparisons in levels, from equal to unlike, in SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import pyarrow as pa

from tastegraph.graph.resolve.records.alignment import Aligned
from tastegraph.graph.resolve.records.kinds import number_in, pieces_of
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.words import codes_of, folded, unordered, words_of

_LOW: Final = 1 << 32
"""Above it stands the rarity of a word, below it its number."""
_STEPS: Final = 4
"""Steps of rarity in a factor of e."""
_NAMES_DIFFER: Final = "but most words of the names differ"


@dataclass(frozen=True)
class Level:
    """One of the ways two cells can be alike.

    Attributes:
        condition: In SQL, on the columns of a pair, which end in ``_l`` and ``_r``; ``ELSE`` for all that is left.
        words: What it says about a pair, where it speaks for a match.
        against: What it says where it speaks against one; empty where there is nothing to say.
    """

    condition: str
    words: str
    against: str = ""


@dataclass(frozen=True, eq=False)
class Levels:
    """A comparison.

    Attributes:
        missing: In SQL, when nothing can be compared.
        levels: From the most alike to the least.
        cells: Column in SQL to the cells of the left and the right table.
    """

    missing: str
    levels: tuple[Level, ...]
    cells: dict[str, tuple[pa.Array, pa.Array]]


def levels_of(columns: Sequence[Aligned], name: Aligned | None, left: Records, right: Records) -> list[Levels]:
    """The comparisons of two tables, by the columns that tell the same and those of them that name the record."""
    found = []
    for place, column in enumerate(columns):
        sides = left.columns[column.left], right.columns[column.right]
        key = f"column_{place}"
        if column == name:
            found += [_name(key, sides), _codes(f"{key}_codes", sides), _numbers_in_names(f"{key}_numbers", sides)]
        elif column.kind == "year":
            found.append(_year(key, column.left, sides))
        elif column.kind == "number":
            found.append(_number(key, column.left, sides))
        elif column.kind == "code":
            found.append(_code(key, column.left, sides))
        elif column.kind == "list":
            found.append(_list(key, column.left, column.separator or ";", sides))
    texts = [column for column in columns if column.kind == "text"]
    if any(column != name for column in texts):
        mine, other = [column.left for column in texts], [column.right for column in texts]
        # All texts at once: shops put the maker into the name or beside it, and one text repeats another.
        found.append(_texts("texts", (_joined(left, mine), _joined(right, other))))
    return found


Sides = tuple[Sequence[str], Sequence[str]]


def _name(key: str, sides: Sides) -> Levels:
    words = f"{key}_words"
    alike = _share(words)
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            Level(f"{key}_l = {key}_r", "the same name"),
            Level(f"jaro_winkler_similarity({key}_l, {key}_r) >= 0.96", "names spelt almost alike"),
            *(
                Level(f"{alike} >= {least}", f"names {_tenths(least)} alike", _NAMES_DIFFER)
                for least in (0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
            ),
            Level("ELSE", "", _NAMES_DIFFER),
        ),
        {
            key: _strings([[unordered(cell) or None for cell in side] for side in sides]),
            words: rarities(*([words_of(cell) + codes_of(cell) for cell in side] for side in sides)),
        },
    )


def _codes(key: str, sides: Sides) -> Levels:
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            Level(f"len(list_intersect({key}_l, {key}_r)) > 0", "a code in both names"),
            Level("ELSE", "", "but codes in the names differ"),
        ),
        {key: _lists([[sorted(set(codes_of(cell))) or None for cell in side] for side in sides])},
    )


def _numbers_in_names(key: str, sides: Sides) -> Levels:
    numbers = [[sorted({word for word in words_of(cell) if word[0].isdigit()}) for cell in side] for side in sides]
    differ = "but numbers in the names differ"
    return Levels(
        f"len({key}_l) = 0 AND len({key}_r) = 0",
        (
            Level(f"{key}_l = {key}_r", "the same numbers in the names"),
            Level(f"len(list_intersect({key}_l, {key}_r)) > 0", "a number in both names", differ),
            Level("ELSE", "", differ),
        ),
        {key: _lists(numbers)},
    )


def _texts(key: str, sides: Sides) -> Levels:
    alike = _share(key)
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            *(
                Level(f"{alike} >= {least}", f"all texts {_tenths(least)} alike", "but the texts differ")
                for least in (0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
            ),
            Level("ELSE", "", "but the texts differ"),
        ),
        {key: rarities(*([words_of(cell) for cell in side] for side in sides))},
    )


def _list(key: str, label: str, separator: str, sides: Sides) -> Levels:
    shared = f"len(list_intersect({key}_l, {key}_r))"
    pieces = [[sorted({unordered(piece) for piece in pieces_of(cell, separator)} - {""}) or None for cell in side]
              for side in sides]  # fmt: skip
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            Level(f"{shared} >= 0.8 * least(len({key}_l), len({key}_r))", f"nearly all {label} shared"),
            Level(f"{shared} >= 0.4 * least(len({key}_l), len({key}_r))", f"half of {label} shared"),
            Level(f"{shared} > 0", f"some of {label} shared", f"but few of {label} shared"),
            Level("ELSE", "", f"but no {label} shared"),
        ),
        {key: _lists(pieces)},
    )


def _code(key: str, label: str, sides: Sides) -> Levels:
    bare = [["".join(filter(str.isalnum, folded(cell))).lstrip("0") or None for cell in side] for side in sides]
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (Level(f"{key}_l = {key}_r", f"the same {label}"), Level("ELSE", "", f"but {label} differs")),
        {key: _strings(bare)},
    )


def _year(key: str, label: str, sides: Sides) -> Levels:
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            Level(f"{key}_l = {key}_r", f"the same {label}"),
            Level(f"abs({key}_l - {key}_r) <= 1", f"{label} one apart", f"but {label} one apart"),
            Level("ELSE", "", f"but {label} differs"),
        ),
        {key: _numbers(sides)},
    )


def _number(key: str, label: str, sides: Sides) -> Levels:
    apart = f"abs({key}_l - {key}_r) / greatest(abs({key}_l), abs({key}_r))"
    return Levels(
        f"{key}_l IS NULL OR {key}_r IS NULL",
        (
            Level(f"{key}_l = {key}_r", f"the same {label}"),
            Level(f"{apart} <= 0.05", f"{label} within 5 %", f"but {label} a little apart"),
            Level(f"{apart} <= 0.25", f"{label} within 25 %", f"but {label} apart"),
            Level("ELSE", "", f"but {label} far apart"),
        ),
        {key: _numbers(sides)},
    )


def _share(key: str) -> str:
    """In SQL: weight of the shared words over the geometric mean of the weights of both."""
    shared = f"coalesce(list_sum(list_filter({key}_l, lambda x: list_contains({key}_r, x))), 0)"
    return f"{shared} / sqrt(list_sum({key}_l)::DOUBLE * list_sum({key}_r)::DOUBLE)"


def rarities(left: Iterable[Sequence[str]], right: Iterable[Sequence[str]]) -> tuple[pa.Array, pa.Array]:
    """Words as integers that sum up to their weight: log(2 / (share of left rows + share of right rows)).

    The high bits are the rarity, the low ones the number of the word, so that no two words are alike.

    Args:
        left: Words of each left row.
        right: Words of each right row.

    Returns:
        list<int64> [left rows], list<int64> [right rows]; null where a row has no word.
    """
    sides = [[set(words) for words in rows] for rows in (left, right)]
    shares: Counter[str] = Counter()
    for rows in sides:
        for word, count in Counter(word for words in rows for word in words).items():
            shares[word] += count / len(rows)  # type: ignore[assignment]
    code = {word: (round(_STEPS * max(0.0, log(2.0 / share))) + 1) * _LOW + place
            for place, (word, share) in enumerate(sorted(shares.items()))}  # fmt: skip
    mine, other = (
        pa.array([[code[word] for word in sorted(words)] or None for words in rows], pa.list_(pa.int64()))
        for rows in sides
    )
    return mine, other


def _joined(table: Records, names: Sequence[str]) -> list[str]:
    return [" ".join(cells) for cells in zip(*(table.columns[name] for name in names), strict=True)]


def _tenths(least: float) -> str:
    return f"{least:.1f}".removeprefix("0")


def _strings(sides: Sequence[Sequence[str | None]]) -> tuple[pa.Array, pa.Array]:
    return pa.array(sides[0], pa.string()), pa.array(sides[1], pa.string())


def _lists(sides: Sequence[Sequence[Sequence[str] | None]]) -> tuple[pa.Array, pa.Array]:
    kind = pa.list_(pa.string())
    return pa.array(sides[0], kind), pa.array(sides[1], kind)


def _numbers(sides: Sides) -> tuple[pa.Array, pa.Array]:
    mine, other = (pa.array([number_in(cell) for cell in side], pa.float64()) for side in sides)
    return mine, other

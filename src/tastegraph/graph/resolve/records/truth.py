"""Known pairs of two tables, and how well found ones agree with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from tastegraph.errors import ReadError
from tastegraph.graph.resolve.records.reading import Records, read_columns

_TRUE: Final = frozenset({"1", "1.0", "true", "t", "yes", "y", "match", "matched"})
_FALSE: Final = frozenset({"0", "0.0", "false", "f", "no", "n", "-1", "nonmatch", "non-match", "unmatch", "unmatched"})
_LABELS: Final = frozenset(
    {"label", "gold", "match", "ismatch", "matches", "truth", "y", "class", "target", "duplicate"}
)

Reading = Literal["complete", "labelled"]


@dataclass(frozen=True, eq=False)
class Truth:
    """Known pairs.

    Attributes:
        reading: ``complete``: these are all matches there are; ``labelled``: pairs that were looked at, and no others.
        matches: Pairs of a left and a right id that are matches.
        others: Labelled pairs that are none.
        left: Column of the left ids.
        right: Column of the right ids.
        label: Column that says which pairs are matches; None without one.
    """

    reading: Reading
    matches: frozenset[tuple[str, str]]
    others: frozenset[tuple[str, str]]
    left: str
    right: str
    label: str | None


@dataclass(frozen=True)
class Agreement:
    """Found pairs against known ones.

    Attributes:
        precision: Share of the found pairs that are matches; of a labelled truth, of the found pairs it labels. 1
            where none was found.
        recall: Share of the matches that were found.
        f1: Their harmonic mean.
    """

    precision: float
    recall: float
    f1: float


def read_truth(path: str | Path, left: Records, right: Records, *, encoding: str = "utf-8") -> Truth:
    """Read known pairs.

    The columns of ids are those two whose cells most often are ids of the tables; where both orders do as well, the
    left ids stand first. A column of labels (0 and 1, false and true, …) is one named so, or the only one left.

    Args:
        path: A table with a row for each pair.
        left: The left table.
        right: The right one.
        encoding: Of a text file.

    Raises:
        ReadError: The file cannot be read, no two columns hold ids of the tables, an id or a label is unknown, a
            pair is labelled both ways, or there is no match among the pairs.
    """
    path = Path(path)
    columns = read_columns(path, encoding=encoding)
    mine, other = _id_columns(columns, left, right, path)
    for name, table in ((mine, left), (other, right)):
        _check_known(columns[name], table, name, path)
    label = _label_column({name: cells for name, cells in columns.items() if name not in (mine, other)})
    pairs = list(zip(columns[mine], columns[other], strict=True))
    says = [cell.casefold() in _TRUE for cell in columns[label]] if label else [True] * len(pairs)
    matches = {pair for pair, is_match in zip(pairs, says, strict=True) if is_match}
    others = {pair for pair, is_match in zip(pairs, says, strict=True) if not is_match}
    if both := matches & others:
        row = next(row for row, pair in enumerate(pairs, start=1) if pair in both)
        raise ReadError(
            "the pair is labelled as a match and as none", path=path, row=row, field=label, fix="Keep one of its rows"
        )
    if not matches:
        raise ReadError("no pair is labelled as a match", path=path, field=label, fix="Give at least one match")
    return Truth("labelled" if others else "complete", frozenset(matches), frozenset(others), mine, other, label)


def agreement(found: Iterable[tuple[str, str]], truth: Truth) -> Agreement:
    """Compare found pairs with known ones; pairs that a labelled truth does not label count for nothing."""
    pairs = set(found)
    if truth.reading == "labelled":
        pairs &= truth.matches | truth.others
    right = len(pairs & truth.matches)
    precision = right / len(pairs) if pairs else 1.0
    recall = right / len(truth.matches)
    return Agreement(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


def _id_columns(columns: dict[str, list[str]], left: Records, right: Records, path: Path) -> tuple[str, str]:
    mine, other = (
        {name: _share_of(cells, set(table.ids)) for name, cells in columns.items()} for table in (left, right)
    )
    best, most = None, 0.0
    for one in columns:
        for two in columns:
            merit = min(mine[one], 1.0) + other[two] if one != two and mine[one] and other[two] else 0.0
            if merit > most + 1e-12:
                best, most = (one, two), merit
    if best is None:
        raise ReadError(
            f"no two columns hold ids of {left.path.name} and {right.path.name}",
            path=path,
            fix="Give a column of left and one of right ids, or name the column of the tables' ids with --id",
        )
    return best


def _share_of(cells: Sequence[str], ids: set[str]) -> float:
    return sum(cell in ids for cell in cells) / max(1, len(cells))


def _check_known(cells: Sequence[str], table: Records, name: str, path: Path) -> None:
    known = set(table.ids)
    for row, cell in enumerate(cells, start=1):
        if cell not in known:
            raise ReadError(
                f"the id {cell!r} is not in {table.path.name}",
                path=path,
                row=row,
                field=name,
                fix="Correct it, or leave the row out",
            )


def _label_column(columns: dict[str, list[str]]) -> str | None:
    says = [name for name, cells in columns.items() if {cell.casefold() for cell in cells} <= _TRUE | _FALSE]
    named = [name for name in says if "".join(filter(str.isalnum, name.casefold())) in _LABELS]
    if named:
        return named[0]
    return says[0] if len(columns) == 1 and says else None

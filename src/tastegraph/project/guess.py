"""``tastegraph init``: look at two files and write down what their columns probably are.

Every guess follows from the values first and from the column's name second, and is said aloud, so that a
person can correct it in the file that is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tastegraph.data import open_table
from tastegraph.errors import ReadError
from tastegraph.project.cells import (
    filled,
    is_date,
    is_link,
    is_nested,
    is_numeric,
    is_text,
    is_year,
    relation_of,
    repeats,
    separator_of,
    split_cells,
)

SAMPLE_ROWS = 20_000
"""Rows looked at in each file."""

_TITLE = re.compile(r"title|name", re.IGNORECASE)
_USER = re.compile(r"user|viewer|customer|reader|member|account|visitor|listener|student|patient|client", re.IGNORECASE)
_RATING = re.compile(r"rating|stars|score|grade", re.IGNORECASE)
_TIME = re.compile(r"time|date|when|\bts\b", re.IGNORECASE)
_QUALIFIER = r"\s*\(.*\)$"


@dataclass(frozen=True)
class Guess:
    """What ``init`` made of the two files.

    Attributes:
        toml: The text of ``tastegraph.toml``.
        notes: One sentence for each thing that was guessed.
    """

    toml: str
    notes: tuple[str, ...]


Columns = Mapping[str, Sequence[str]]
"""Column name → the sampled cells, "" where missing."""


def guess_project(items: Path, interactions: Path, *, root: Path, encoding: str = "utf-8") -> Guess:
    """Guess a project from its catalogue and its log.

    Args:
        items: The catalogue.
        interactions: The log.
        root: Folder of the project; paths are written relative to it where they lie inside.
        encoding: Of both files.

    Raises:
        ReadError: A file cannot be read, or no column of the log holds ids of the catalogue.
    """
    catalogue, log = _sample(items, encoding), _sample(interactions, encoding)
    item_id, log_item, overlap = _joining_columns(catalogue, log, items, interactions)
    notes = [f"items are told by {item_id!r}; {overlap:.0%} of the log's {log_item!r} occur there"]
    rest = {name: cells for name, cells in log.items() if name != log_item}
    user = _user_column(rest, interactions)
    notes.append(f"users are told by {user!r}")
    del rest[user]
    rating = _named(rest, _RATING, is_numeric)
    timestamp = _named({name: cells for name, cells in rest.items() if name != rating}, _TIME, _is_time)
    positive = _liked_from(log[rating]) if rating else None
    if rating:
        notes.append(f"{rating!r} holds ratings" + (f"; {positive:g} and more count as liked" if positive else ""))
    if timestamp:
        notes.append(f"{timestamp!r} says when")

    others = {name: cells for name, cells in catalogue.items() if name != item_id}
    title = _named(others, _TITLE, lambda cells: not is_numeric(cells))
    texts = [name for name, cells in others.items() if name != title and is_text(cells)]
    facts = {
        name: fact
        for name, cells in others.items()
        if not _TITLE.search(name) and name not in texts and (fact := _fact(name, cells)) is not None
    }
    notes.append(f"titles are in {title!r}" if title else "no column looks like a title: ids are shown instead")
    notes.append(f"text to read: {', '.join(texts)}" if texts else "no column looks like text")
    notes.append(f"facts: {', '.join(facts)}" if facts else "no column looks like facts")

    lines = ["[items]", f"path = {_quote(_relative(items, root))}", f"id = {_quote(item_id)}"]
    if title:
        lines.append(f"title = {_quote(title)}")
    lines.append(f"text = [{', '.join(_quote(name) for name in texts)}]")
    if encoding != "utf-8":
        lines.append(f"encoding = {_quote(encoding)}")
    if facts:
        lines += ["", "[items.facts]", *(f"{_key(name)} = {fact}" for name, fact in facts.items())]
    lines += [
        "",
        "[interactions]",
        f"path = {_quote(_relative(interactions, root))}",
        f"user = {_quote(user)}",
        f"item = {_quote(log_item)}",
    ]
    if rating:
        lines.append(f"rating = {_quote(rating)}")
    if timestamp:
        lines.append(f"timestamp = {_quote(timestamp)}")
    if positive:
        lines.append(f"positive = {positive:g}")
    if encoding != "utf-8":
        lines.append(f"encoding = {_quote(encoding)}")
    lines += ["", "[extract]", f'method = "{"encoder" if texts else "facts"}"', "", "[model]", 'name = "linear"', ""]
    return Guess("\n".join(lines), tuple(notes))


def _sample(path: Path, encoding: str) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    batch_rows = 4_000
    for batch in islice(open_table(path, encoding=encoding, batch_rows=batch_rows), SAMPLE_ROWS // batch_rows):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            columns.setdefault(name, []).extend(value or "" for value in column.to_pylist())
    return columns


def _joining_columns(catalogue: Columns, log: Columns, items: Path, interactions: Path) -> tuple[str, str, float]:
    """The unique column of the catalogue, the column of the log that agrees with it best, and the share found."""
    unique = {
        name: set(cells) for name, cells in catalogue.items() if "" not in cells and len(set(cells)) == len(cells)
    }
    if not unique:
        raise ReadError("no column has a different value in every row", path=items, fix="Add an id column")
    best = max(
        (
            (_agreement(set(cells), ids) * (0.5 if _USER.search(column) else 1.0), -place, name, column)
            for column, cells in log.items()
            for place, (name, ids) in enumerate(unique.items())
        ),
        default=(0.0, 0, "", ""),
    )
    agreement, _, item_id, log_item = best
    if agreement == 0:
        raise ReadError(
            f"no column holds ids of {items.name}",
            path=interactions,
            fix="Check that both files speak of the same items and that ids are spelled alike",
        )
    seen = set(log[log_item])
    return item_id, log_item, len(seen & unique[item_id]) / len(seen)


def _agreement(seen: set[str], ids: set[str]) -> float:
    """How well two columns cover each other: numbers from 1 on are in any longer column of numbers from 1 on."""
    return len(seen & ids) / len(seen | ids)


def _user_column(columns: Columns, path: Path) -> str:
    if not columns:
        raise ReadError("no column is left to tell users by", path=path, fix="Add a user column")
    named = [name for name in columns if _USER.search(name)]
    return named[0] if named else next(iter(columns))


def _named(columns: Columns, pattern: re.Pattern[str], fits: Callable[[Sequence[str]], bool]) -> str | None:
    matching = [name for name, cells in columns.items() if pattern.search(name) and fits(cells)]
    return min(matching, key=len) if matching else None


def _is_time(cells: Sequence[str]) -> bool:
    return is_numeric(cells) or is_date(cells, 0.95)


def _fact(name: str, cells: Sequence[str]) -> str | None:
    """The inline table of a fact column, or None where the column would join no two items."""
    present = filled(cells)
    if not present or is_nested(cells) or is_link(cells):
        return None
    relation = relation_of(name)
    if is_year(cells):
        return f"{{ relation = {_quote(relation)}, bin = 10 }}"
    if is_numeric(cells) or is_date(cells):
        return None
    separator = separator_of(present)
    values = split_cells(present, separator)
    qualified = sum(bool(re.search(_QUALIFIER, value)) for value in values) > 0.2 * len(values)
    if qualified:
        values = [re.sub(_QUALIFIER, "", value) for value in values]
    commonest = Counter(present).most_common(1)[0][1]
    if repeats(values) < 1.2 or commonest > 0.95 * len(present):
        return None
    parts = [f"relation = {_quote(relation)}"]
    if separator:
        parts.append(f"separator = {_quote(separator)}")
    if qualified:
        parts.append(f"ignore = '{_QUALIFIER}'")
    return f"{{ {', '.join(parts)} }}"


def _liked_from(cells: Sequence[str]) -> float | None:
    """Four of five stars and their like on other scales; counts have no such threshold."""
    try:
        values = [float(cell) for cell in filled(cells)]
    except ValueError:
        return None
    highest = max(values)
    if highest in (5, 10, 100) and len(set(values)) > 2:
        return {5: 4.0, 10: 7.0, 100: 70.0}[int(highest)]
    return 1.0 if set(values) == {0.0, 1.0} else None


def _relative(path: Path, root: Path) -> str:
    path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quote(name)

"""Published data sets in the formats that papers exchange: KGAT's folders and RecBole's atomic files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tastegraph.config import InteractionsConfig, SourceConfig
from tastegraph.data.files import check_file, open_text
from tastegraph.data.interactions import Interactions
from tastegraph.data.log import read_interactions
from tastegraph.data.splits import Split, random_split, ready_made
from tastegraph.data.tables import column_names
from tastegraph.data.triples import Triples, read_triples
from tastegraph.errors import ReadError

_FIX_KGAT = "Write `user item item …` or `head relation tail`, whole numbers from 0 on"


@dataclass(frozen=True, eq=False)
class Benchmark:
    """A data set as it was published.

    Attributes:
        name: What the data set is called.
        split: Its parts.
        triples: Its knowledge graph; None where it has none.
    """

    name: str
    split: Split
    triples: Triples | None


def read_kgat(folder: str | Path) -> Benchmark:
    """Read the format of KGAT (Wang et al. 2019), as in Amazon-Book, Last-FM and Yelp2018.

    ``train.txt`` and ``test.txt`` hold a line ``user item item …`` for each user, which may have no items;
    an item that is repeated counts once. ``kg_final.txt``, where there is one, holds a line ``head relation tail`` for
    each triple, perhaps below a header. All ids are whole numbers, and the entities numbered like an item, from 0 to
    the largest item id of both parts, are the items. Each file may be compressed (``.gz``).

    Raises:
        ReadError: A file is missing or a line is malformed; the line is named.
    """
    folder = Path(folder)
    train = _kgat_part(_file(folder, "train.txt"))
    test = _kgat_part(_file(folder, "test.txt"))
    n_items = 1 + max(int(item) for part in (train, test) for item in part.items)
    knowledge = _file_or_none(folder, "kg_final.txt")
    triples = None if knowledge is None else _kgat_triples(knowledge, n_items)
    return Benchmark(folder.resolve().name, ready_made(train, test), triples)


def read_recbole(folder: str | Path, *, positive: float | None = None, seed: int = 0) -> Benchmark:
    """Read a folder of RecBole atomic files (Zhao et al. 2021).

    The split is the ready-made one of ``X.train.inter``, ``X.test.inter`` and perhaps ``X.valid.inter``; where there is
    only ``X.inter``, 80 / 10 / 10 % at random. ``X.kg`` with ``X.link``, where there are such files, are the knowledge
    graph. Columns are named as RecBole names them: ``user_id``, ``item_id``, ``rating``, ``timestamp``. Each file may
    be compressed (``.gz``).

    Args:
        folder: The folder; if it holds several data sets, the one that is called like it is read.
        positive: Ratings from here on count as liked; without it every interaction does.
        seed: Of the random split.

    Raises:
        ReadError: A file is missing or malformed.
    """
    folder = Path(folder)
    name = _recbole_name(folder)
    whole = _file_or_none(folder, f"{name}.inter")
    train = _file_or_none(folder, f"{name}.train.inter")
    if train is not None:
        validation = _file_or_none(folder, f"{name}.valid.inter")
        split = ready_made(
            _recbole_part(train, positive),
            _recbole_part(_file(folder, f"{name}.test.inter"), positive),
            None if validation is None else _recbole_part(validation, positive),
        )
    else:
        split = random_split(
            _recbole_part(whole or _file(folder, f"{name}.inter"), positive), test=0.1, validation=1 / 9, seed=seed
        )
    knowledge = _file_or_none(folder, f"{name}.kg")
    if knowledge is None:
        return Benchmark(name, split, None)
    links = _file(folder, f"{name}.link")
    return Benchmark(name, split, read_triples(SourceConfig(path=knowledge, links=links), Path()))


def _file_or_none(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.exists()), None)


def _file(folder: Path, name: str) -> Path:
    found = _file_or_none(folder, name)
    if found is None:
        if not folder.is_dir():
            raise ReadError("no such folder", path=folder, fix="Check the path")
        raise ReadError("no such file", path=folder / name, fix="Check the folder and the format")
    return found


def _kgat_lines(path: Path) -> Iterator[tuple[int, list[int]]]:
    """Number and whole numbers of each line that is not blank; a header is skipped."""
    check_file(path)
    with open_text(path, "utf-8") as stream:
        for line_number, line in enumerate(stream, start=1):
            cells = line.split()
            if line_number == 1 and cells and not any(cell.lstrip("-").isdecimal() for cell in cells):
                continue
            try:
                numbers = [int(cell) for cell in cells]
            except ValueError:
                numbers = [-1]
            if min(numbers, default=0) < 0 or max(numbers, default=0) >= 2**31:
                raise ReadError("not a line of whole numbers", path=path, row=line_number, fix=_FIX_KGAT)
            if numbers:
                yield line_number, numbers


def _kgat_part(path: Path) -> Interactions:
    users: list[int] = []
    counts: list[int] = []
    items: list[int] = []
    for _, (user, *user_items) in _kgat_lines(path):
        distinct = dict.fromkeys(user_items)
        users.append(user)
        counts.append(len(distinct))
        items.extend(distinct)
    if not items:
        raise ReadError("no user has an item", path=path, fix=_FIX_KGAT)
    return Interactions.from_pairs(np.repeat(users, counts), np.array(items))


def _kgat_triples(path: Path, n_items: int) -> Triples:
    rows = []
    for line_number, numbers in _kgat_lines(path):
        if len(numbers) != 3:
            problem = f"{len(numbers)} numbers instead of head, relation and tail"
            raise ReadError(problem, path=path, row=line_number, fix=_FIX_KGAT)
        rows.append(numbers)
    if not rows:
        raise ReadError("the file has no triples", path=path, fix=_FIX_KGAT)
    heads, relations, tails = np.array(rows).T
    return Triples(
        [str(head) for head in heads],
        heads < n_items,
        [str(relation) for relation in relations],
        [str(tail) for tail in tails],
        tails < n_items,
    )


def _recbole_name(folder: Path) -> str:
    """The name X of the data set that the files X.inter or X.train.inter of a folder belong to."""
    names = set()
    for path in folder.glob("*.inter*") if folder.is_dir() else ():
        stem, found, rest = path.name.rpartition(".inter")
        if found and rest in ("", ".gz"):
            part = next((part for part in (".train", ".valid", ".test") if stem.endswith(part)), "")
            names.add(stem.removesuffix(part))
    own = folder.resolve().name
    if len(names) == 1 or own in names:
        return own if own in names else names.pop()
    if not names:
        raise ReadError("no .inter file in this folder", path=folder, fix="Check the path and the format")
    problem = f"several data sets in one folder: {', '.join(sorted(names))}"
    raise ReadError(problem, path=folder, fix="Give each its own folder, or the folder the name of the one to read")


def _recbole_part(path: Path, positive: float | None) -> Interactions:
    config = InteractionsConfig(
        path=path.resolve(),
        user="user_id",
        item="item_id",
        rating=None if positive is None else "rating",
        timestamp="timestamp" if "timestamp" in column_names(path) else None,
        positive=positive,
    )
    return read_interactions(config, path.parent)[0]

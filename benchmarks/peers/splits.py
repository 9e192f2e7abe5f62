"""The two data sets that peers are measured on, with their splits, read without Tastegraph."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64]
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Split:
    """A data set; pairs are (index in ``users``, index in ``items``), int64 [n, 2].

    Attributes:
        name: What it is called.
        description: The split in words.
        users: Ids of the users of all parts.
        items: Ids of the items of all parts.
        train: What a model is fitted to.
        validation: What settings and the moment to stop are chosen on.
        test: Read once.
        cutoff: Settings and the moment to stop are chosen by the validation recall at this length.
        triples: Knowledge graph: head, relation, tail.
        links: Item id and entity of the graph.
    """

    name: str
    description: str
    users: list[str]
    items: list[str]
    train: Pairs
    validation: Pairs
    test: Pairs
    triples: Rows
    links: Rows
    cutoff: int


def read_split(name: str) -> Split:
    """Read ``music-lastfm`` or ``films-1m`` from the folder that TASTEGRAPH_DATA names."""
    return {"music-lastfm": _music, "films-1m": _films}[name](Path(os.environ["TASTEGRAPH_DATA"]) / name)


def _music(folder: Path) -> Split:
    train, validation, test = (
        [row[:2] for row in _rows(folder / f"lastfm.{part}.inter", header=True)] for part in ("train", "valid", "test")
    )
    triples = _rows(folder / "lastfm.kg", header=True)
    links = _rows(folder / "lastfm.link", header=True)
    return _split(
        "music-lastfm", "ready-made train / validation / test", (train, validation, test), triples, links, cutoff=10
    )


def _films(folder: Path) -> Split:
    known, test = list(_user_lines(folder / "train.txt")), list(_user_lines(folder / "test.txt"))
    held_out = np.random.default_rng(0).random(len(known)) < 0.1
    train = [pair for pair, out in zip(known, held_out, strict=True) if not out]
    validation = [pair for pair, out in zip(known, held_out, strict=True) if out]
    # The graph names films by their MovieLens ids, the log by new ones.
    new_ids = dict(_rows(folder / "item_map.txt"))
    entities = _rows(folder / "kg" / "item_index2entity_id.txt")
    links = [(new_ids[original], entity) for original, entity in entities if original in new_ids]
    triples = _rows(folder / "kg" / "kg.txt")
    description = "ready-made test; 10 % of the training pairs, drawn with seed 0, are validation"
    return _split("films-1m", description, (train, validation, test), triples, links, cutoff=20)


def _split(
    name: str, description: str, parts: tuple[Rows, Rows, Rows], triples: Rows, links: Rows, *, cutoff: int
) -> Split:
    users = {user: index for index, user in enumerate(_distinct(user for part in parts for user, _ in part))}
    items = {item: index for index, item in enumerate(_distinct(item for part in parts for _, item in part))}
    train, validation, test = (
        np.array([(users[user], items[item]) for user, item in dict.fromkeys(part)], dtype=np.int64) for part in parts
    )
    sizes = " / ".join(f"{len(part):,}" for part in (train, validation, test))
    return Split(
        name, f"{description}: {sizes}", list(users), list(items), train, validation, test, triples, links, cutoff
    )


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _rows(path: Path, *, header: bool = False) -> Rows:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()) for line in lines[1 if header else 0 :] if line.strip()]


def _user_lines(path: Path) -> Iterator[tuple[str, ...]]:
    for user, *items in _rows(path):
        for item in items:
            yield user, item

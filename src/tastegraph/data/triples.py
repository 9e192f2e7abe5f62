"""A knowledge graph that exists already, its entities joined with the items of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tastegraph.config import SourceConfig
from tastegraph.data.tables import open_table
from tastegraph.data.text_ids import text_id
from tastegraph.errors import ReadError


@dataclass(frozen=True, eq=False)
class Triples:
    """Statements of another graph, as columns of equal length.

    Attributes:
        subjects: An item's id where ``subject_is_item``, else an entity's id.
        subject_is_item: bool [n].
        predicates: Relations.
        objects: An item's id where ``object_is_item``, else an entity's id.
        object_is_item: bool [n].
    """

    subjects: list[str]
    subject_is_item: NDArray[np.bool_]
    predicates: list[str]
    objects: list[str]
    object_is_item: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.predicates)


def read_triples(config: SourceConfig, root: Path) -> Triples:
    """Read the RecBole files that ``[[sources]]`` of a project names.

    ``.kg`` has the columns ``head_id``, ``relation_id`` and ``tail_id``, ``.link`` has ``item_id`` and ``entity_id``.
    An entity that is linked to an item is replaced by the item; if it is linked to several, by the first. Without a
    file of links none is.

    Raises:
        ReadError: A file cannot be read (see `tastegraph.data.open_table`), a cell is empty, a relation asked for does
            not occur.
    """
    item_of = {} if config.links is None else read_links(root / config.links)
    path = root / config.path
    wanted = None if config.relations is None else set(config.relations)
    seen: set[str] = set()
    heads, predicates, tails = [], [], []
    for head, relation, tail in full_rows(path, ("head_id", "relation_id", "tail_id")):
        seen.add(relation)
        if wanted is None or relation in wanted:
            heads.append(head)
            predicates.append(relation)
            tails.append(tail)
    for relation in sorted((wanted or set()) - seen):
        nearest = get_close_matches(relation, seen, n=1)
        fix = f"Perhaps {nearest[0]!r} is meant" if nearest else "Take it out of relations"
        raise ReadError(f"no triple has the relation {relation!r}", path=path, field="relation_id", fix=fix)
    return Triples(
        [item_of.get(head, head) for head in heads],
        np.array([head in item_of for head in heads], dtype=np.bool_),
        predicates,
        [item_of.get(tail, tail) for tail in tails],
        np.array([tail in item_of for tail in tails], dtype=np.bool_),
    )


def read_links(path: Path) -> dict[str, str]:
    """Read which entity is which item, from the columns ``entity_id`` and ``item_id``; of several items the first.

    Raises:
        ReadError: The table cannot be read, or a cell is empty.
    """
    item_of: dict[str, str] = {}
    for item, entity in full_rows(path, ("item_id", "entity_id")):
        item_of.setdefault(entity, text_id(item))
    return item_of


def full_rows(path: Path, columns: tuple[str, ...], **options: Any) -> Iterator[tuple[str, ...]]:
    """Yield the cells of columns of a table, row by row; every one of them has to be filled.

    Args:
        path: The table.
        columns: Which.
        options: As of `tastegraph.data.open_table`.

    Raises:
        ReadError: The table cannot be read, or a cell is empty.
    """
    rows_before = 0
    for batch in open_table(path, columns=columns, **options):
        for name in columns:
            if batch.column(name).null_count:
                row = rows_before + batch.column(name).to_pylist().index(None) + 1
                raise ReadError("the cell is empty", path=path, row=row, field=name, fix="Fill it in or drop the row")
        rows_before += batch.num_rows
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)

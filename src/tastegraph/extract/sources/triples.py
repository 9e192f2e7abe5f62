"""Tables with a statement, or a pair of users, in each row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tastegraph.config import SocialConfig, TableConfig, TriplesConfig
from tastegraph.data import full_rows, text_id
from tastegraph.errors import ReadError
from tastegraph.graph import ITEM, SOURCE, USER, Statement


def triple_statements(source: TriplesConfig, root: Path) -> Iterator[Statement]:
    """Yield a statement for each row.

    Raises:
        ReadError: The table cannot be read, a cell is empty, or a relation asked for does not occur.
    """
    path = root / source.path
    seen = set()
    for subject, predicate, object_ in full_rows(
        path, (source.subject, source.predicate, source.object), **table_options(source)
    ):
        seen.add(predicate)
        if source.relations is None or predicate in source.relations:
            yield Statement(
                subject=_name(subject, source.subject_type),
                predicate=predicate,
                object=_name(object_, source.object_type),
                confidence=source.confidence,
                method=SOURCE,
                subject_type=source.subject_type,
                object_type=source.object_type,
            )
    if missing := sorted(set(source.relations or ()) - seen):
        raise ReadError(
            f"no row has the relation {missing[0]!r}", path=path, field=source.predicate, fix="Take it out of relations"
        )


def social_statements(source: SocialConfig, root: Path) -> Iterator[Statement]:
    """Yield a statement between users for each row; nobody is his own friend.

    Raises:
        ReadError: The table cannot be read, or a cell is empty.
    """
    for user, friend in full_rows(root / source.path, (source.user, source.friend), **table_options(source)):
        if text_id(user) != text_id(friend):
            yield Statement(
                subject=text_id(user),
                predicate=source.relation,
                object=text_id(friend),
                method=SOURCE,
                subject_type=USER,
                object_type=USER,
            )


def table_options(source: TableConfig) -> dict[str, Any]:
    """Return how a table is to be read, as `tastegraph.data.open_table` takes it."""
    return {"delimiter": source.delimiter, "encoding": source.encoding, "header": source.header}


def _name(cell: str, kind: str) -> str:
    return text_id(cell) if kind == ITEM else cell

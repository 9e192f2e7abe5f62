"""The interaction log, streamed into `Interactions`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tastegraph.config import InteractionsConfig
from tastegraph.data.columns import numbers_of, times_of
from tastegraph.data.duplicates import latest_of_each_pair
from tastegraph.data.encode import compact
from tastegraph.data.ids import Id, IdMap
from tastegraph.data.interactions import Interactions
from tastegraph.data.tables import open_table
from tastegraph.data.text_ids import TextIds
from tastegraph.errors import ReadError

_BATCH_ROWS = 1 << 18


@dataclass(frozen=True)
class LogReport:
    """What became of the rows of a log: ``rows == kept + duplicates + below_positive``.

    Attributes:
        rows: Rows in the file.
        kept: Interactions that came out.
        below_positive: Rows left out because their rating, the latest of its pair, is below ``positive``.
        duplicates: Rows left out because a later one is about the same pair of user and item.
        items_not_in_catalogue: Distinct items among the interactions that the catalogue does not know.
    """

    rows: int
    kept: int
    below_positive: int
    duplicates: int
    items_not_in_catalogue: int


def read_interactions(
    config: InteractionsConfig, root: Path, *, items: IdMap | None = None
) -> tuple[Interactions, LogReport]:
    """Read the log that ``[interactions]`` of a project names.

    The file is streamed: beside one batch of it, memory holds only the numbered columns. The rules, in this order:

    - Ids are text, without surrounding white space; ``7.0`` is ``7``. They are numbered in the order of the file.
    - Times are numbers (seconds since 1970; milliseconds, microseconds and nanoseconds are told by their size) or
      ISO 8601 text (UTC where it names no zone), and become whole seconds UTC.
    - One interaction for each pair of user and item: the latest, as in `Interactions.from_pairs`. Whoever rated an
      item again has changed their mind.
    - Ratings below ``positive`` are left out. A rating says whether an interaction counts, not how much: all
      weights are 1.
    - Items that the catalogue does not know stay: they have behaviour but no text.

    Args:
        config: What the file is and which columns count.
        root: Folder that its path is relative to.
        items: Items of the catalogue, to count those that it does not know; without it none are counted.

    Returns:
        The interactions, in the order of the file, and what became of its rows.

    Raises:
        ReadError: The file cannot be read (see `tastegraph.data.open_table`); an id, rating or time is missing or
            malformed; no rating reaches ``positive``.
    """
    path = root / config.path
    columns = _read(config, path)
    rows = len(columns.users)
    keep = latest_of_each_pair(columns.users, columns.items, len(columns.item_ids), columns.times)
    latest = np.ones(rows, dtype=np.bool_) if keep is None else keep
    chosen = latest if columns.is_liked is None else latest & columns.is_liked
    if not chosen.any():
        raise ReadError(
            f"no rating is {config.positive:g} or more",
            path=path,
            field=config.rating,
            fix="Lower positive in [interactions]",
        )
    user_index, user_values = compact(columns.users[chosen], columns.user_ids)
    item_index, item_values = compact(columns.items[chosen], columns.item_ids)
    interactions = Interactions(
        IdMap(user_values),
        IdMap(item_values),
        user_index,
        item_index,
        np.ones(len(user_index), dtype=np.float32),
        None if columns.times is None else columns.times[chosen],
    )
    kept, distinct = len(interactions), int(latest.sum())
    unknown = 0 if items is None else int((items.index(item_values) < 0).sum())
    return interactions, LogReport(rows, kept, distinct - kept, rows - distinct, unknown)


@dataclass(frozen=True, eq=False)
class _Columns:
    """A whole log as numbers: positions int32 [rows] in the ids, bool [rows], seconds int64 [rows]."""

    users: NDArray[np.int32]
    items: NDArray[np.int32]
    is_liked: NDArray[np.bool_] | None
    times: NDArray[np.int64] | None
    user_ids: list[Id]
    item_ids: list[Id]


def _read(config: InteractionsConfig, path: Path) -> _Columns:
    rating, timestamp = config.rating, config.timestamp
    table = open_table(
        path,
        delimiter=config.delimiter,
        encoding=config.encoding,
        header=config.header,
        columns=[name for name in (config.user, config.item, rating, timestamp) if name],
        batch_rows=_BATCH_ROWS,
    )
    users, items = TextIds(config.user, path), TextIds(config.item, path)
    is_liked: list[NDArray[np.bool_]] = []
    times: list[NDArray[np.int64]] = []
    rows = 0
    for batch in table:
        users.add(batch.column(config.user))
        items.add(batch.column(config.item))
        if rating:
            ratings = numbers_of(batch.column(rating), rating, path, rows)
            if config.positive is not None:
                is_liked.append(ratings >= config.positive)
        if timestamp:
            times.append(times_of(batch.column(timestamp), timestamp, path, rows))
        rows += batch.num_rows
    (user_index, user_ids), (item_index, item_ids) = users.finish(), items.finish()
    return _Columns(
        user_index,
        item_index,
        np.concatenate(is_liked) if is_liked else None,
        np.concatenate(times) if times else None,
        user_ids,
        item_ids,
    )

"""The interaction log, streamed into `Interactions`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tastegraph.config import InteractionsConfig
from tastegraph.data.columns import numbers_of, times_of
from tastegraph.data.duplicates import latest_of_each_pair
from tastegraph.data.ids import IdMap
from tastegraph.data.interactions import Interactions
from tastegraph.data.room import Column, chosen, ones
from tastegraph.data.tables import open_table
from tastegraph.data.text_ids import TextIds, occurring
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

    The file is streamed: beside one batch of it, memory holds the distinct ids; the numbered columns lie in temporary
    files where they are large (`tastegraph.data.room`). The rules, in this order:

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
    latest = latest_of_each_pair(
        columns.users, columns.items, len(columns.user_ids), len(columns.item_ids), columns.times
    )
    distinct = rows if latest is None else int(np.count_nonzero(latest))
    keep = columns.is_liked if latest is None else latest
    if latest is not None and columns.is_liked is not None:
        keep = latest & columns.is_liked
    kept = rows if keep is None else int(np.count_nonzero(keep))
    if not kept:
        raise ReadError(
            f"no rating is {config.positive:g} or more",
            path=path,
            field=config.rating,
            fix="Lower positive in [interactions]",
        )
    user_index, item_index, times = columns.users, columns.items, columns.times
    user_ids, item_ids = columns.user_ids, columns.item_ids
    if keep is not None:
        user_index, item_index, times = chosen(keep, user_index, item_index, times)
        user_index, user_ids = occurring(user_index, user_ids)
        item_index, item_ids = occurring(item_index, item_ids)
    interactions = Interactions(IdMap(user_ids), IdMap(item_ids), user_index, item_index, ones(kept), times)
    unknown = 0 if items is None else int((items.index(interactions.items) < 0).sum())
    return interactions, LogReport(rows, kept, distinct - kept, rows - distinct, unknown)


@dataclass(frozen=True, eq=False)
class _Columns:
    """A whole log as numbers: positions int32 [rows] in the ids, bool [rows], seconds int64 [rows]."""

    users: NDArray[np.int32]
    items: NDArray[np.int32]
    is_liked: NDArray[np.bool_] | None
    times: NDArray[np.int64] | None
    user_ids: pa.StringArray
    item_ids: pa.StringArray


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
    is_liked, times = Column(np.bool_), Column(np.int64)
    rows = 0
    for batch in table:
        users.add(batch.column(config.user))
        items.add(batch.column(config.item))
        if rating:
            ratings = numbers_of(batch.column(rating), rating, path, rows)
            if config.positive is not None:
                is_liked.add(ratings >= config.positive)
        if timestamp:
            times.add(times_of(batch.column(timestamp), timestamp, path, rows))
        rows += batch.num_rows
    (user_index, user_ids), (item_index, item_ids) = users.finish(), items.finish()
    return _Columns(
        user_index,
        item_index,
        is_liked.finish() if config.positive is not None else None,
        times.finish() if timestamp else None,
        user_ids,
        item_ids,
    )

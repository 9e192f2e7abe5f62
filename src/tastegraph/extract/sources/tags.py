"""What people called the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tastegraph.config import TagsConfig
from tastegraph.data import full_rows, text_id
from tastegraph.errors import ReadError
from tastegraph.extract.sources.triples import table_options
from tastegraph.graph import SOURCE, Statement, normal_name

TAG: Final = "tag"
"""The type of tags."""


def tag_statements(source: TagsConfig, root: Path) -> Iterator[Statement]:
    """Yield a statement for each item and tag, in the order they occur.

    Spellings that differ as little as `tastegraph.graph.normal_name` says are one tag under the most frequent of them.
    A tag that an item was given n times has the confidence ``1 - 2^-n``.

    Raises:
        ReadError: The table cannot be read, a cell is empty, or a count is no number from 0 up.
    """
    path = root / source.path
    columns = (source.item, source.tag) if source.count is None else (source.item, source.tag, source.count)
    times: Counter[tuple[str, str]] = Counter()
    spellings: Counter[tuple[str, str]] = Counter()
    for row, (item, tag, *count) in enumerate(full_rows(path, columns, **table_options(source)), start=1):
        key = normal_name(tag)
        times[text_id(item), key] += _count(count[0], path, row, source.count) if count else 1
        spellings[key, " ".join(tag.split())] += 1
    chosen: dict[str, str] = {}
    for (key, spelling), _ in spellings.most_common():
        chosen.setdefault(key, spelling)
    for (item, key), n in times.items():
        if n >= source.least:
            yield Statement(
                subject=item,
                predicate=source.relation,
                object=chosen[key],
                confidence=1 - 0.5**n,
                method=SOURCE,
                object_type=TAG,
            )


def _count(cell: str, path: Path, row: int, field: str | None) -> int:
    try:
        count = int(float(cell))
    except (ValueError, OverflowError):
        count = -1
    if count < 0:
        raise ReadError(f"{cell!r} is no count", path=path, row=row, field=field, fix="Write a whole number from 0 up")
    return count

"""Rare words, and pairs of words, that rows of two tables share, few for each row, for a database to join on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from tastegraph.graph.resolve.records.alignment import Aligned
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.words import codes_of, words_of

_MOST: Final = 12
"""Words and pairs of words kept for each row."""
_MOST_PAIRS: Final = 2500
"""What more pairs of rows share tells too little to be worth its time."""
_COMBINED: Final = 5
"""Words of a row, the rarest of those too common to stand alone, that are taken two by two."""

Kept = list[list[int]]
Key = tuple[str, ...]


def rare_words(columns: Sequence[Aligned], left: Records, right: Records) -> tuple[Kept, Kept]:
    """Return the rarest words of each row that the other table has, too, as numbers, the rarest first.

    A word is the rarer, the fewer pairs of a left and a right row share it. Rows that share one of theirs are worth a
    comparison: at most 2,500 pairs for each word. Words that are too common for that are taken two by two, and come
    last.

    Args:
        columns: Those that tell the same; the words are those of texts, lists and codes.
        left: One table.
        right: The other.

    Returns:
        The words of each left row, and those of each right row, 12 at most. Words have the same number in both.
    """
    wordy = [column for column in columns if column.kind in ("text", "list", "code")]
    mine = _words(left, [column.left for column in wordy])
    other = _words(right, [column.right for column in wordy])
    pairs = _pairs([[(word,) for word in words] for words in mine], [[(word,) for word in words] for words in other])
    keys = [[list(_keys(words, pairs)) for words in rows] for rows in (mine, other)]
    pairs = {key: count for key, count in _pairs(*keys).items() if count <= _MOST_PAIRS}
    ordered = sorted(pairs, key=lambda key: (len(key), pairs[key], key))
    place = {key: number for number, key in enumerate(ordered)}
    kept = [[sorted(place[key] for key in found if key in place)[:_MOST] for found in rows] for rows in keys]
    return kept[0], kept[1]


def _pairs(left: Sequence[Sequence[Key]], right: Sequence[Sequence[Key]]) -> dict[Key, int]:
    """How many pairs of rows share a key."""
    counts = [Counter(key for keys in rows for key in keys) for rows in (left, right)]
    return {key: count * counts[1][key] for key, count in counts[0].items() if key in counts[1]}


def _keys(words: set[str], pairs: dict[Key, int]) -> Iterator[Key]:
    shared = sorted((pairs[word,], word) for word in words if (word,) in pairs)
    yield from ((word,) for count, word in shared if count <= _MOST_PAIRS)
    common = [word for count, word in shared if count > _MOST_PAIRS][:_COMBINED]
    yield from combinations(sorted(common), 2)


def _words(table: Records, names: Sequence[str]) -> list[set[str]]:
    if not names:
        return [set() for _ in range(len(table))]
    texts = (" ".join(cells) for cells in zip(*(table.columns[name] for name in names), strict=True))
    return [{*words_of(text), *codes_of(text)} for text in texts]

"""Rare words that rows of two tables share, few for each row, for a database to join on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from tastegraph.graph.resolve.records.alignment import Aligned
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.words import codes_of, words_of

_MOST: Final = 12
"""Words kept for each row."""
_MOST_PAIRS: Final = 2500
"""A word that more pairs of rows share tells too little to be worth its time."""

Kept = list[list[int]]


def rare_words(columns: Sequence[Aligned], left: Records, right: Records) -> tuple[Kept, Kept]:
    """Return the rarest words of each row that the other table has, too, as numbers, the rarest first.

    A word is the rarer, the fewer pairs of a left and a right row share it. Rows that share one of theirs are worth a
    comparison: at most 2,500 pairs for each word.

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
    counts = [Counter(word for words in rows for word in words) for rows in (mine, other)]
    pairs = {word: count * counts[1][word] for word, count in counts[0].items() if word in counts[1]}
    ordered = sorted(
        (word for word, count in pairs.items() if count <= _MOST_PAIRS), key=lambda word: (pairs[word], word)
    )
    place = {word: number for number, word in enumerate(ordered)}
    kept = [
        [sorted(place[word] for word in words if word in place)[:_MOST] for words in rows] for rows in (mine, other)
    ]
    return kept[0], kept[1]


def _words(table: Records, names: Sequence[str]) -> list[set[str]]:
    if not names:
        return [set() for _ in range(len(table))]
    texts = (" ".join(cells) for cells in zip(*(table.columns[name] for name in names), strict=True))
    return [{*words_of(text), *codes_of(text)} for text in texts]

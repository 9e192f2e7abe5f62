"""What the labelled texts say of a run of words elsewhere: the values of each kind, and the tags of each word.

A text that is learned from must not find its own values there, or the tagger would learn to trust a memory that new
texts do not have: its own counts are taken off before it is looked up (leave one out).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tastegraph.extract.tagger.pieces import Piece
from tastegraph.extract.tagger.tagset import spans_of

LONGEST_VALUE: Final = 12
"""Words of the longest value that is remembered."""


class Known(NamedTuple):
    """A run of words that is a value elsewhere: kind, how often, and its share among the kinds of this value."""

    start: int
    end: int
    kind: int
    times: int
    share: float


@dataclass
class Memory:
    """Counts over labelled texts.

    Attributes:
        values: For each value, as its lower-case words, how often it was of each kind.
        tags: For each lower-case word how often it had each tag.
    """

    values: dict[tuple[str, ...], Counter[int]] = field(default_factory=dict)
    tags: dict[str, Counter[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: Iterable[Piece], tags: Iterable[Any]) -> Memory:
        """Count the labelled pieces; ``tags`` int64 [words] for each."""
        memory = cls()
        for piece, of_piece in zip(pieces, tags, strict=True):
            memory.add(piece, of_piece, 1)
        return memory

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any]) -> Memory:
        """Build from what ``rows`` gave."""
        values = {tuple(words): Counter({int(kind): n for kind, n in counts}) for words, counts in rows["values"]}
        return cls(values, {word: Counter({int(tag): n for tag, n in counts}) for word, counts in rows["tags"]})

    def rows(self) -> dict[str, Any]:
        """What JSON can hold of it, in a fixed order."""
        return {
            "values": [[words, sorted(counts.items())] for words, counts in sorted(self.values.items())],
            "tags": [[word, sorted(counts.items())] for word, counts in sorted(self.tags.items())],
        }

    def add(self, piece: Piece, tags: Any, times: int) -> None:
        """Count a piece ``times`` more; -1 takes it off again."""
        words = lower(piece)
        for start, end, kind in spans_of(tags):
            if end - start <= LONGEST_VALUE:
                self.values.setdefault(words[start:end], Counter())[kind] += times
        for word, tag in zip(words, tags.tolist(), strict=True):
            self.tags.setdefault(word, Counter())[tag] += times

    def known(self, words: Sequence[str]) -> Iterator[Known]:
        """Yield the runs of these lower-case words that are values elsewhere."""
        words = tuple(words)
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + LONGEST_VALUE) + 1):
                counts = self.values.get(words[start:end])
                total = counts.total() if counts else 0
                if counts and total:
                    for kind, count in sorted(counts.items()):
                        if count:
                            yield Known(start, end, kind, count, count / total)

    def tags_of(self, word: str) -> tuple[list[tuple[int, float]], int]:
        """The tags a lower-case word had elsewhere, each with its share, and how often it was seen."""
        counts = self.tags.get(word)
        total = counts.total() if counts else 0
        if not counts or not total:
            return [], 0
        return [(tag, count / total) for tag, count in sorted(counts.items()) if count], total


def lower(piece: Piece) -> tuple[str, ...]:
    """The words of a piece in the form in which they are compared."""
    return tuple(word.casefold() for word in piece.words)

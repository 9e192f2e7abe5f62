"""Spans as one tag a word, and which tags may stand in which context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.pieces import Piece
from tastegraph.extract.tagger.spans import LabelledSpan

OUTSIDE: Final = 0
"""The tag of a word in no span; 1 + 2k begins a span of kind k, 2 + 2k goes on with it."""


@dataclass(frozen=True)
class TagSet:
    """The kinds of spans, and the contexts each was seen in.

    A kind is the set of labels that a span carries: a span that is director and writer at once is of a kind of its own.

    Attributes:
        kinds: The kinds, sorted; each the sorted labels of a span.
        contexts: For each context seen in training the indices of its kinds, sorted.
    """

    kinds: tuple[tuple[str, ...], ...]
    contexts: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, spans: Sequence[Iterable[LabelledSpan]], contexts: Sequence[str]) -> TagSet:
        """Collect the kinds of spans in training texts."""
        found = [set(_by_place(of_text).values()) for of_text in spans]
        kinds = tuple(sorted(set[tuple[str, ...]]().union(*found)))
        index = {kind: number for number, kind in enumerate(kinds)}
        seen: dict[str, set[int]] = {}
        for kinds_of_text, context in zip(found, contexts, strict=True):
            seen.setdefault(context, set()).update(index[kind] for kind in kinds_of_text)
        return cls(kinds, {context: tuple(sorted(seen[context])) for context in sorted(seen)})

    def __len__(self) -> int:
        """Number of tags."""
        return 1 + 2 * len(self.kinds)

    @cached_property
    def _index(self) -> dict[tuple[str, ...], int]:
        return {kind: number for number, kind in enumerate(self.kinds)}

    def kinds_in(self, context: str) -> tuple[int, ...]:
        """The kinds a text of this context may hold: all of them where the context is new."""
        return self.contexts.get(context, tuple(range(len(self.kinds))))

    def tags_in(self, context: str) -> npt.NDArray[np.int64]:
        """The tags a text of this context may hold, int64 and sorted, OUTSIDE first."""
        kinds = np.asarray(self.kinds_in(context), dtype=np.int64)
        return np.concatenate([[OUTSIDE], np.stack([1 + 2 * kinds, 2 + 2 * kinds], axis=1).ravel()])

    def encode(self, piece: Piece, spans: Iterable[LabelledSpan]) -> npt.NDArray[np.int64]:
        """Return the tag of each word, int64 [len(piece)].

        Of two spans that overlap, the longer is kept. A span that begins or ends within a word is widened to it; one
        that does not lie in the piece as a whole is left out.
        """
        tags = np.full(len(piece), OUTSIDE, dtype=np.int64)
        starts = np.array([start for start, _ in piece.places])
        ends = np.array([end for _, end in piece.places])
        by_place = _by_place(spans)
        for start, end in sorted(by_place, key=lambda place: (place[0] - place[1], place)):
            first, last = int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left"))
            inside = first < last and starts[0] <= start and end <= ends[-1]
            if inside and not tags[first:last].any():
                kind = self._index[by_place[start, end]]
                tags[first], tags[first + 1 : last] = 1 + 2 * kind, 2 + 2 * kind
        return tags


def spans_of(tags: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Return (first word, word after the last, kind) of each span."""
    found: list[tuple[int, int, int]] = []
    for word, tag in enumerate(tags.tolist()):
        if tag == OUTSIDE:
            continue
        kind, goes_on = divmod(tag - 1, 2)
        if goes_on and found and found[-1][1:] == (word, kind):
            found[-1] = found[-1][0], word + 1, kind
        else:
            found.append((word, word + 1, kind))
    return found


def _by_place(spans: Iterable[LabelledSpan]) -> dict[tuple[int, int], tuple[str, ...]]:
    labels: dict[tuple[int, int], set[str]] = {}
    for start, end, label in spans:
        labels.setdefault((start, end), set()).add(label)
    return {place: tuple(sorted(of_place)) for place, of_place in labels.items()}

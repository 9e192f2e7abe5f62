"""Labelled texts, checked and cut into what models learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.errors import InputError
from tastegraph.extract.tagger.pieces import Piece, split_pieces, valid
from tastegraph.extract.tagger.spans import LabelledSpan
from tastegraph.extract.tagger.tagset import TagSet

_ENOUGH: Final = 5
"""Texts that must hold a kind once, and none twice, before it is taken for one that a text holds once."""


@dataclass(frozen=True)
class Examples:
    """Labelled texts in pieces.

    Attributes:
        tags: The labels, and the contexts each was seen in.
        once: Kinds of which no text here holds two values, though enough hold one.
        pieces: The texts, in pieces.
        labels: int64 [words] for each piece, its tags.
        complete: For each piece whether all its spans are given.
        n_texts: Number of texts.
    """

    tags: TagSet
    once: frozenset[int]
    pieces: list[Piece]
    labels: list[npt.NDArray[np.int64]]
    complete: list[bool]
    n_texts: int

    def part(self, rows: Iterable[int]) -> Examples:
        """Some of the pieces."""
        kept = list(rows)
        return replace(
            self,
            pieces=[self.pieces[row] for row in kept],
            labels=[self.labels[row] for row in kept],
            complete=[self.complete[row] for row in kept],
        )

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        spans: Sequence[Sequence[LabelledSpan]],
        contexts: Sequence[str] | None,
        complete: Sequence[bool] | None,
    ) -> Examples:
        """Check the texts and cut them.

        A piece of an incomplete text in which no span is given teaches nothing, and is left out.

        Raises:
            InputError: The lengths differ, or a span does not lie in its text.
        """
        contexts = checked_contexts(texts, contexts)
        complete = [True] * len(texts) if complete is None else list(complete)
        for name, given in (("lists of spans", spans), ("marks of completeness", complete)):
            if len(given) != len(texts):
                raise InputError(f"{len(given)} {name} for {len(texts)} texts", fix="Give one for each text")
        trimmed = [_trimmed(text, of_text, row) for row, (text, of_text) in enumerate(zip(texts, spans, strict=True))]
        tags = TagSet.of(trimmed, contexts)
        rows, labels, kept = [], [], []
        for piece in split_pieces(texts, contexts):
            of_piece = tags.encode(piece, trimmed[piece.text])
            if complete[piece.text] or of_piece.any():
                rows.append(piece)
                labels.append(of_piece)
                kept.append(complete[piece.text])
        return cls(tags, _once(texts, trimmed, tags), rows, labels, kept, len(texts))


def checked_contexts(texts: Sequence[str], contexts: Sequence[str] | None) -> list[str]:
    """Return a context for each text; empty ones where none are given.

    Raises:
        InputError: There are more or fewer contexts than texts.
    """
    if contexts is None:
        return [""] * len(texts)
    if len(contexts) != len(texts):
        raise InputError(f"{len(contexts)} contexts for {len(texts)} texts", fix="Give one for each text")
    return [valid(context) for context in contexts]


def compared(value: str) -> str:
    """The form in which values are compared: case and white space do not count."""
    return " ".join(value.casefold().split())


def _trimmed(text: str, spans: Sequence[LabelledSpan], row: int) -> list[LabelledSpan]:
    found = []
    for span in spans:
        start, end, label = span
        if not 0 <= start < end <= len(text):
            raise InputError(
                f"span {start}–{end} ({label}) does not lie in a text of {len(text)} characters", row=row + 1,
                fix="Count characters from 0; the end is the place after the last one",
            )  # fmt: skip
        value = text[start:end]
        first, last = start + len(value) - len(value.lstrip()), end - len(value) + len(value.rstrip())
        if first < last:
            found.append(LabelledSpan(first, last, label))
    return found


def _once(texts: Sequence[str], spans: Sequence[Sequence[LabelledSpan]], tags: TagSet) -> frozenset[int]:
    holding, several = Counter[str](), set[str]()
    for text, of_text in zip(texts, spans, strict=True):
        values: dict[str, set[str]] = {}
        for start, end, label in of_text:
            values.setdefault(label, set()).add(compared(text[start:end]))
        holding.update(values.keys())
        several.update(label for label, found in values.items() if len(found) > 1)
    return frozenset(
        number
        for number, kind in enumerate(tags.kinds)
        if all(holding[label] >= _ENOUGH and label not in several for label in kind)
    )

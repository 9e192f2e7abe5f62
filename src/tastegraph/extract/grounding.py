"""Where a quote stands in a text: the proof that a text says something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from tastegraph.extract.alignment import align, similarity
from tastegraph.extract.boundaries import closes_word, opens_word, whole_words
from tastegraph.extract.folding import Folded, fold

BOUND: Final = 0.9
"""Smallest similarity of a quote and the words it is taken for."""
SHORT: Final = 8
"""Quotes with fewer characters are located as whole words only, and never by similarity."""
_AROUND: Final = "\"'.,;:!?…。、 "
"""What a quote may have around it that is not in the text."""
_TELLING: Final = re.compile(
    r"\d+|[一二三四五六七八九十百千]|\b[ivx]+\b|\b(?:no|not|never|none|nor|neither|without|cannot)\b|n't\b|[不没沒非未無无]"
)
"""Numbers and negations, in comparison form: texts that differ in one of them do not say the same."""

Kind = Literal["exact", "normalised", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a quote stands.

    Attributes:
        start: Offset of its first character, in code points.
        end: Offset after its last one.
        kind: ``exact``: the text has these very characters; ``normalised``: it has the same comparison form, or the
            quote was widened to whole words; ``fuzzy``: it has similar words.
        similarity: From 0 to 1; 1 unless fuzzy.
    """

    start: int
    end: int
    kind: Kind
    similarity: float


def locate(quote: str, text: str, *, bound: float = BOUND, near: int | None = None) -> Span | None:
    """Return where a quote stands in a text, or None; see `SearchableText.locate`."""
    return SearchableText(text).locate(quote, bound=bound, near=near)


class SearchableText:
    """A text in which several quotes are located; its comparison form is made once."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _folded(self) -> Folded:
        return fold(self.text)

    def locate(self, quote: str, *, bound: float = BOUND, near: int | None = None, whole: bool = False) -> Span | None:
        """Return where a quote stands, or None.

        It is looked for as it is; then in comparison form (`tastegraph.extract.folding.Folded`), with and without
        punctuation around it; then by similarity, 1 − (Levenshtein distance of the comparison forms) / (length of the
        longer one). A similar part must have the same numbers and negations in the same order. A span is always one of
        whole words: quotes of fewer than 8 characters must be so themselves, longer ones are widened.
        The time is linear in the length of the text.

        Args:
            quote: The words; without a letter or digit they stand nowhere.
            bound: Smallest similarity, from 0 to 1; 1 allows no difference.
            near: Of several equal occurrences the one that starts nearest to this offset; without it, the first.
            whole: Whether a long quote, too, must be of whole words by itself, as a name must.
        """
        quote = quote.strip()
        if not any(map(str.isalnum, quote)):
            return None
        span = self._occurrence(self.text, quote, None, near, whole=whole or _is_short(quote))
        if span is not None:
            exact = self.text[span[0] : span[1]] == quote
            return Span(*span, "exact" if exact else "normalised", 1.0)
        key = fold(quote).key
        for form in dict.fromkeys((key, key.strip(_AROUND))):
            if any(map(str.isalnum, form)):
                span = self._occurrence(self._folded.key, form, self._folded, near, whole=whole or _is_short(form))
                if span is not None:
                    return Span(*span, "normalised", 1.0)
        return self._similar(key.strip(_AROUND), bound)

    def _occurrence(
        self, searched: str, wanted: str, folded: Folded | None, near: int | None, *, whole: bool
    ) -> tuple[int, int] | None:
        """The first span of the text, or the one nearest to the hint, in which the wanted characters stand."""
        best: tuple[int, int] | None = None
        for place in _places(searched, wanted):
            start, end = place, place + len(wanted)
            if folded is not None:
                if folded.is_cut(start) or folded.is_cut(end):
                    continue
                start, end = folded.starts[start], folded.ends[end - 1]
            if whole and not (opens_word(self.text, start) and closes_word(self.text, end)):
                continue
            widened = whole_words(self.text, start, end)
            if widened is None:
                continue
            start, end = widened
            if near is None:
                return start, end
            if best is not None and abs(start - near) >= abs(best[0] - near):
                break  # from here on they only get farther away
            best = start, end
        return best

    def _similar(self, wanted: str, bound: float) -> Span | None:
        if _is_short(wanted) or bound >= 1:
            return None
        folded = self._folded
        for part in align(wanted, folded.key, bound):
            span = whole_words(self.text, *self._visible(folded.starts[part.start], folded.ends[part.end - 1]))
            if span is None:
                continue
            key = fold(self.text[slice(*span)]).key.strip(_AROUND)
            alike = similarity(wanted, key)
            if alike >= bound and _tell_the_same(wanted, key):
                return Span(*span, "fuzzy", alike)
        return None

    def _visible(self, start: int, end: int) -> tuple[int, int]:
        """The span without white space around it."""
        found = self.text[start:end]
        return end - len(found.lstrip()), start + len(found.rstrip())


def _is_short(quote: str) -> bool:
    """Whether a quote has fewer than SHORT characters; the comparison form takes Korean syllables and accents apart."""
    return len(unicodedata.normalize("NFC", quote)) < SHORT


def _tell_the_same(left: str, right: str) -> bool:
    return _TELLING.findall(left) == _TELLING.findall(right)


def _places(searched: str, wanted: str) -> Iterator[int]:
    place = searched.find(wanted)
    while place >= 0:
        yield place
        place = searched.find(wanted, place + 1)

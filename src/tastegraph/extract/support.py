"""Whether a text names what a statement is about."""

from __future__ import annotations

from typing import Final, NamedTuple

from tastegraph.extract.folding import plain
from tastegraph.extract.grounding import BOUND, SearchableText
from tastegraph.extract.normal_forms import find_form

LONGEST_NAME: Final = 200
"""Characters of the longest name, in texts and in answers."""


class Named(NamedTuple):
    """A name in a text.

    Attributes:
        name: As it is stored: as given, or as the text writes it where that differs by more than its form.
        start: Offset in the text, in code points, of what names it.
        end: Offset after that.
        similarity: From 0 to 1; see `tastegraph.extract.grounding.Span`.
    """

    name: str
    start: int
    end: int
    similarity: float


def find_name(name: str, text: SearchableText, *, bound: float = BOUND, near: int | None = None) -> Named | None:
    """Return where a text has a name or value, or None.

    It must stand there in whole words: as it is, in comparison form, in another form of a number, a date or an English
    plural (`tastegraph.extract.normal_forms.find_form`), or by similarity, and then it is spelled as in the text.
    """
    span = text.locate(name, bound=bound, near=near, whole=True)
    if span is not None and span.kind != "fuzzy":
        return Named(name, span.start, span.end, 1.0)
    form = find_form(name, text.text)
    if form is not None:
        return Named(name, form.start, form.end, 1.0)
    if span is None:
        return None
    return Named(" ".join(plain(text.text[span.start : span.end]).split()), span.start, span.end, span.similarity)

"""Where a text names its own item, and where the values that columns give of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tastegraph.data import Document
from tastegraph.extract.encoder.words import Words, split_words


@dataclass(frozen=True)
class Occurrence:
    """A name in a text.

    Attributes:
        text: Index of the text.
        first: Index of its first word.
        last: Index of its last word.
        name: As its column writes it; for the item, its title.
        relations: Columns' relations that the item has to it; empty for the item itself.
    """

    text: int
    first: int
    last: int
    name: str
    relations: frozenset[str]


def find_occurrences(
    words: Words, texts: Sequence[Document], values: Mapping[str, Mapping[str, frozenset[str]]]
) -> Iterator[Occurrence]:
    """Yield the names in each text that it must know: the title of its item, and its item's values, in their order.

    Where names overlap, the longest that begins first counts. A value that is written with a capital letter has
    to stand there with one. Names of a single character are left out, in scripts with spaces those of two, too.

    Args:
        words: The words of the texts.
        texts: The document of each text.
        values: Item → value → its relations.
    """
    names = sorted({name for known in values.values() for name in known} | {document.title for document in texts})
    keys = _keys(names)
    starts = _starts(words, len(texts))
    for text, document in enumerate(texts):
        wanted: defaultdict[str, list[tuple[tuple[str, ...], str, frozenset[str]]]] = defaultdict(list)
        known = values.get(document.item, {})
        for name in known.keys() | {document.title}:
            if key := keys[name]:
                relations = frozenset() if name == document.title else known[name]
                wanted[key[0]].append((key, name, relations))
        place, end = starts[text], starts[text + 1]
        while place < end:
            found = _at(words, place, end, wanted)
            if found is None:
                place += 1
                continue
            length, name, relations = found
            yield Occurrence(text, place, place + length - 1, name, relations)
            place += length


def _at(
    words: Words, place: int, end: int, wanted: Mapping[str, list[tuple[tuple[str, ...], str, frozenset[str]]]]
) -> tuple[int, str, frozenset[str]] | None:
    best: tuple[int, str, frozenset[str]] | None = None
    for key, name, relations in wanted.get(words.vocabulary[words.word[place]], ()):
        last = place + len(key) - 1
        if last >= end or words.sentence[last] != words.sentence[place] or (best is not None and best[0] >= len(key)):
            continue
        if name[0].isupper() and not words.capital[place]:
            continue
        if all(words.vocabulary[words.word[place + step]] == word for step, word in enumerate(key)):
            best = len(key), name, relations
    return best


def _keys(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Name → its words, none for a name too short to be told from other words."""
    words = split_words(names)
    keys: dict[str, list[str]] = {name: [] for name in names}
    for text, word in zip(words.text.tolist(), words.word.tolist(), strict=True):
        keys[names[text]].append(words.vocabulary[word])
    return {
        name: tuple(key) if len(name) > (2 if name.isascii() else 1) and not name.isnumeric() else ()
        for name, key in keys.items()
    }


def _starts(words: Words, texts: int) -> list[int]:
    """Index of the first word of each text, and the number of words."""
    starts = [len(words)] * (texts + 1)
    for place, text in reversed(list(enumerate(words.text.tolist()))):
        starts[text] = place
    for text in reversed(range(texts)):
        starts[text] = min(starts[text], starts[text + 1])
    return starts

"""What texts say of their items again and again, and no column does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tastegraph.extract.cues.mining import Reading, sentence_of
from tastegraph.extract.cues.phrases import FUNCTION_WORDS, PREPOSITIONS, Phrase, phrases_before
from tastegraph.extract.encoder.words import Words
from tastegraph.graph import Example, normal_name

LEAST_SUPPORT: Final = 5
"""Documents that a pattern must occur in, and different names that must follow it."""
LEAST_SHARE: Final = 0.003
"""Of the documents read, that it must occur in."""
MOST_EXPLAINED: Final = 0.3
"""Share of its places where a value of a column follows; above it a column tells the relation already."""
KNOWN_SHARE: Final = 0.4
"""Of its names, that must be of one known type for the pattern to lead to that type."""
LONGEST_NAME: Final = 4
"""Words of a name."""
MOST: Final = 12
"""Patterns that are returned."""


@dataclass(frozen=True)
class Pattern:
    """A phrase that names follow which no column explains: ``set in …``.

    Attributes:
        phrase: The words before the names.
        support: In how many documents.
        names: How many different names follow.
        type: What most of them are known as; None where they are not known.
        common: The most frequent names.
        example: A sentence with it.
    """

    phrase: Phrase
    support: int
    names: int
    type: str | None
    common: tuple[str, ...]
    example: Example


def find_patterns(reading: Reading, types: Mapping[str, str]) -> list[Pattern]:
    """Return the patterns "<content word> <preposition> <Name>" that recur and that no column explains.

    A name is a run of words with capital letters inside a sentence, and the function words are English: in other
    languages nothing is found.

    Args:
        reading: The texts.
        types: Normal name → type of the entities that are known.
    """
    words = reading.words
    explained: Counter[Phrase] = Counter()
    taken = [False] * len(words)
    for occurrence in reading.occurrences:
        taken[occurrence.first : occurrence.last + 1] = [True] * (occurrence.last + 1 - occurrence.first)
        explained.update(_relational(words, occurrence.first))
    found: defaultdict[Phrase, list[tuple[int, int]]] = defaultdict(list)
    for first, last in _names(words, taken):
        for phrase in _relational(words, first):
            found[phrase].append((first, last))
    read = len({document.item for document in reading.documents})
    least = max(LEAST_SUPPORT, LEAST_SHARE * read)
    patterns = []
    for phrase, places in found.items():
        support = len({reading.documents[int(words.text[first])].item for first, _ in places})
        names = Counter(_written(reading, *place) for place in places)
        share = explained[phrase] / (explained[phrase] + len(places))
        if support < least or len(names) < LEAST_SUPPORT or share > MOST_EXPLAINED:
            continue
        if (example := _example(reading, places)) is not None:
            common = tuple(name for name, _ in names.most_common(3))
            patterns.append(Pattern(phrase, support, len(names), _type(names, types), common, example))
    patterns.sort(key=lambda one: (-min(one.support, one.names), one.phrase))
    return patterns[:MOST]


def _relational(words: Words, place: int) -> Iterator[Phrase]:
    """Cues of two words that begin with one that says something and end with a preposition: ``based on``."""
    for phrase in phrases_before(words, place):
        first, last = phrase.words[0], phrase.words[-1]
        if len(phrase.words) == 2 and first not in FUNCTION_WORDS and last in PREPOSITIONS:
            yield phrase


def _names(words: Words, taken: list[bool]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that do not open their sentence and are not taken."""
    place = 1
    while place < len(words):
        inside = words.sentence[place - 1] == words.sentence[place]
        begins = inside and words.capital[place] and not taken[place] and not words.capital[place - 1]
        last = place
        while begins and last + 1 < len(words) and words.stretch[last + 1] == words.stretch[place]:
            if not words.capital[last + 1] or taken[last + 1]:
                break
            last += 1
        if begins and last - place < LONGEST_NAME and words.end[last] - words.start[place] > 2:
            yield place, last
        place = last + 1


def _written(reading: Reading, first: int, last: int) -> str:
    words = reading.words
    return reading.texts[int(words.text[first])][int(words.start[first]) : int(words.end[last])]


def _type(names: Counter[str], types: Mapping[str, str]) -> str | None:
    known = Counter(types[key] for name in names if (key := normal_name(name)) in types)
    if not known:
        return None
    kind, count = known.most_common(1)[0]
    return kind if count >= KNOWN_SHARE * len(names) else None


def _example(reading: Reading, places: list[tuple[int, int]]) -> Example | None:
    options = []
    for first, last in places:
        sentence, written = sentence_of(reading, first), _written(reading, first, last)
        if sentence is not None and written in sentence:
            options.append((len(sentence), sentence, int(reading.words.text[first]), written))
    if not options:
        return None
    _, sentence, text, written = min(options)
    title = reading.documents[text].title
    return Example(text=sentence if title in sentence else f"{title}\n{sentence}", subject=title, object=written)

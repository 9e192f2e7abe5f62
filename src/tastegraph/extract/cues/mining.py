"""Cues: the words that stand around the values of a column wherever texts tell them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.data import Document
from tastegraph.extract.cues.occurrences import Occurrence, find_occurrences
from tastegraph.extract.cues.phrases import LONGEST as LONGEST_CUE
from tastegraph.extract.cues.phrases import Phrase, phrases_after, phrases_before
from tastegraph.extract.encoder.words import Words, split_words
from tastegraph.graph import Example, Statement

MOST_DOCUMENTS: Final = 2_000
"""Documents that are read, spread evenly over the catalogue."""
LEAST_SUPPORT: Final = 3
"""Documents that a cue must occur in, and different values that it must stand at."""
LEAST_READ: Final = 0.003
"""Of the documents read, that it must occur in."""
LEAST_PRECISION: Final = 0.7
"""Share of a cue's documents, among those where it stands at any value, that must be of its relation."""
LEAST_SHARE: Final = 0.2
"""Share of all places where a cue's words stand, that must be at a value of its relation: "young" tells nothing."""
MOST_CUES: Final = 3
"""Cues kept of each relation."""
SHORTEST: Final = 12
LONGEST: Final = 240
"""Characters of a sentence that serves as an example."""
_OPENING: Final = '"“‘«「『(['
_ABBREVIATION: Final = re.compile(r"\b[^\W\d_]{1,3}\.$")
"""What a sentence that is whole hardly ends in: ``Mr.``, ``St.``."""


@dataclass(frozen=True)
class Cue:
    """A phrase that tells a relation.

    Attributes:
        phrase: The words, and on which side of the object they stand.
        support: In how many documents it stands at an object of the relation.
        precision: How many these are among all documents where it stands at a value of a column.
        example: A sentence with it.
    """

    phrase: Phrase
    support: int
    precision: float
    example: Example


@dataclass(frozen=True)
class Reading:
    """Texts, their words, and the names known in them.

    Attributes:
        texts: The texts.
        documents: The document of each.
        words: The words of all.
        occurrences: Names of the text's own item and of its values, in order.
    """

    texts: tuple[str, ...]
    documents: tuple[Document, ...]
    words: Words
    occurrences: tuple[Occurrence, ...]


def read_sample(documents: Sequence[Document], statements: Iterable[Statement], fields: Sequence[str]) -> Reading:
    """Read the texts of at most MOST_DOCUMENTS documents, and find what is known in them.

    Args:
        documents: The catalogue.
        statements: What its columns say, with items as subjects.
        fields: The fields to read.
    """
    step = max(1, -(-len(documents) // MOST_DOCUMENTS))
    found = [
        (document, text) for document in documents[::step] for field in fields if (text := document.fields.get(field))
    ]
    sampled = {document.item for document, _ in found}
    values: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for statement in statements:
        if statement.subject in sampled:
            values[statement.subject][statement.object].add(statement.predicate)
    known = {item: {name: frozenset(told) for name, told in names.items()} for item, names in values.items()}
    texts = tuple(text for _, text in found)
    words = split_words(texts)
    owners = tuple(document for document, _ in found)
    return Reading(texts, owners, words, tuple(find_occurrences(words, owners, known)))


def find_cues(reading: Reading) -> dict[str, tuple[Cue, ...]]:
    """Return the cues of each relation, the best first; a relation without any is not there.

    A cue counts once a document, and only at values that a single relation explains. The example of a cue is the
    shortest sentence with it that names the item; where none does, its shortest with the title in a line above it.
    The examples of one relation have different objects.
    """
    found: defaultdict[Phrase, defaultdict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    for occurrence in reading.occurrences:
        if len(occurrence.relations) == 1:
            (relation,) = occurrence.relations
            for phrase in _around(reading.words, occurrence):
                found[phrase][relation].append(occurrence)
    support = {
        phrase: Counter({relation: _documents(reading, ones) for relation, ones in told.items()})
        for phrase, told in found.items()
    }
    candidates: defaultdict[str, list[tuple[float, Phrase]]] = defaultdict(list)
    standing = _standing(reading.words, {phrase.words for phrase in support})
    least = max(LEAST_SUPPORT, LEAST_READ * len({document.item for document in reading.documents}))
    for phrase, counts in support.items():
        for relation, count in counts.items():
            told = found[phrase][relation]
            precision, share = count / counts.total(), len(told) / standing[phrase.words]
            often = count >= least and len({one.name for one in told}) >= LEAST_SUPPORT
            if often and precision >= LEAST_PRECISION and share >= LEAST_SHARE:
                candidates[relation].append((count * precision * share, phrase))
    cues = {}
    for relation, ranked in candidates.items():
        ranked.sort(key=lambda one: (-one[0], len(one[1].words), one[1]))
        chosen = _chosen(ranked, {phrase: support[phrase][relation] for _, phrase in ranked})
        examples = _examples(reading, {phrase: found[phrase][relation] for phrase in chosen})
        cues[relation] = tuple(
            Cue(
                phrase,
                support[phrase][relation],
                support[phrase][relation] / support[phrase].total(),
                examples[phrase],
            )
            for phrase in chosen
            if phrase in examples
        )
    return {relation: told for relation, told in cues.items() if told}


def sentence_of(reading: Reading, place: int) -> str | None:
    """Return the sentence that a word stands in, as it is written.

    None where it is too short or too long for an example, or broken off: where it begins with a small letter or ends
    with an abbreviation.
    """
    words = reading.words
    first, after = np.searchsorted(words.sentence, [words.sentence[place], words.sentence[place] + 1])
    text = reading.texts[int(words.text[place])]
    start, end = int(words.start[first]), int(words.end[after - 1])
    while start and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and not text[end].isspace() and not (text[end - 1] in "。！？" and text[end] in _OPENING):
        end += 1
    sentence = text[start:end]
    whole = not sentence.lstrip(_OPENING)[:1].islower() and not _ABBREVIATION.search(sentence)
    return sentence if whole and SHORTEST <= len(sentence) <= LONGEST else None


def _around(words: Words, occurrence: Occurrence) -> Iterator[Phrase]:
    yield from phrases_before(words, occurrence.first)
    yield from phrases_after(words, occurrence.last)


def _standing(words: Words, wanted: Collection[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """How often runs of words stand in the texts, within a stretch without punctuation."""
    told = [words.vocabulary[word] for word in words.word.tolist()]
    stretch = words.stretch.tolist()
    counts: Counter[tuple[str, ...]] = Counter()
    for place in range(len(told)):
        for length in range(1, LONGEST_CUE + 1):
            last = place + length - 1
            if last >= len(told) or stretch[last] != stretch[place]:
                break
            run = tuple(told[place : last + 1])
            if run in wanted:
                counts[run] += 1
    return counts


def _documents(reading: Reading, occurrences: Iterable[Occurrence]) -> int:
    return len({reading.documents[one.text].item for one in occurrences})


def _chosen(ranked: Sequence[tuple[float, Phrase]], support: Mapping[Phrase, int]) -> list[Phrase]:
    """The best that neither contain one another: of "directed by" and "film directed by" the better."""
    chosen: list[Phrase] = []
    for _, phrase in ranked:
        if len(chosen) < MOST_CUES and not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
    return sorted(chosen, key=lambda phrase: -support[phrase])


def _overlap(left: Phrase, right: Phrase) -> bool:
    if left.side != right.side:
        return False
    short, long = sorted((left.words, right.words), key=len)
    return (long[-len(short) :] if left.side == "before" else long[: len(short)]) == short


def _examples(reading: Reading, told: Mapping[Phrase, Sequence[Occurrence]]) -> dict[Phrase, Example]:
    titles: defaultdict[int, list[int]] = defaultdict(list)
    for occurrence in reading.occurrences:
        if not occurrence.relations:
            titles[int(reading.words.sentence[occurrence.first])].append(occurrence.first)
    examples: dict[Phrase, Example] = {}
    used: set[str] = set()
    for phrase, occurrences in told.items():
        options = []
        for one in occurrences:
            sentence = sentence_of(reading, one.first)
            start, end = int(reading.words.start[one.first]), int(reading.words.end[one.last])
            written = reading.texts[one.text][start:end]
            if sentence is not None and written in sentence:
                named = int(reading.words.sentence[one.first]) in titles
                options.append((written in used, not named, len(sentence), sentence, one.text, written))
        if options:
            _, bare, _, sentence, text, written = min(options)
            title = reading.documents[text].title
            bare = bare or title not in sentence
            examples[phrase] = Example(text=f"{title}\n{sentence}" if bare else sentence, subject=title, object=written)
            used.add(written)
    return examples

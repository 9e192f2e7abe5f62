"""What a text is about: the key phrases that it shares with other texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tastegraph.extract.encoder.candidates import Candidates, find_candidates, only_known
from tastegraph.extract.encoder.concepts import merge_phrases
from tastegraph.extract.encoder.confidence import theme_confidence
from tastegraph.extract.encoder.english import GIVEN_NAMES
from tastegraph.extract.encoder.passages import TextField, split_passages
from tastegraph.extract.encoder.vectors import encode_each, paired_cosines
from tastegraph.extract.encoder.words import BoolArray, FloatArray, IntArray, Words
from tastegraph.text import TextEncoder

MOST_THEMES: Final = 8
"""Themes of a document."""
DIVERSITY: Final = 0.3
"""Weight of being unlike the themes chosen before, against 1 - DIVERSITY for confidence."""
GIVEN_NAME: Final = 0.54
"""Cosine with the mean of GIVEN_NAMES from which a capitalised word is a person's name."""


@dataclass(frozen=True)
class Theme:
    """A theme of a document and the words of the text it was read from."""

    text: int
    start: int
    end: int
    name: str
    confidence: float


def find_themes(
    texts: Sequence[TextField],
    words: Words,
    taken: BoolArray,
    encoder: TextEncoder,
    min_confidence: float,
    known: Collection[str] | None = None,
) -> Iterator[Theme]:
    """Yield the themes of the documents, in their order, the most confident first.

    Candidate phrases are weighed by their cosine with the passage they stand in, as KeyBERT does (Grootendorst 2020);
    near-synonyms become one concept; of a document's concepts at most MOST_THEMES are chosen by maximal marginal
    relevance (Carbonell and Goldstein 1998, equation 1).

    Args:
        texts: The texts.
        words: Their words.
        taken: bool [words], words that are no part of a theme.
        encoder: Encodes phrases and passages.
        min_confidence: Themes below are left out.
        known: The themes to look for; without it, what the texts share.
    """
    if known is None:
        candidates = find_candidates(words, [text.text for text in texts])
    else:
        candidates = only_known(find_candidates(words, [text.text for text in texts], least=1), known)
    if not candidates.names:
        return
    vectors = encoder.encode(candidates.names)
    passages = split_passages(texts)
    passage_vectors, passage_rows = encode_each(encoder, passages.wording)
    passage = passages.containing(words.text[candidates.first], words.start[candidates.first])
    cosine = paired_cosines(vectors, candidates.phrase, passage_vectors, passage_rows[passage])
    confidence = theme_confidence(cosine)

    used = np.r_[0, np.cumsum(taken)]
    free = used[candidates.first + candidates.length] == used[candidates.first]
    person = _given_names(candidates, vectors, encoder)
    stated = np.flatnonzero(free & ~person[candidates.phrase] & (confidence >= min_confidence))

    named = candidates.phrase[stated]
    concept = _concepts(candidates, vectors, named) if known is None else named
    document = np.array([text.number for text in texts], dtype=np.int64)[words.text[candidates.first[stated]]]
    # The most confident words for each concept of each document; the first of equals.
    order = np.lexsort((-confidence[stated], concept, document))
    key = document[order] * len(candidates.names) + concept[order]
    best = order[np.r_[True, key[1:] != key[:-1]]] if len(order) else order
    for start, end in _runs(document[best]):
        of_document = best[start:end]
        chosen = _diverse(vectors[candidates.phrase[stated[of_document]]], confidence[stated[of_document]])
        for place in of_document[chosen]:
            occurrence = stated[place]
            first = candidates.first[occurrence]
            last = first + candidates.length[occurrence] - 1
            yield Theme(
                text=int(words.text[first]),
                start=int(words.start[first]),
                end=int(words.end[last]),
                name=candidates.names[concept[place]],
                confidence=float(confidence[occurrence]),
            )


def _given_names(candidates: Candidates, vectors: FloatArray, encoder: TextEncoder) -> BoolArray:
    """Bool [phrases]: whether a phrase is one capitalised word that the encoder places among given names."""
    person = np.array([name[0].isupper() and " " not in name for name in candidates.names], dtype=np.bool_)
    if person.any():
        examples = encoder.encode(GIVEN_NAMES).mean(axis=0)
        person[person] = vectors[person] @ (examples / np.linalg.norm(examples)) >= GIVEN_NAME
    return person


def _concepts(candidates: Candidates, vectors: FloatArray, phrase: IntArray) -> IntArray:
    """For each of the given phrases, the phrase that names its concept."""
    distinct, index = np.unique(phrase, return_inverse=True)
    names = [candidates.names[number] for number in distinct]
    return distinct[merge_phrases(vectors[distinct], names, candidates.texts[distinct])[index]]


def _runs(values: IntArray) -> Iterator[tuple[int, int]]:
    """Where the runs of equal values begin and end."""
    ends = np.flatnonzero(np.r_[values[1:] != values[:-1], True]) + 1 if len(values) else np.zeros(0, dtype=np.int64)
    yield from zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True) if len(ends) else ()


def _diverse(vectors: FloatArray, confidence: FloatArray) -> IntArray:
    """The rows to keep, best first."""
    chosen: list[int] = []
    likeness = np.zeros(len(confidence), dtype=np.float32)
    left = np.ones(len(confidence), dtype=np.bool_)
    while len(chosen) < min(MOST_THEMES, len(confidence)):
        gain = np.where(left, (1 - DIVERSITY) * confidence - DIVERSITY * likeness, -np.inf)
        row = int(np.argmax(gain))
        chosen.append(row)
        left[row] = False
        likeness = np.maximum(likeness, vectors @ vectors[row])
    return np.array(sorted(chosen, key=lambda row: -confidence[row]), dtype=np.int64)

"""The entities a catalogue knows, found by their names."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tastegraph.extract.encoder.english import STOP_WORDS
from tastegraph.extract.encoder.words import Words, split_words
from tastegraph.graph import ITEM, Statement, normal_name

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class Entity:
    """An entity of the lexicon.

    Attributes:
        type: Its type.
        name: Its most frequent spelling.
        relations: How many items are known to have it, by relation.
    """

    type: str
    name: str
    relations: Mapping[str, int]


class Lexicon:
    """Names of entities, as sequences of words, learned from statements about items.

    Names without a letter and single stop-words are left out: numbers stand for too many things.

    Args:
        statements: What is known; only those from an item to an entity count.
        relations: The relations to learn; all where it is empty.
    """

    def __init__(self, statements: Iterable[Statement], relations: Collection[str] = ()) -> None:
        spellings: Counter[tuple[str, str, str]] = Counter()
        subjects: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for statement in statements:
            if relations and statement.predicate not in relations:
                continue
            if statement.subject_type == ITEM and statement.object_type != ITEM:
                key = normal_name(statement.object)
                spellings[statement.object_type, key, statement.object] += 1
                subjects[statement.object_type, key][statement.predicate].add(statement.subject)
        name: dict[tuple[str, str], str] = {}
        for (kind, key, spelling), _ in spellings.most_common():
            name.setdefault((kind, key), spelling)
        self._entities: defaultdict[str, list[Entity]] = defaultdict(list)
        for (kind, key), spelling in name.items():
            counts = {relation: len(items) for relation, items in subjects[kind, key].items()}
            self._entities[key].append(Entity(kind, spelling, counts))

        self._keys: defaultdict[Tokens, list[str]] = defaultdict(list)
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)
        self._like: defaultdict[Tokens, set[str]] = defaultdict(set)
        keys = list(self._entities)
        for key, tokens in zip(keys, words_of(split_words(keys), len(keys)), strict=True):
            if not any(token[0].isalpha() for token in tokens) or (len(tokens) == 1 and tokens[0] in STOP_WORDS):
                continue
            self._keys[tokens].append(key)
            self._lengths[tokens[0]].add(len(tokens))
            for like in _like(tokens):
                self._like[like].add(key)

    def entities(self, key: str) -> list[Entity]:
        """Return the entities of a name, given as `tastegraph.graph.normal_name` writes it; one for each type."""
        return self._entities.get(key, [])

    def lengths(self, first: str) -> list[int]:
        """Return how many words the names have that begin with this word, most first."""
        return sorted(self._lengths.get(first, ()), reverse=True)

    def find(self, tokens: Tokens, text: str) -> str | None:
        """Return the key of the name that has these words and reads like this text, punctuation included."""
        keys = self._keys.get(tokens)
        return next((key for key in keys if key == normal_name(text)), None) if keys else None

    def alike(self, tokens: Tokens) -> list[str]:
        """Return the keys of names of several words that differ in accents, in order or in one of three or more."""
        return sorted(set().union(*(self._like.get(like, ()) for like in _like(tokens))))


def words_of(words: Words, texts: int) -> list[Tokens]:
    """Return the words of each text."""
    ends = np.searchsorted(words.text, np.arange(texts + 1))
    tokens = [words.vocabulary[word] for word in words.word.tolist()]
    return [tuple(tokens[start:end]) for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]


def _like(tokens: Tokens) -> set[Tokens]:
    if len(tokens) < 2:
        return set()
    plain = sorted(_without_accents(token) for token in tokens)
    shorter = [tuple(plain[:place] + plain[place + 1 :]) for place in range(len(plain))] if len(plain) > 2 else []
    return {tuple(plain), *shorter}


def _without_accents(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))

"""How likely two names are of one entity: chance against habit, and what the graph adds to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, prod
from typing import Final

from tastegraph.graph.resolve.entities.comparison import Comparison
from tastegraph.graph.resolve.entities.context import Shared
from tastegraph.graph.resolve.entities.forms import NameForm

Words = tuple[tuple[str, str], ...]

HABIT: Final[Mapping[str, float]] = {
    "letters": 0.05, "joined": 0.02, "turned": 0.05, "legal": 0.03, "order": 0.03, "generation": 0.001,
    "initials": 0.01, "shortened": 0.005, "respelled": 0.01, "extra initials": 0.003, "extra": 0.001,
}  # fmt: skip
"""How often an entity also goes by a name that differs from its own in this way."""
RELATED: Final[Mapping[str, float]] = {
    "letters": 0.001, "joined": 0.003, "turned": 0.001, "legal": 0.002, "order": 0.0005, "generation": 0.003,
    "initials": 0.005, "shortened": 0.003, "respelled": 0.001, "extra initials": 0.001, "extra": 0.003,
}  # fmt: skip
"""How often, at the least, another entity has a name that differs in this way: namesakes, families, series."""
_RESPELLED_BY_LENGTH: Final = {3: 100.0, 4: 50.0, 5: 20.0, 6: 10.0, 7: 5.0}
"""How many times more often words of so many letters, or fewer, are one edit apart without being one word."""
_ESTABLISHED: Final = 3
"""Names with a word from which it is a word of its own and no slip of the pen."""
_FIRST_LETTERS: Final = 12.0
"""Letters that words begin with, weighed by how often they do."""
_SMALLEST: Final = 1000
"""Names from which their own words tell how common a word is."""
_SHARED_CORE: Final = 0.01
"""Of companies with equal names, how many differ in their legal form and are not one."""
_ARMS: Final = 0.1
"""Of the names with a common word more, such as ``films``, how many are of another arm of the house."""
_SHORT_LETTERS: Final = 8
_SHORT_TURNED: Final = 8.0
"""How many times more often names of so few letters, Chinese ones of two syllables, are another's turned round."""
_SAME_PLACE: Final = 200.0
"""Odds that a place gives which other sources fill with one name each; less where many names crowd it."""
_ONE_MORE_PLACE: Final = 3.0
_SAME_ROUND: Final = 5.0
_COMPANY_LIMIT: Final = 2.0
_LISTED: Final = 0.02
_STEEPNESS, _NEUTRAL, _MEANING_LIMIT = 8.0, 0.8, 4.0
"""Odds by cosine: one spelling mistaken for another has .88 in the median, two names alike by chance .68."""


@dataclass(frozen=True)
class WordCounts:
    """How many names of a type have a word; names with equal letters count once.

    Args:
        names: Number of names.
        of: Word → number of names with it.
    """

    names: int
    of: Mapping[str, int]

    @classmethod
    def among(cls, forms: Iterable[NameForm], total: int) -> WordCounts:
        """Count the words of names that are all of ``total``, or all those that have a word of the others in common."""
        distinct = {tuple(sorted(form.words)) for form in forms}
        return cls(max(len(distinct), total), Counter(word for words in distinct for word in set(words)))

    def others(self, words: Iterable[str], own: int) -> float:
        """Return how many other names would have all of these words, if words came together by chance.

        Args:
            words: The words.
            own: How many of the names counted are those that are compared.
        """
        expected = float(self.names)
        for word in words:
            expected *= (max(self.of.get(word, 0) - own, 0) + 0.5) / max(self.names, _SMALLEST)
        return expected

    def share(self, words: Iterable[str]) -> float:
        """Return the share of the names that have the most common of these words."""
        return max(self.of.get(word, 0) for word in words) / max(self.names, _SMALLEST)


def score(
    left: NameForm, right: NameForm, found: Comparison, shared: Shared, counts: WordCounts, cosine: float | None
) -> tuple[float, tuple[str, ...]]:
    """Return how likely two names are of one entity, from 0 to 1, and what speaks for and against it.

    The odds are the share of entities that also go by such another name, over the number of other entities that would
    have it by chance (Fellegi and Sunter 1969, with the frequencies of the words as they are in this graph), times
    what the graph says: places that different sources give to both, and neighbours in common.

    Args:
        left: One name.
        right: The other, of the same type.
        found: Their comparison; not of names that are different.
        shared: What they share in the graph.
        counts: Words of the names of the type.
        cosine: Of their embeddings; None where there is no encoder.

    Returns:
        The score, and the reasons, the strongest first.
    """
    ways = _ways(found)
    habit, related, chance = 1.0, 1.0, counts.others(*_common(left, right))
    for way, words in ways:
        usual, unusual, coincidence = _rates(way, words, counts, left)
        habit, related, chance = habit * usual, related * unusual, chance * coincidence
    odds = habit / max(related, chance)
    reasons = [(abs(log(odds)), "; ".join(_in_words(way, words) for way, words in ways))]
    evidence = [
        (_together(shared, counts.names), _places(shared)),
        (_SAME_ROUND if shared.roles and not shared.places else 1.0, f"both stand with {_some(shared.roles)}"),
        (exp(min(shared.company, _COMPANY_LIMIT)), f"they keep the same company ({shared.company:.1f} Adamic–Adar)"),
        (_LISTED if shared.listed else 1.0, f"one list names both: {_place(shared.listed)}"),
        (_by_meaning(found, cosine), f"cosine {cosine or 0:.2f}"),
    ]
    for ratio, reason in evidence:
        if ratio != 1.0:
            odds *= ratio
            reasons.append((abs(log(ratio)), reason))
    reasons.sort(key=lambda one: -one[0])
    return odds / (1 + odds), tuple(reason for _, reason in reasons)


def _ways(found: Comparison) -> list[tuple[str, Words]]:
    """The ways in which the names differ, each with the words that do."""
    if found.way != "words":
        ways: list[tuple[str, Words]] = [(found.way, ())]
        if found.generation and found.way != "generation":
            ways.append(("generation", ()))
        return ways
    initials = tuple((word, "") for word in found.extra if len(word) == 1)
    extra = tuple((word, "") for word in found.extra if len(word) > 1)
    every = (
        ("respelled", found.respelled), ("shortened", found.shortened), ("initials", found.initials),
        ("extra initials", initials), ("extra", extra), ("generation", (("", ""),) if found.generation else ()),
    )  # fmt: skip
    return [(way, words) for way, words in every if words]


def _common(left: NameForm, right: NameForm) -> tuple[list[str], int]:
    """The words that both names have, and how many distinct bags of words the two are."""
    common = list((Counter(left.words) & Counter(right.words)).elements())
    return common, 1 if len(common) == len(left.words) == len(right.words) else 2


def _rates(way: str, words: Words, counts: WordCounts, name: NameForm) -> tuple[float, float, float]:
    """Habit, relatedness, and the share of names with the words in common that would differ in this way by chance."""
    habit, related = HABIT[way], RELATED[way]
    chance = 0.0 if way in {"letters", "joined", "turned"} else 1.0
    if way == "respelled":
        return _respelling_rates(words, counts)
    if way == "extra":
        related = max(related, _ARMS * counts.share(word for word, _ in words))
    elif way == "order" and len(name.parts) == 2 and len(name.core) <= _SHORT_LETTERS:
        related *= _SHORT_TURNED
    elif way == "shortened":
        chance = prod(counts.share(pair) for pair in words)
    elif way == "initials":
        related, chance = related * _FIRST_LETTERS ** (1 - len(words)), _FIRST_LETTERS ** -len(words)
    elif way == "legal":
        chance = _SHARED_CORE
    return habit, related, chance


def _respelling_rates(words: Words, counts: WordCounts) -> tuple[float, float, float]:
    habit, related = HABIT["respelled"], RELATED["respelled"]
    shortest = min(len(word) for word, _ in words)
    factor = _RESPELLED_BY_LENGTH.get(max(shortest, 3), 1.0)
    frequencies = [counts.of.get(word, 0) for pair in words for word in pair]
    if min(frequencies) >= _ESTABLISHED:
        habit /= 10
    elif max(frequencies) < _ESTABLISHED:
        habit /= 3
    return habit, related * factor, factor * prod(counts.share(pair) for pair in words)


def _together(shared: Shared, names: int) -> float:
    if not shared.places:
        return 1.0
    by_chance = max(names, _SMALLEST) / shared.crowd
    return min(_SAME_PLACE, by_chance) * _ONE_MORE_PLACE ** min(len(shared.places) - 1, 2)


def _by_meaning(found: Comparison, cosine: float | None) -> float:
    """What the encoder adds; where names differ in a suffix, initials or order it finds them near in any case."""
    if cosine is None or found.initials or not (found.respelled or found.extra):
        return 1.0
    return min(max(exp(_STEEPNESS * (cosine - _NEUTRAL)), 1 / _MEANING_LIMIT), _MEANING_LIMIT)


def _in_words(way: str, words: Words) -> str:
    pairs = ", ".join(f"“{short}” for “{long}”" if long else f"“{short}”" for short, long in words)
    return {
        "letters": "equal but for accents and punctuation",
        "joined": "equal but for spaces",
        "turned": "equal once comma and article are heeded",
        "legal": "equal but for the legal form",
        "order": "the same words in another order",
        "generation": "only one of them says junior, senior or the like",
        "initials": f"initials: {pairs}",
        "shortened": f"shortened: {pairs}",
        "respelled": f"spelled alike: {pairs}",
        "extra initials": f"one has the initial {pairs} more",
        "extra": f"one has {pairs} more",
    }[way]


def _places(shared: Shared) -> str:
    more = f" and {len(shared.places) - 1} more" if len(shared.places) > 1 else ""
    return f"other sources name them in one place: {_place(shared.places[0])}{more}" if shared.places else ""


def _place(place: tuple[str, str] | None) -> str:
    return f"{place[0]} {place[1]}" if place else ""


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")

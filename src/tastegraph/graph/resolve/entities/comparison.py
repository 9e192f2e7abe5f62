"""What the spelling of two names says: how one can be the other, or why it cannot."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from rapidfuzz.distance import OSA, JaroWinkler

from tastegraph.graph.resolve.entities.forms import NameForm
from tastegraph.graph.resolve.opposites import GROUP_OF
from tastegraph.graph.resolve.vetoes import contradiction

Way = Literal["letters", "joined", "turned", "legal", "generation", "order", "words", "unlike"]
_CLOSE: Final = 0.9
"""Jaro-Winkler similarity from which two words may be one misheard or transcribed word."""
_LONGER: Final = 3
"""Letters by which one of them may be longer."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two names are alike.

    Args:
        way: ``letters``: equal but for accents and punctuation; ``joined``: and for spaces; ``turned``: equal once a
            comma or an article is heeded; ``legal``, ``generation``: equal but for these; ``order``: the same words in
            another order; ``words``: some words differ in a way that one name allows; ``unlike``: no way is seen.
        different: Why the names cannot be of one entity, in words; None where they can.
        initials: Words that one of them gives as an initial.
        shortened: (short, long) words, one the beginning or an abbreviation of the other.
        respelled: Words that differ by an edit or two, or sound alike.
        extra: Words that only one of them has.
        generation: Whether only one of them has a generation.
        by_words: Whether they are different because each has words that the other lacks: given names, or synonyms.
    """

    way: Way
    different: str | None = None
    initials: tuple[tuple[str, str], ...] = ()
    shortened: tuple[tuple[str, str], ...] = ()
    respelled: tuple[tuple[str, str], ...] = ()
    extra: tuple[str, ...] = ()
    generation: bool = False
    by_words: bool = False


@dataclass(slots=True)
class _Alignment:
    initials: list[tuple[str, str]] = field(default_factory=list)
    shortened: list[tuple[str, str]] = field(default_factory=list)
    respelled: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


def compare(left: NameForm, right: NameForm) -> Comparison:
    """Return how two names of one type are alike; the order of the two does not count."""
    turned = left.turned != right.turned
    if left.letters == right.letters:
        return Comparison("turned" if turned else "letters" if left.parts == right.parts else "joined")
    one_generation = left.generation != right.generation
    different = contradiction(left.name, right.name)
    if different is None and one_generation and left.generation and right.generation:
        different = f"{left.generation} is not {right.generation}"
    if different is not None:
        return Comparison("unlike", different=different)
    if left.core == right.core:
        return Comparison("generation" if one_generation else _equal_words(left, right), generation=one_generation)
    if _is_rotation(left.words, right.words):
        if _has_opposites(left.words):
            return Comparison("unlike", different="its words say another thing in another order", by_words=True)
        return Comparison("order", generation=one_generation)
    return _compare_words(left, right, one_generation)


def _equal_words(left: NameForm, right: NameForm) -> Way:
    """The way of names whose words are equal; an article counts where it stands before one word: ``The Cure``."""
    one_word = len(left.words) == 1 and not (left.legal or right.legal)
    if left.legal != right.legal or (one_word and left.article != right.article):
        return "legal"
    return "turned" if left.turned != right.turned or left.article != right.article else "joined"


def _is_rotation(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether the words are the same in another order, in one piece or several: ``Cha Tae-hyun``, ``Tae Hyun Cha``."""
    if sorted(left) == sorted(right):
        return True
    for words, letters in ((left, "".join(right)), (right, "".join(left))):
        if any("".join(words[turn:] + words[:turn]) == letters for turn in range(1, len(words))):
            return True
    return False


def _has_opposites(words: tuple[str, ...]) -> bool:
    """Whether two words are opposites, of which each does what it does: ``man slaps woman``."""
    groups = [GROUP_OF[word] for word in set(words) if word in GROUP_OF]
    return len(groups) > len(set(groups))


def _compare_words(left: NameForm, right: NameForm, one_generation: bool) -> Comparison:
    common = Counter(left.words) & Counter(right.words)
    found = _align(_without(left.words, common), _without(right.words, common))
    same = [word for word in common if len(word) > 1]
    if found.left and found.right:
        if same:
            words = f"“{' '.join(found.left)}” is not “{' '.join(found.right)}”"
            return Comparison("unlike", different=words, by_words=True)
        return Comparison("unlike")
    extra = found.left + found.right
    one_word_each = len(left.words) == len(right.words) == len(found.respelled) == 1
    full = sum(len(word) > 1 for word in extra)
    if not (same or one_word_each) or (found.initials and (full or not _in_order(found.initials, left, right))):
        return Comparison("unlike")
    return Comparison(
        "words",
        initials=_short_first(found.initials),
        shortened=_short_first(found.shortened),
        respelled=_short_first(found.respelled),
        extra=tuple(extra),
        generation=one_generation,
    )


def _in_order(initials: list[tuple[str, str]], left: NameForm, right: NameForm) -> bool:
    """Whether initials stand where their words do, before the last word: ``P. D. James``, no ``James D. Parriott``."""
    if any(one == left.words[-1] or other == right.words[-1] for one, other in initials):
        return False
    pairs = initials + [(word, word) for word in left.words if word in right.words]
    places = sorted((left.words.index(one), right.words.index(other)) for one, other in pairs)
    return all(before[1] <= after[1] for before, after in pairwise(places))


def _short_first(pairs: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) if len(one) <= len(other) else (other, one) for one, other in pairs)


def _without(words: tuple[str, ...], common: Counter[str]) -> list[str]:
    left = Counter(common)
    kept = []
    for word in words:
        if left[word]:
            left[word] -= 1
        else:
            kept.append(word)
    return kept


def _align(left: list[str], right: list[str]) -> _Alignment:
    """Pair each word that is left with one it can stand for; the likeliest kinds first."""
    found = _Alignment()
    for pairs, fits in (
        (found.respelled, _respelled),
        (found.shortened, _shortened),
        (found.initials, _initial),
    ):
        for word in list(left):
            other = next((other for other in right if fits(word, other)), None)
            if other is not None:
                pairs.append((word, other))
                left.remove(word)
                right.remove(other)
    found.left, found.right = left, right
    return found


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 1 < len(long) and long[0] == short and short.isalpha()


def _shortened(one: str, other: str) -> bool:
    """``Ben`` for ``Benjamin``; ``bros`` for ``brothers``."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or len(long) - len(short) < 2 or not _is_word(long) or short[0] != long[0]:
        return False
    if len(short) >= 3 and long.startswith(short):
        return True
    rest = iter(long)
    return len(long) >= 6 and short[-1] == long[-1] and all(letter in rest for letter in short)


def _respelled(one: str, other: str) -> bool:
    if not (_is_word(one) and _is_word(other)) or min(len(one), len(other)) < 3:
        return False
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        return True
    if abs(len(one) - len(other)) > _LONGER:
        return False
    return min(len(one), len(other)) >= 5 and JaroWinkler.similarity(one, other) >= _CLOSE


def _is_word(word: str) -> bool:
    """Whether an edit can leave it the same word: letters of an alphabet, not digits or characters of Chinese."""
    return word.isalpha() and max(word) < "\u2e80"

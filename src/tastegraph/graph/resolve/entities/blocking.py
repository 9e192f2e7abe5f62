"""Which pairs of names are worth comparing: those that share a key which no spelling of one name misses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from tastegraph.graph.resolve.entities.forms import NameForm

Pair = tuple[int, int]
"""Places of two names, the smaller first."""

_Keys = Callable[[NameForm], Iterable[str]]
_LARGEST: Final = 40
"""Names under one key beyond which it tells nothing."""
_SHORTEST: Final = 5
"""Letters from which one edit leaves a name recognisable."""
_LONGEST: Final = 64
"""Letters up to which it is looked for: the keys are as many as the letters, and each as long."""
_MOST_WORDS: Final = 8


def pairs_by_key(forms: Sequence[NameForm]) -> set[Pair]:
    """Return the pairs of names that agree in letters, in words but for one, in all but one edit, or in initials.

    Args:
        forms: The names of one type.

    Returns:
        Pairs of places in ``forms``. Keys that more than 40 names share are left out, so that the number of pairs
        grows with the number of names and not with its square.
    """
    found: set[Pair] = set()
    for keys in (_letters, _words, _one_edit, _beginnings):
        blocks: defaultdict[str, list[int]] = defaultdict(list)
        for place, form in enumerate(forms):
            for key in keys(form):
                blocks[key].append(place)
        for block in blocks.values():
            if 1 < len(block) <= _LARGEST:
                found.update(combinations(block, 2))
    for asked, given in ((_initials, _initials_of), (_fewer_words, _words)):
        found.update(_joined(forms, asked, given))
    return found


def _joined(forms: Sequence[NameForm], asked: _Keys, given: _Keys) -> Iterator[Pair]:
    """Pairs in which a key that one name asks for is one that the other gives; most names ask for none."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(forms):
        for key in asked(form):
            wanted[key].append(place)
    offered: defaultdict[str, list[int]] = defaultdict(list)
    for place, form in enumerate(forms):
        for key in given(form):
            if key in wanted:
                offered[key].append(place)
    for key, block in offered.items():
        if len(block) * len(wanted[key]) <= _LARGEST**2:
            yield from ((min(one, other), max(one, other)) for one in wanted[key] for other in block if one != other)


def _letters(form: NameForm) -> Iterable[str]:
    """The letters, and in alphabetical order, which no order of the words changes."""
    core = form.core or form.letters
    return {form.letters, core, "".join(sorted(core))}


def _words(form: NameForm) -> Iterable[str]:
    return [" ".join(sorted(form.words))]


def _one_edit(form: NameForm) -> Iterable[str]:
    """The core, and the core with each letter left out: two names one edit apart have one of these in common."""
    core = form.core
    if not _SHORTEST <= len(core) <= _LONGEST or not core.isalpha():
        return ()
    return {core, *(core[:place] + core[place + 1 :] for place in range(len(core)))}


def _beginnings(form: NameForm) -> Iterable[str]:
    """First three letters of the first word, and the last word: ``Ben Stiller``, ``Benjamin Stiller``."""
    return [f"{form.words[0][:3]} {form.words[-1]}"] if len(form.words) > 1 and len(form.words[0]) > 2 else ()


def _initials(form: NameForm) -> Iterable[str]:
    """Of a name with initials: each of its words with each of its initials."""
    initials = [word for word in form.words if len(word) == 1 and word.isalpha()]
    return {f"{word} {initial}" for word in form.words if len(word) > 1 for initial in initials}


def _initials_of(form: NameForm) -> Iterable[str]:
    """Each word with the first letter of each other word."""
    if not 1 < len(form.words) <= _MOST_WORDS:
        return ()
    return {
        f"{word} {other[0]}"
        for place, word in enumerate(form.words) if len(word) > 1
        for elsewhere, other in enumerate(form.words) if elsewhere != place
    }  # fmt: skip


def _fewer_words(form: NameForm) -> Iterable[str]:
    """The words with one left out, in alphabetical order."""
    if not 1 < len(form.words) <= _MOST_WORDS:
        return ()
    words = sorted(form.words)
    return {" ".join(words[:place] + words[place + 1 :]) for place in range(len(words))}

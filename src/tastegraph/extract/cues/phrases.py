"""The words right before and right after a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tastegraph.extract.encoder.words import Words, is_unspaced

LONGEST: Final = 3
"""Words of a cue; characters where the script has no spaces."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREPOSITIONS: Final = _words("after against at by during for from in into near of on over through to under upon with")
"""English words that lead from what is said to a name: based *on*, set *in*."""
FUNCTION_WORDS: Final = PREPOSITIONS | _words(
    """
    a an the this that these those such and or but nor so yet as if than then while when where not no like
    about above across along among around before behind below beneath beside between beyond despite down inside off
    onto out outside past since throughout toward towards until up via within without
    i me my you your he him his she her hers it its we us our they them their who whom whose which what
    am is are was were be been being do does did have has had having can could may might must shall should will would
    there here also too very only just even still both each all any some
    """
)
"""English words that say nothing by themselves; in other languages every word of a cue counts."""


@dataclass(frozen=True, order=True)
class Phrase:
    """A cue: what stands before a name, or after it.

    Attributes:
        side: Where it stands.
        words: What it is, case-folded.
    """

    side: Literal["before", "after"]
    words: tuple[str, ...]

    def __str__(self) -> str:
        joined = ("" if all(map(is_unspaced, self.words)) else " ").join(self.words)
        return f"{joined} …" if self.side == "before" else f"… {joined}"


def phrases_before(words: Words, first: int) -> Iterator[Phrase]:
    """Yield the cues that end right before a word, in its stretch without punctuation, the shortest first.

    A word with a capital letter inside a sentence, and a number, belong to no cue; function words alone are none.
    """
    told: list[str] = []
    for place in range(first - 1, max(first - 1 - LONGEST, -1), -1):
        if words.stretch[place] != words.stretch[first] or not _is_plain(words, place):
            return
        told.insert(0, words.vocabulary[words.word[place]])
        if _says_something(told):
            yield Phrase("before", tuple(told))


def phrases_after(words: Words, last: int) -> Iterator[Phrase]:
    """Yield the cues that begin right after a word, the shortest first; see `phrases_before`."""
    told: list[str] = []
    for place in range(last + 1, min(last + 1 + LONGEST, len(words))):
        if words.stretch[place] != words.stretch[last] or not _is_plain(words, place):
            return
        told.append(words.vocabulary[words.word[place]])
        if _says_something(told):
            yield Phrase("after", tuple(told))


def _is_plain(words: Words, place: int) -> bool:
    opens = place == 0 or words.sentence[place - 1] != words.sentence[place]
    return (opens or not words.capital[place]) and not words.vocabulary[words.word[place]].isnumeric()


def _says_something(told: list[str]) -> bool:
    return any(word not in FUNCTION_WORDS for word in told)

"""Which documents share a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tastegraph.data.digest import digest
from tastegraph.extract.chat.excerpts import Excerpt
from tastegraph.text.language import prompt_language

_ANSWER_PER_TOKEN: Final = 2
_ANSWER_PER_DOCUMENT: Final = 150
"""Tokens of answer that a token and a document of text are expected to call for."""


@dataclass(frozen=True, eq=False)
class Call:
    """Excerpts that are read together; in the call they are numbered from 1.

    Attributes:
        excerpts: At least one, in order of the documents.
        language: Of the prompt: ``en`` or ``zh``.
    """

    excerpts: tuple[Excerpt, ...]
    language: str

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over what the model sees of the documents."""
        return digest("call", *(excerpt.digest for excerpt in self.excerpts))


def room_for_text(max_answer: int) -> int:
    """Return how many tokens of text one document may have in a call, so that the answer is expected to be whole."""
    return (max_answer - _ANSWER_PER_DOCUMENT) // _ANSWER_PER_TOKEN


def pack(excerpts: Iterable[Excerpt], *, max_answer: int, most: int, language: str) -> Iterator[Call]:
    """Yield calls that hold the excerpts in order, as many in each as fit.

    A call ends where the answer to one excerpt more is expected to be too long, where it has ``most``, and before each
    document whose id says so: one in ``most``, by its hash. Since these borders stay, a document that comes, goes or
    changes its length changes the calls around it and no others, and the answers to those are not paid again.

    Args:
        excerpts: What is to be read.
        max_answer: Longest answer, in tokens.
        most: Most excerpts of a call.
        language: Of the prompts; ``auto``: that of the text of each call.
    """
    held: list[Excerpt] = []
    for excerpt in excerpts:
        full = len(held) >= most or sum(map(_expected_answer, [*held, excerpt])) > max_answer
        first = bool(held) and held[-1].number != excerpt.number and _begins(excerpt.document.item, most)
        if held and (full or first):
            yield Call(tuple(held), _language(held, language))
            held = []
        held.append(excerpt)
    if held:
        yield Call(tuple(held), _language(held, language))


def halves(call: Call) -> list[Call]:
    """Return two calls for the excerpts of one that has several: where one answer has no room for all."""
    middle = len(call.excerpts) // 2
    return [Call(part, call.language) for part in (call.excerpts[:middle], call.excerpts[middle:])]


def _expected_answer(excerpt: Excerpt) -> int:
    return _ANSWER_PER_TOKEN * excerpt.tokens + _ANSWER_PER_DOCUMENT


def _begins(item: str, most: int) -> bool:
    return int(digest(item)[:8], 16) % most == 0


def _language(excerpts: Iterable[Excerpt], language: str) -> str:
    if language != "auto":
        return language
    return prompt_language("\n".join(part.shown for excerpt in excerpts for part in excerpt.parts))

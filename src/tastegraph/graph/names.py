"""One entity, one spelling: the key under which two spellings of a name are the same."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from tastegraph.graph.statement import ITEM, Statement

_UNIFIED: Final = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\ufeff", "")
)
"""One kind of quote and dash; characters that cannot be seen go."""
_PUNCTUATION: Final = frozenset({"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps"})
_MEANINGFUL: Final = frozenset("#%&@*")
"""Punctuation that tells names apart: ``C#`` is not ``C``."""


def normal_name(text: str) -> str:
    """Return the key of a name: equal keys mean one entity.

    Unicode NFKC and case folding, one kind of quote and dash, single spaces, no punctuation around the name
    (``#%&@*`` stay, since they tell names apart). A name of punctuation alone keeps it. Applying it twice
    changes nothing.
    """
    # Quotes come first, since NFKC takes some of them apart, and last, since it makes others of wide forms.
    folded = unicodedata.normalize("NFKC", text.translate(_UNIFIED)).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_UNIFIED)
    start, end = 0, len(folded)
    while start < end and _is_outer(folded[start]):
        start += 1
    while end > start and _is_outer(folded[end - 1]):
        end -= 1
    return " ".join((folded[start:end] or folded).split())


def canonical_names(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements with one spelling for each entity.

    Within a type, the spellings with equal keys (``normal_name``) become the most frequent of them, the first
    seen in a tie. Ids of items and the quotes of the evidence stay as their source writes them.
    """
    given = list(statements)
    spellings: Counter[tuple[str, str]] = Counter()
    for statement in given:
        spellings[statement.subject_type, statement.subject] += 1
        spellings[statement.object_type, statement.object] += 1
    chosen: dict[tuple[str, str], str] = {}
    for (kind, name), _ in spellings.most_common():
        chosen.setdefault((kind, normal_name(name)), name)
    spelling = {(kind, name): name if kind == ITEM else chosen[kind, normal_name(name)] for kind, name in spellings}
    return [_respelled(statement, spelling) for statement in given]


def _is_outer(character: str) -> bool:
    return character.isspace() or (character not in _MEANINGFUL and unicodedata.category(character) in _PUNCTUATION)


def _respelled(statement: Statement, spelling: dict[tuple[str, str], str]) -> Statement:
    subject = spelling[statement.subject_type, statement.subject]
    object_ = spelling[statement.object_type, statement.object]
    if subject == statement.subject and object_ == statement.object:
        return statement
    return replace(statement, subject=subject, object=object_)

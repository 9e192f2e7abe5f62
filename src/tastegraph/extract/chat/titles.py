"""What items are called, by their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from tastegraph.data import Document
from tastegraph.graph import normal_name

_OPENING: Final = ("(", "（", "[")
_CLOSING: Final = (")", "）", "]")
_LATE_ARTICLE: Final = re.compile(r"(.+), (\w{1,3})")


def titles_of(title: str) -> Iterator[str]:
    """Yield what an item may be called: its title, and without a remark in brackets, with its article in front."""
    yield title
    bare = title.rstrip()
    if bare[-1:] in _CLOSING:
        bare = bare[: max(bare.rfind(bracket) for bracket in _OPENING)].rstrip()
    article = _LATE_ARTICLE.fullmatch(bare)
    if bare:
        yield f"{article[2]} {article[1]}" if article else bare


def items_by_title(documents: Iterable[Document]) -> dict[str, str]:
    """Return what one item alone is called, as `tastegraph.graph.normal_name` writes it → the id of that item."""
    found: dict[str, set[str]] = {}
    for document in documents:
        for title in titles_of(document.title):
            found.setdefault(normal_name(title), set()).add(document.item)
    return {key: next(iter(items)) for key, items in found.items() if key and len(items) == 1}

"""What reads statements out of documents, as every other package sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from tastegraph.data import Document
from tastegraph.graph import Statement


class Extractor(Protocol):
    """Reads statements out of documents; each names the words it was read from."""

    @property
    def method(self) -> str:
        """The ``method`` of its statements."""
        ...

    def extract(self, documents: Sequence[Document]) -> Iterable[Statement]:
        """Return what the documents state, in the order of the documents."""
        ...

"""Statements of documents whose calls are answered in any order, in the order of the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tastegraph.data import Document
from tastegraph.extract.chat.report import ChatReport
from tastegraph.extract.identity import Fact, fact_of
from tastegraph.graph import Statement


class Failure(NamedTuple):
    """Why a document is not read, or not in full; whether a later run may read it."""

    reason: str
    later: bool


@dataclass
class _Open:
    """A document under way: excerpts that are not read yet, what was found, what went wrong."""

    left: int
    statements: dict[Fact, Statement] = field(default_factory=dict)
    failure: Failure | None = None


class Gathering:
    """Holds what was found until all calls about a document, and about those before it, are done.

    Args:
        documents: What is read, in order.
        report: Told of every document that is done, and of what was found twice.
    """

    def __init__(self, documents: Sequence[Document], report: ChatReport) -> None:
        self._documents = documents
        self._report = report
        self._open: dict[int, _Open] = {}
        self._next = 0

    def begin(self, number: int, excerpts: int) -> None:
        """Note that a document is read in so many excerpts."""
        self._open[number] = _Open(excerpts)

    def add(self, number: int, statement: Statement) -> None:
        """Note a statement; of those that say the same the surest is kept, and of equally sure ones the first."""
        found = self._open[number].statements
        fact = fact_of(statement)
        self._report.repeated += fact in found
        if fact not in found or _rank(statement) > _rank(found[fact]):
            found[fact] = statement

    def fail(self, number: int, failure: Failure | None) -> None:
        """Note why a document is not read in full; None says nothing. What a later run may mend goes first."""
        document = self._open[number]
        if document.failure is None or (failure is not None and failure.later > document.failure.later):
            document.failure = failure

    def finish(self, number: int, failure: Failure | None = None) -> None:
        """Note that one excerpt of a document is read, or why it is not."""
        self.fail(number, failure)
        self._open[number].left -= 1

    def done(self) -> Iterator[Statement]:
        """Yield the statements of the documents that are done and come next: by field and place in it."""
        while self._next in self._open and not self._open[self._next].left:
            document = self._documents[self._next]
            found = self._open.pop(self._next)
            self._next += 1
            if found.failure is None:
                self._report.read += 1
            else:
                self._report.unread[document.item] = found.failure.reason
                self._report.later += found.failure.later
            self._report.kept += len(found.statements)
            fields = {name: place for place, name in enumerate(document.fields)}
            yield from sorted(found.statements.values(), key=lambda statement: _place(statement, fields))


def _place(statement: Statement, fields: Mapping[str, int]) -> tuple[int, int, int]:
    evidence = statement.evidence
    return (0, 0, 0) if evidence is None else (fields[evidence.field], evidence.start, evidence.end)


def _rank(statement: Statement) -> tuple[float, int]:
    start = statement.evidence.start if statement.evidence is not None else 0
    return statement.confidence, -start

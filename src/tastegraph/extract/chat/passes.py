"""Calls to statements: asked in one pass or two, checked, and handed over as they are done."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from pydantic import BaseModel

from tastegraph.extract.chat.answers import EntityAnswer, StatementAnswer, entity_types
from tastegraph.extract.chat.asking import Asking
from tastegraph.extract.chat.excerpts import Excerpt
from tastegraph.extract.chat.gathering import Failure, Gathering
from tastegraph.extract.chat.packing import Call, halves
from tastegraph.extract.chat.reading import Entities, Entity, Rejected, read_entity, read_statement
from tastegraph.extract.chat.report import ChatReport
from tastegraph.graph import normal_name
from tastegraph.text.chat import Asked, ChatModel, ChatRequest, ask

_BLOCK: Final = 16
"""Calls of a first pass before their second one, as a multiple of those that are under way at once."""
_CUT: Final = "cut off at max_tokens"
INVALID: Final = "not of the form that was asked for"

Found = dict[Excerpt, list[Entity]]
"""The entities of each excerpt, in the order in which they were named."""


@dataclass(frozen=True)
class Passes:
    """One extraction.

    Args:
        model: Whom to ask.
        asking: Writes the requests.
        bound: Smallest similarity of a quote and the words it is taken for.
        report: Told of all that happens.
        items: What one item alone is called → its id.
    """

    model: ChatModel
    asking: Asking
    bound: float
    report: ChatReport
    items: Mapping[str, str]

    def in_one(self, calls: Iterable[Call], gathering: Gathering) -> Iterator[Call]:
        """Ask for statements; yield each call that is done, its statements handed to the gathering."""
        for call, asked in self._asked(calls, self.asking.statements, StatementAnswer, "statements"):
            self._take_statements(call, asked, gathering, ())
            yield call

    def in_two(self, calls: Iterable[Call], gathering: Gathering) -> Iterator[Call]:
        """Ask for entities, then for their relations, block by block; yield each call that is done."""
        remaining = iter(calls)
        while block := list(islice(remaining, _BLOCK * max(self.model.ahead, 1))):
            found: Found = {}
            related: list[Call] = []
            for call, asked in self.entities(block, found):
                for excerpt in call.excerpts:
                    if found.get(excerpt):
                        gathering.fail(excerpt.number, _failure(asked))
                    else:
                        gathering.finish(excerpt.number, _failure(asked))
                related += relatable(call, found)
                yield call
            related.sort(key=lambda call: call.excerpts[0].number)
            for call, asked in self._asked(
                related, partial(self.relations, found=found), StatementAnswer, "statements"
            ):
                self._take_statements(call, asked, gathering, [_by_name(found[one]) for one in call.excerpts])
                yield call

    def entities(self, calls: Iterable[Call], found: Found) -> Iterator[tuple[Call, Asked]]:
        """Ask for entities; yield each call and what came of it, its entities added to those found."""
        types = entity_types(self.asking.schema)
        for call, asked in self._asked(calls, self.asking.entities, EntityAnswer, "entities"):
            for record in asked.records:
                try:
                    entity = read_entity(record, call.excerpts, types, self.bound)
                except Rejected as rejected:
                    self.report.reject(f"entity: {rejected.reason}", repr(record))
                    continue
                known = found.setdefault(call.excerpts[record.document - 1], [])
                if entity in known:
                    self.report.repeated += 1
                else:
                    self.report.entities += 1
                    known.append(entity)
            yield call, asked

    def relations(self, call: Call, found: Found) -> ChatRequest:
        """Return the request for the relations of the entities that were found."""
        names = [list(dict.fromkeys(name for name, _ in found[excerpt])) for excerpt in call.excerpts]
        return self.asking.relations(call, names)

    def _take_statements(self, call: Call, asked: Asked, gathering: Gathering, entities: Sequence[Entities]) -> None:
        for record in asked.records:
            try:
                statement = read_statement(record, call.excerpts, self.asking.schema, self.bound, entities, self.items)
            except Rejected as rejected:
                self.report.reject(rejected.reason, repr(record))
            else:
                gathering.add(call.excerpts[record.document - 1].number, statement)
        for excerpt in call.excerpts:
            gathering.finish(excerpt.number, _failure(asked))

    def _asked(
        self,
        calls: Iterable[Call],
        request_of: Callable[[Call], ChatRequest],
        answer_type: type[BaseModel],
        field: str,
    ) -> Iterator[tuple[Call, Asked]]:
        """Yield each call and what came of it; where the answer was cut, half a call is asked for each time."""
        remaining, again = iter(calls), deque[Call]()
        while True:
            sent: list[Call | None] = []
            for place, asked in ask(self.model, _requests(remaining, again, sent, request_of), answer_type, field):
                call, sent[place] = sent[place], None
                assert call is not None
                self.report.calls += 1
                if _is_cut(asked) and len(call.excerpts) > 1:
                    again.extend(halves(call))
                    continue
                self._count(asked, field)
                yield call, asked
            if not again:
                return

    def _count(self, asked: Asked, field: str) -> None:
        lost = {match[1] for line in asked.problems if (match := re.match(rf"{field}\.(\d+)\b", line))}
        self.report.records += len(asked.records) + len(lost)
        if lost:
            lines = "; ".join(line for line in asked.problems if line.startswith(f"{field}."))
            self.report.reject(INVALID, lines, len(lost))
        if asked.problems and asked.failure is None:
            self.report.repair(asked.problems)


def relatable(call: Call, found: Found) -> list[Call]:
    """Return the call without the excerpts in which nothing was found; none where that is all of them."""
    excerpts = tuple(excerpt for excerpt in call.excerpts if found.get(excerpt))
    return [Call(excerpts, call.language)] if excerpts else []


def _requests(
    remaining: Iterator[Call], again: deque[Call], sent: list[Call | None], request_of: Callable[[Call], ChatRequest]
) -> Iterator[ChatRequest]:
    while (call := again.popleft() if again else next(remaining, None)) is not None:
        sent.append(call)
        yield request_of(call)


def _by_name(entities: Iterable[Entity]) -> Entities:
    named: dict[str, list[Entity]] = {}
    for name, kind in entities:
        named.setdefault(normal_name(name), []).append((name, kind))
    return named


def _is_cut(asked: Asked) -> bool:
    return any(_CUT in problem for problem in asked.problems)


def _failure(asked: Asked) -> Failure | None:
    """Why the documents of a call are not read, or not in full."""
    if asked.failure is not None:
        return Failure(asked.failure.reason, later=not asked.answered)
    if not asked.answered:
        return Failure(asked.problems[-1], later=True)
    if _is_cut(asked):
        return Failure("the answer was cut off at max_answer", later=False)
    # An answer with nothing in it that can be used is not one that says that the text states nothing.
    return Failure(asked.problems[0], later=False) if asked.problems and not asked.records else None

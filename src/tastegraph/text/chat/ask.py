"""Answers that were checked: whole, asked for once more, or in the parts that are right."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from tastegraph.text.chat.answer import ChatAnswer, ChatFailure, Outcome, Usage
from tastegraph.text.chat.json_answer import NoJSONError, read_json
from tastegraph.text.chat.model import ChatModel
from tastegraph.text.chat.reply import clipped
from tastegraph.text.chat.request import ChatRequest, Message
from tastegraph.text.chat.usefulness import REFUSED
from tastegraph.text.language import prompt_language
from tastegraph.text.prompts import Prompt

_SHOWN: Final = 4_000
"""Most characters of a wrong answer that are shown to the model again."""
_NAMED: Final = 20
"""Most problems that are named to it."""


@dataclass(frozen=True)
class Asked:
    """What came of a request.

    Attributes:
        records: The valid entries of the list that was asked for.
        problems: What was wrong with the rest, a line each; empty where all is well.
        failure: Why there is no answer; None where there is one.
        usage: What it cost, both times together. An answer from a cache counts what it cost when it was paid.
        answered: Whether the model answered each time it was asked, be it of use or not; if not, more may come later.
    """

    records: list[Any]
    problems: tuple[str, ...]
    failure: ChatFailure | None
    usage: Usage
    answered: bool = True


@dataclass(frozen=True)
class _Checked:
    records: list[Any]
    problems: tuple[str, ...]
    whole: bool


def ask(
    model: ChatModel, requests: Iterable[ChatRequest], answer_type: type[BaseModel], records: str
) -> Iterator[tuple[int, Asked]]:
    """Ask and check each answer; yield the place of each request and what came of it, as they are decided.

    An answer that is not JSON is repaired where that is possible. One that does not validate is asked for once more,
    with what was wrong. Of one that still does not, the entries that do validate are kept and the others are named.
    An answer that was cut off, or denied, is not asked for again: the same would come.

    Args:
        model: Whom to ask.
        requests: Taken lazily.
        answer_type: What an answer must validate as.
        records: Its field that is a list: whose entries are the records.
    """
    asking = _Asking(requests, _Check(answer_type, records))
    while True:
        for sent, outcome in model.answer(asking.stream()):
            decided = asking.take(sent, outcome)
            if decided is not None:
                yield decided
        if not asking.unfinished:
            return


class _Check:
    """Tells what of an answer is valid."""

    def __init__(self, answer_type: type[BaseModel], records: str) -> None:
        self.answer_type = answer_type
        self.field = records
        (entry,) = get_args(answer_type.model_fields[records].annotation)[:1] or (Any,)
        self.entry_type: TypeAdapter[Any] = TypeAdapter(entry)

    def __call__(self, answer: ChatAnswer) -> _Checked:
        cut = ("the answer was cut off at max_tokens",) if answer.finish == "length" else ()
        try:
            read = read_json(answer.text)
        except NoJSONError as error:
            return _Checked([], (*cut, str(error)), whole=False)
        value = {self.field: read.value} if isinstance(read.value, list) else read.value
        entries = value.get(self.field)
        if cut and not read.repaired and isinstance(entries, list):
            # Whoever made valid JSON of an answer that was cut off has closed the last record.
            value = {**value, self.field: entries[:-1]}
        if read.cut and not cut:
            cut = ("the answer ends in the middle",)
        try:
            valid = self.answer_type.model_validate(value)
        except ValidationError as error:
            return self._in_parts(value, (*cut, *_lines(error)))
        repaired = ("the answer was no valid JSON and was repaired",) if read.repaired and not cut else ()
        return _Checked(list(getattr(valid, self.field)), (*cut, *repaired), whole=True)

    def _in_parts(self, value: dict[str, Any], problems: tuple[str, ...]) -> _Checked:
        entries = value.get(self.field)
        kept = []
        for entry in entries if isinstance(entries, list) else []:
            with suppress(ValidationError):
                kept.append(self.entry_type.validate_python(entry))
        return _Checked(kept, problems, whole=False)


class _Asking:
    """What was asked, what is to be asked again, and what the first answers were worth."""

    def __init__(self, requests: Iterable[ChatRequest], check: _Check) -> None:
        self._check = check
        self._remaining = enumerate(requests)
        self._again: deque[tuple[int, ChatRequest]] = deque()
        self._sent: dict[int, tuple[int, ChatRequest]] = {}
        self._first: dict[int, tuple[_Checked, Usage]] = {}

    @property
    def unfinished(self) -> bool:
        """Whether something is left to ask again."""
        return bool(self._again)

    def stream(self) -> Iterator[ChatRequest]:
        """Yield what is to be asked next: what has to be asked again before what is new."""
        for sent in count():
            following = self._again.popleft() if self._again else next(self._remaining, None)
            if following is None:
                return
            self._sent[sent] = following
            yield following[1]

    def take(self, sent: int, outcome: Outcome) -> tuple[int, Asked] | None:
        """Return the place of the request and what came of it; None where it is asked again."""
        place, request = self._sent.pop(sent)
        first, spent = self._first.pop(place, (None, Usage(0, 0)))
        if isinstance(outcome, ChatFailure):
            if first is None:
                return place, Asked([], (outcome.reason,), outcome, spent, answered=False)
            problems = (*first.problems, f"asked again: {outcome.reason}")
            return place, Asked(first.records, problems, None, spent, answered=False)
        spent += outcome.usage
        if outcome.finish in REFUSED:
            failure = ChatFailure(f"the model refused ({outcome.finish}): {clipped(outcome.text)}", 1, retryable=False)
            return place, Asked([], (failure.reason,), failure, spent)
        checked = self._check(outcome)
        if checked.whole or outcome.finish == "length" or first is not None:
            best = checked if first is None or checked.whole or len(checked.records) >= len(first.records) else first
            return place, Asked(best.records, best.problems, None, spent)
        self._first[place] = checked, spent
        self._again.append((place, _once_more(request, outcome, checked)))
        return None


def _once_more(request: ChatRequest, answer: ChatAnswer, checked: _Checked) -> ChatRequest:
    prompt = Prompt.load(__package__, "again", prompt_language(request.messages[-1].content))
    return replace(
        request,
        messages=(
            *request.messages,
            Message("assistant", answer.text[:_SHOWN]),
            Message("user", prompt.fill(error="; ".join(checked.problems[:_NAMED]))),
        ),
    )


def _lines(error: ValidationError) -> tuple[str, ...]:
    return tuple(
        f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}"
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    )

"""The seam between what is asked and who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Lock
from typing import Final, Protocol

from tastegraph.text.chat.answer import Outcome
from tastegraph.text.chat.request import ChatRequest

Done = Callable[[Outcome | Exception], None]
"""Told the outcome of a request, in whatever thread it arrives; an exception means that no request can succeed."""

_LOOK: Final = 0.05
"""Seconds between looks at whether all has arrived."""


class ChatModel(Protocol):
    """Answers requests, many at once.

    ``answer`` is what callers use. ``send`` is how models are stacked, a cache on a meter on a server, and what makes
    it possible to keep an answer at the moment it arrives. `Answering` makes the one of the other.
    """

    @property
    def name(self) -> str:
        """Name of the model: part of the keys of its answers."""
        ...

    @property
    def ahead(self) -> int:
        """How many requests may be sent before the first outcome is taken."""
        ...

    def running(self) -> AbstractContextManager[None]:
        """Hold what answering needs, such as connections and threads; `send` is called inside of it."""
        ...

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:
        """Ask and return at once. ``done`` is called exactly once, perhaps before this returns.

        Once ``withdrawn`` is set, what was not sent yet is not sent any more. The caller sets it, and a model that
        finds that no request can succeed.
        """
        ...

    def answer(self, requests: Iterable[ChatRequest]) -> Iterator[tuple[int, Outcome]]:
        """Yield the place of each request and its outcome, as they arrive.

        Requests are taken lazily, in the caller's thread, at most `ahead` before the outcomes that were yielded. A
        caller that stops early withdraws what was not sent; what was sent is waited for, since it is paid.

        Raises:
            InputError: No request can succeed: no such server, no such key, no disk to write to.
        """
        ...


class Answering:
    """Makes ``answer`` of ``send``."""

    def answer(self: ChatModel, requests: Iterable[ChatRequest]) -> Iterator[tuple[int, Outcome]]:
        """Yield the place of each request and its outcome, as they arrive; see `ChatModel.answer`."""
        flow = _Flow()
        yielded = 0
        with self.running():
            try:
                for index, request in enumerate(requests):
                    self.send(request, partial(flow.arrive, index), flow.withdrawn)
                    flow.sent += 1
                    while yielded < flow.sent and (flow.sent - yielded >= self.ahead or not flow.outcomes.empty()):
                        outcome = flow.next()
                        yielded += 1
                        yield outcome
                while yielded < flow.sent:
                    outcome = flow.next()
                    yielded += 1
                    yield outcome
            finally:
                flow.end()


class _Flow:
    """What was sent and what arrived, counted so that an interrupt at any place leaves nobody waiting."""

    def __init__(self) -> None:
        self.outcomes: SimpleQueue[tuple[int, Outcome | Exception]] = SimpleQueue()
        self.withdrawn = Event()
        self.sent = 0
        self._arrived = 0
        self._lock = Lock()

    def arrive(self, index: int, outcome: Outcome | Exception) -> None:
        with self._lock:
            self._arrived += 1
        self.outcomes.put((index, outcome))

    def next(self) -> tuple[int, Outcome]:
        index, outcome = self.outcomes.get()
        if isinstance(outcome, Exception):
            raise outcome
        return index, outcome

    def end(self) -> None:
        """Withdraw what was not sent and wait for what was."""
        self.withdrawn.set()
        while self._arrived < self.sent:
            with suppress(Empty):
                self.outcomes.get(timeout=_LOOK)

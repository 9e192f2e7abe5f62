"""What asking may cost, what it did cost, and a stop between the two."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Final

from tastegraph.errors import InputError
from tastegraph.text.chat.answer import BUDGET, WITHDRAWN, ChatAnswer, ChatFailure, Outcome, Usage
from tastegraph.text.chat.model import Answering, ChatModel, Done
from tastegraph.text.chat.request import ChatRequest

_MILLION: Final = 1_000_000
_AROUND: Final = 64
"""Tokens that a chat template may put around a conversation, and around each message."""


@dataclass(frozen=True)
class Budget:
    """The most that may be spent.

    Attributes:
        max_cost: In the unit of the prices; None for no limit.
        max_tokens: Sent and answered together; None for no limit.
        price_in: Of a million tokens sent.
        price_out: Of a million tokens answered.
    """

    max_cost: float | None = None
    max_tokens: int | None = None
    price_in: float = 0.0
    price_out: float = 0.0

    def cost(self, usage: Usage) -> float:
        """Return what tokens cost."""
        return (usage.tokens_in * self.price_in + usage.tokens_out * self.price_out) / _MILLION

    def allows(self, usage: Usage) -> bool:
        """Return whether so much may be spent."""
        return (self.max_cost is None or self.cost(usage) <= self.max_cost) and (
            self.max_tokens is None or usage.tokens_in + usage.tokens_out <= self.max_tokens
        )


@dataclass(frozen=True)
class Bill:
    """What was spent.

    Attributes:
        requests: Requests that were sent, each counted once however often it was tried.
        cached: Requests that were answered from disk, for nothing.
        failed: Requests that were sent and got no answer.
        tokens_in: Tokens sent, by the answers that came.
        tokens_out: Tokens answered.
        cost: In the unit of the prices.
        seconds: In which at least one request was under way.
    """

    requests: int
    cached: int
    failed: int
    tokens_in: int
    tokens_out: int
    cost: float
    seconds: float


def most_usage(request: ChatRequest) -> Usage:
    """Return tokens that a request cannot exceed: no tokenizer makes more tokens than a text has bytes in UTF-8."""
    sent = len(request.text().encode("utf-8", "replace")) + _AROUND * (1 + len(request.messages))
    return Usage(sent, request.max_tokens)


class MeteredChatModel(Answering):
    """Counts what a chat model costs and stops asking before the cap could be passed.

    A request is sent only if the cap holds even when this request and all that are under way cost the most they can,
    by `most_usage`. Where it does not, the request waits for others to end cheaper. Where nothing is under way and the
    next one still does not fit, this one and all later ones fail with the reason ``budget``.

    The count is by the answers that arrive. A provider may also bill an attempt whose answer never came, for instance
    one that ran into the timeout; nobody tells the client.

    Args:
        model: Whom to ask.
        budget: The cap and the prices.
    """

    def __init__(self, model: ChatModel, budget: Budget) -> None:
        self.model = model
        self.budget = budget
        self.stopped = False
        """Whether a request was turned away."""
        self._lock = threading.Lock()
        self._held: deque[tuple[ChatRequest, Done, Event]] = deque()
        self._spent = Usage(0, 0)
        self._reserved = Usage(0, 0)
        self._requests = self._failed = self._under_way = self._running = 0
        self._seconds = self._since = 0.0

    @property
    def name(self) -> str:
        """Name of the model behind it."""
        return self.model.name

    @property
    def ahead(self) -> int:
        """As the model behind it."""
        return self.model.ahead

    @property
    def bill(self) -> Bill:
        """What was spent so far."""
        with self._lock:
            seconds = self._seconds + (time.monotonic() - self._since if self._under_way else 0.0)
            spent = self._spent
            return Bill(
                requests=self._requests,
                cached=0,
                failed=self._failed,
                tokens_in=spent.tokens_in,
                tokens_out=spent.tokens_out,
                cost=self.budget.cost(spent),
                seconds=seconds,
            )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold what the model behind it needs."""
        with self._lock:
            self._running += 1
        try:
            with self.model.running():
                yield
        finally:
            with self._lock:
                self._running -= 1
                if not self._running:
                    # Nothing is, unless an interrupt came between this model and the one behind it.
                    self._held.clear()
                    self._reserved, self._under_way = Usage(0, 0), 0

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:
        """Ask if the cap allows it; see `ChatModel.send`."""
        with self._lock:
            self._held.append((request, done, withdrawn))
        self._release()

    def _release(self) -> None:
        """Send or turn away what waits, as far as that is decided."""
        while (decided := self._decide()) is not None:
            decided()

    def _decide(self) -> Callable[[], None] | None:
        with self._lock:
            if not self._held:
                return None
            request, done, withdrawn = self._held[0]
            most = most_usage(request)
            if withdrawn.is_set():
                turned_away = WITHDRAWN
            elif not self.stopped and self.budget.allows(self._spent + self._reserved + most):
                self._held.popleft()
                self._begin(most)
                settle = partial(self._settle, most, done)
                return partial(self.model.send, request, settle, withdrawn)
            elif self._under_way and not self.stopped:
                return None
            else:
                turned_away, self.stopped = BUDGET, True
            self._held.popleft()
            return partial(done, ChatFailure(turned_away, 0, retryable=True))

    def _begin(self, most: Usage) -> None:
        if not self._under_way:
            self._since = time.monotonic()
        self._reserved += most
        self._under_way += 1

    def _settle(self, most: Usage, done: Done, outcome: Outcome | Exception) -> None:
        with self._lock:
            self._reserved = Usage(
                self._reserved.tokens_in - most.tokens_in, self._reserved.tokens_out - most.tokens_out
            )
            self._under_way -= 1
            if not self._under_way:
                self._seconds += time.monotonic() - self._since
            if isinstance(outcome, ChatAnswer):
                self._spent += outcome.usage
                self._requests += 1
            elif isinstance(outcome, ChatFailure) and outcome.attempts:
                self._requests += 1
                self._failed += 1
        done(outcome)
        self._release()


def check_budget(budget: Budget) -> None:
    """Return if the caps and the prices belong together.

    Raises:
        InputError: There is a cap on the cost and no price to reckon it with.
    """
    if budget.max_cost is not None and budget.price_in == budget.price_out == 0:
        raise InputError(
            "a cap on the cost needs prices",
            field="chat.max_cost",
            fix="Set price_in and price_out in [chat], or cap the tokens with max_tokens instead",
        )

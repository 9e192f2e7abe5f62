"""A chat model that is never asked the same thing twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event

from tastegraph.errors import InputError
from tastegraph.text.chat.answer import WITHDRAWN, ChatAnswer, ChatFailure, Outcome
from tastegraph.text.chat.budget import Bill, MeteredChatModel
from tastegraph.text.chat.model import Answering, ChatModel, Done
from tastegraph.text.chat.recorded import write_recorded
from tastegraph.text.chat.request import ChatRequest
from tastegraph.text.chat.store import AnswerStore
from tastegraph.text.chat.usefulness import of_no_use


@dataclass
class _UnderWay:
    request: ChatRequest
    waiting: list[tuple[Done, Event]] = field(default_factory=list)


class CachedChatModel(Answering):
    """Keeps every answer on disk before anybody sees it, and asks nothing that is there.

    An answer is written at the moment it arrives, in the thread in which it arrives, one by one: when the process is
    killed, at most the one being written and those whose requests are under way are not there. Failures are not kept.
    Equal requests that are under way at once are asked once. Several processes may share the file.

    Args:
        model: Whom to ask what is not there.
        path: Of the SQLite file; made at the first use, with its folder.
        again: Whether to ask again where the answer that is there is of no use (`of_no_use`).

    Attributes:
        cached: How many requests were answered from disk or by an equal request so far.
    """

    def __init__(self, model: ChatModel, path: str | Path, *, again: bool = False) -> None:
        self.model = model
        self.path = Path(path)
        self.again = again
        self.cached = 0
        self._under_way: dict[str, _UnderWay] = {}
        self._lock = threading.RLock()
        self._users = self._running = 0
        self._open: AnswerStore | None = None

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
        """What was spent so far, where a `MeteredChatModel` is behind it; else what was not spent alone."""
        if isinstance(self.model, MeteredChatModel):
            return replace(self.model.bill, cached=self.cached)
        return Bill(0, self.cached, 0, 0, 0, 0.0, 0.0)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold the file, and what the model behind it needs.

        Raises:
            InputError: Nothing can be written to the file, now, before anything is asked; or it is no such file.
        """
        with self.keeping() as store:
            store.check()
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
                        self._under_way.clear()

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:
        """Answer from disk or ask; see `ChatModel.send`."""
        key = request.key(self.name)
        with self._lock:
            if self._open is None:
                raise RuntimeError("send is called inside of running()")
            same = self._under_way.get(key)
            if same is not None:
                same.waiting.append((done, withdrawn))
                return
            found = self._known(self._open, request, key)
            if found is None:
                self._under_way[key] = _UnderWay(request, [(done, withdrawn)])
            else:
                self.cached += isinstance(found, ChatAnswer)
        if found is not None:
            done(found)
        else:
            self.model.send(request, partial(self._keep, key), withdrawn)

    def known(self, request: ChatRequest) -> bool:
        """Return whether the answer to a request is on disk."""
        with self.keeping() as store:
            return self._of_use(request, store.get(request.key(self.name))) is not None

    def remember(self, key: str, answer: ChatAnswer) -> None:
        """Keep an answer that came another way, such as in a batch file; the first one for a key stays.

        Raises:
            InputError: It cannot be written, or the key is not a key.
        """
        try:
            bytes.fromhex(key)
        except ValueError:
            fix = "Use the results of a batch that was made here"
            raise InputError(f"{key!r} is not the key of a request", fix=fix) from None
        with self.keeping() as store:
            store.put(key, replace(answer, model=self.name), {})

    def record(self, path: str | Path) -> int:
        """Write all answers of this model to a JSON Lines file that `RecordedChatModel` reads; return how many.

        Raises:
            InputError: The file cannot be written.
        """
        with self.keeping() as store:
            rows = ((key, answer) for key, answer, _ in store.rows() if answer.model == self.name)
            return write_recorded(Path(path), rows)

    @contextmanager
    def keeping(self) -> Iterator[AnswerStore]:
        """Hold the file open: for many calls of `known` or `remember` in a row.

        Raises:
            InputError: It cannot be opened.
        """
        with self._lock:
            if self._open is None:
                self._open = AnswerStore(self.path)
            store = self._open
            self._users += 1
        try:
            yield store
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._open = None
                    store.close()

    def _known(self, store: AnswerStore, request: ChatRequest, key: str) -> ChatAnswer | InputError | None:
        try:
            return self._of_use(request, store.get(key))
        except InputError as error:
            return error

    def _of_use(self, request: ChatRequest, answer: ChatAnswer | None) -> ChatAnswer | None:
        return None if answer is not None and self.again and of_no_use(request, answer) else answer

    def _keep(self, key: str, outcome: Outcome | Exception) -> None:
        """Write an answer down, then tell all who wait for it."""
        with self._lock:
            entry = self._under_way.pop(key)
            if isinstance(outcome, ChatAnswer) and self._open is not None:
                try:
                    self._open.put(key, outcome, entry.request.labels, anew=self.again)
                except InputError as error:
                    outcome = error
            if isinstance(outcome, Exception):
                # What was not sent yet would be paid and could not be kept.
                for _, withdrawn in entry.waiting:
                    withdrawn.set()
            answered = isinstance(outcome, ChatAnswer)
            gone = isinstance(outcome, ChatFailure) and outcome.reason == WITHDRAWN
            # Who asked first may have gone, and who waited with them not.
            again = [(done, withdrawn) for done, withdrawn in entry.waiting[1:] if gone and not withdrawn.is_set()]
            told = [done for done, withdrawn in entry.waiting if (done, withdrawn) not in again]
            self.cached += answered * (len(told) - 1)
        for done in told:
            done(outcome)
        for done, withdrawn in again:
            self.send(entry.request, done, withdrawn)

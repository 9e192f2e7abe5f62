"""A chat model behind an OpenAI-compatible server."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Final

import numpy as np

from tastegraph.errors import InputError
from tastegraph.text.chat.answer import WITHDRAWN, ChatFailure, Outcome
from tastegraph.text.chat.dialect import Dialect
from tastegraph.text.chat.lanes import LaneError, Lanes, Reply, completions_url
from tastegraph.text.chat.loop import LoopThread
from tastegraph.text.chat.model import Answering, Done
from tastegraph.text.chat.pace import LONGEST_PAUSE, Pace, back_off, wait_asked_for
from tastegraph.text.chat.refusal import ServerRefusal, fatal
from tastegraph.text.chat.reply import UnreadableReplyError, clipped, error_said, read_completion
from tastegraph.text.chat.request import ChatRequest

_log = logging.getLogger(__name__)

_LOOK: Final = 0.1
"""Seconds between looks at what waits for its time: whether it was withdrawn."""
_OK: Final = 200
_TOO_MANY: Final = 429
_AGAIN: Final = frozenset({408, 409, 429}) | frozenset(range(500, 600))
"""Statuses after which a request is sent again."""
_DENIED: Final = frozenset({400, 413, 422})
"""Statuses of a server that does not want this one request."""


@dataclass(eq=False)
class _Job:
    request: ChatRequest
    done: Done
    withdrawn: Event
    attempts: int = 0
    not_before: float = 0.0
    answered_before: int = -1


class HTTPChatModel(Answering):
    """Asks a server that speaks OpenAI's chat completions: vLLM, Ollama, llama.cpp, DeepSeek, Qwen, OpenAI and more.

    Requests run side by side and none waits for a slower one. A request is sent again, after an exponential wait with
    full jitter, when the connection fails, no answer comes in time, or the server answers 408, 409, 429 or 5xx. On 429
    the whole client pauses, as long as the server says, and then sends half as many at once. The JSON schema of a
    request goes to the server; one that does not know the form is asked in the next simpler one from then on, and the
    log says so once. The key is in no message and no log. Proxies of the environment are used, except for this machine.

    Args:
        url: Of the API, with its version: ``http://localhost:8000/v1``.
        model: As the server calls it.
        key: Of the API; None where the server wants none.
        key_variable: Environment variable that the key comes from, for messages.
        concurrency: Requests under way at once.
        timeout: Seconds for one attempt, from connecting to the end of the answer.
        retries: How often a request that failed is sent again.
        seed: Of the jitter.

    Raises:
        InputError: The address is not one, or the key has characters that no key has.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None = None,
        key_variable: str = "OPENAI_API_KEY",
        concurrency: int = 16,
        timeout: float = 60.0,
        retries: int = 6,
        seed: int = 0,
    ) -> None:
        self.name = model
        self.url = completions_url(url)
        self.concurrency, self.timeout, self.retries = concurrency, timeout, retries
        self._key = None if key is None else key.strip()
        self._key_variable = key_variable
        self._lanes = Lanes(self.url, _headers(self._key, key_variable))
        self._loop = LoopThread(f"chat {model}", self._end)
        self._rng = np.random.default_rng(seed)
        self._dialect = Dialect()
        self._pace = Pace(concurrency)
        self._waiting: deque[_Job] = deque()
        self._later: list[_Job] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._look: asyncio.TimerHandle | None = None
        self._answered = 0
        self._reached = False

    @property
    def ahead(self) -> int:
        """Twice as many as are under way at once, so that a caller who is busy with an answer keeps none waiting."""
        return 2 * self.concurrency

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold a thread with an event loop and, once they are used, the connections."""
        self._loop.enter()
        try:
            yield
        finally:
            self._loop.leave()

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:
        """Ask and return at once; see `ChatModel.send`."""
        self._loop.call(self._take, _Job(request, done, withdrawn))

    async def _end(self) -> None:
        self._waiting.clear()
        self._later.clear()
        self._look = None
        await self._lanes.close()

    def _take(self, job: _Job) -> None:
        self._waiting.append(job)
        self._start()

    def _start(self) -> None:
        """Begin what may begin now, and see to it that the rest is looked at again."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._later:
            self._call_due(now)
        while self._waiting and len(self._tasks) < self._pace.width:
            job = self._waiting[0]
            wait = self._pace.until - now
            if 0 < wait <= LONGEST_PAUSE and not job.withdrawn.is_set():
                break
            self._waiting.popleft()
            if job.withdrawn.is_set():
                job.done(ChatFailure(WITHDRAWN, job.attempts, retryable=True))
                continue
            if wait > 0:
                reason = f"the server wants no requests for {wait:.0f} seconds"
                job.done(ChatFailure(reason, job.attempts, retryable=True))
                continue
            task = loop.create_task(self._run(job))
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        if self._look is None and (self._later or (self._waiting and len(self._tasks) < self._pace.width)):
            due = min((job.not_before for job in self._later), default=self._pace.until)
            self._look = loop.call_at(min(max(now, due), now + _LOOK), self._look_again)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            self._start()

    def _look_again(self) -> None:
        self._look = None
        self._start()

    def _call_due(self, now: float) -> None:
        due = [job for job in self._later if job.not_before <= now or job.withdrawn.is_set()]
        if due:
            self._later = [job for job in self._later if job not in due]
            # They have waited longest.
            self._waiting.extendleft(reversed(due))

    async def _run(self, job: _Job) -> None:
        outcome: Outcome | Exception | None
        try:
            outcome = await self._attempt(job)
        except Exception as error:
            # Whoever asked would wait for ever if it was not told; what was not sent yet would fare no better.
            outcome = error
            job.withdrawn.set()
        if outcome is not None:
            job.done(outcome)

    async def _attempt(self, job: _Job) -> Outcome | None:
        """Return the outcome, None where there is to be another attempt.

        Raises:
            InputError: No request can succeed.
        """
        job.attempts += 1
        dialect = self._dialect
        body = json.dumps(dialect.body(job.request, self.name), ensure_ascii=False).encode()
        sent = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.timeout):
                reply = await self._lanes.post(body)
        except TimeoutError:
            return self._again(job, f"no answer within {self.timeout:g} seconds")
        except LaneError as error:
            if not (error.connected or self._reached):
                raise self._unreachable(str(error)) from None
            return self._again(job, f"the connection failed: {clipped(str(error))}")
        self._reached = True
        asked = wait_asked_for(reply.headers, time.time())
        if asked:
            self._pause(asked)
        if reply.status != _OK:
            return self._refused(job, reply, dialect, sent, asked)
        try:
            answer = read_completion(reply.body, job.request, self.name)
        except UnreadableReplyError as error:
            if reply.body.lstrip()[:1] == b"<" and not self._answered:
                raise self._web_page(str(error)) from None
            return self._again(job, str(error))
        self._answered += 1
        self._pace.answered()
        return answer

    def _refused(
        self, job: _Job, reply: Reply, dialect: Dialect, sent: float, asked: float | None
    ) -> ChatFailure | None:
        status = reply.status
        said, code = error_said(reply.body)
        said = self._without_key(said)
        refusal = ServerRefusal(self.url, self.name, status, said, code)
        error = fatal(refusal, self._key_variable, has_key=bool(self._key), answered=bool(self._answered))
        if error is not None:
            raise error
        if status in _AGAIN:
            if status == _TOO_MANY:
                self._too_many(job, sent, asked)
            return self._again(job, f"the server answered {status}: {said}")
        if status in _DENIED and self._learned(said, job.request, dialect):
            job.attempts -= 1
            self._waiting.appendleft(job)
            return None
        return ChatFailure(f"the server answered {status}: {said}", job.attempts, retryable=False)

    def _learned(self, said: str, request: ChatRequest, dialect: Dialect) -> bool:
        """Return whether the request can be written in another way, and write all later ones in it."""
        if dialect != self._dialect:
            # Somebody else has learned it while this request was under way.
            return True
        simpler = dialect.after(said, request)
        if simpler is None:
            return False
        self._dialect = simpler
        _log.warning("%s does not know all of the request (%s); from now on it is sent: %s", self.url, said, simpler)
        return True

    def _too_many(self, job: _Job, sent: float, asked: float | None) -> None:
        now = asyncio.get_running_loop().time()
        self._pace.refused(sent, now)
        if asked is None:
            self._pause(back_off(job.attempts, self._rng))
        if self._answered > job.answered_before:
            # While others are answered it is only not this request's turn, which says nothing against it.
            job.attempts -= 1
        job.answered_before = self._answered

    def _pause(self, seconds: float) -> None:
        now = asyncio.get_running_loop().time()
        if now + seconds > self._pace.until:
            _log.info("%s at %s: no requests for %.2f seconds", self.name, self.url, seconds)
        self._pace.pause(now + seconds)

    def _again(self, job: _Job, reason: str) -> ChatFailure | None:
        """Return None and see to it that the request is sent again; return the failure where it was sent too often."""
        if job.attempts > self.retries or job.withdrawn.is_set():
            return ChatFailure(self._without_key(reason), job.attempts, retryable=True)
        job.not_before = asyncio.get_running_loop().time() + back_off(max(job.attempts, 1), self._rng)
        self._later.append(job)
        return None

    def _without_key(self, text: str) -> str:
        """Return the text without the key, which some servers repeat."""
        return text.replace(self._key, "***") if self._key else text

    def _web_page(self, reason: str) -> InputError:
        return InputError(
            f"{self.url} is a web page and no chat server: {self._without_key(reason)}",
            field="chat.url",
            fix="Correct url in [chat], which mostly ends in /v1",
        )

    def _unreachable(self, reason: str) -> InputError:
        return InputError(
            f"nobody answers at {self.url}: {clipped(reason)}",
            field="chat.url",
            fix="Start the server, or correct url in [chat]",
        )


def _headers(key: str | None, variable: str) -> dict[str, str]:
    headers = {"content-type": "application/json", "accept": "application/json", "user-agent": "tastegraph"}
    if key:
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise InputError(
                f"the key in {variable} has characters that no key has", field="chat.key", fix="Set it anew"
            )
        headers["authorization"] = f"Bearer {key}"
    return headers

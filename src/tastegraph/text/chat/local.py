"""A chat model that runs in this process."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from tastegraph.errors import InputError
from tastegraph.text.chat.answer import WITHDRAWN, ChatFailure
from tastegraph.text.chat.model import Answering, Done
from tastegraph.text.chat.request import ChatRequest

if TYPE_CHECKING:
    from tastegraph.text.chat.generate import Generator

_SAMPLE: Final = 1 << 20
"""Bytes at either end of a file that tell it from another of its size."""


@dataclass(frozen=True)
class _Job:
    request: ChatRequest
    done: Done
    withdrawn: Event


class LocalChatModel(Answering):
    """A causal language model of transformers, on the processor, in a thread of its own.

    Where a request has a schema, only tokens that fit it are drawn, so that every answer is JSON that fits, whatever
    the model. An answer that reaches ``max_tokens`` is ended in the shortest way that the schema allows: its
    ``finish`` is ``length``, and it has a few tokens more. At temperature 0 the likeliest token is taken; else tokens
    are drawn, by a generator of the seed and the request.

    Args:
        folder: As ``save_pretrained`` writes it, weights in safetensors, with a fast tokenizer.
        batch: Requests worked on at once.
        seed: Of what is drawn.

    Raises:
        InputError: The folder holds no model, or the extra ``local-chat`` is not installed.
    """

    def __init__(self, folder: str | Path, *, batch: int = 8, seed: int = 0) -> None:
        self.folder = Path(folder)
        self.batch, self.seed = batch, seed
        if not (self.folder / "config.json").is_file():
            fix = "Name a folder with config.json, a tokenizer and weights as local in [chat]"
            raise InputError("there is no model here", path=self.folder, field="chat.local", fix=fix)
        _check_installed()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._users = 0
        self._thread: threading.Thread | None = None

    @cached_property
    def name(self) -> str:
        """The folder's name and a hash of what is in it: of large files their size and both ends."""
        digest = hashlib.sha256(f"seed {self.seed}".encode())
        for file in sorted(path for path in self.folder.iterdir() if path.is_file()):
            size = file.stat().st_size
            digest.update(f"\0{file.name}\0{size}\0".encode())
            with file.open("rb") as content:
                digest.update(content.read(_SAMPLE))
                content.seek(max(0, size - _SAMPLE))
                digest.update(content.read(_SAMPLE))
        return f"{self.folder.name}@{digest.hexdigest()[:32]}"

    @property
    def ahead(self) -> int:
        """Two batches."""
        return 2 * self.batch

    @cached_property
    def _generator(self) -> Generator:
        from tastegraph.text.chat.generate import Generator

        return Generator(self.folder, self.name, self.seed)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold the thread; the model is loaded at the first request."""
        with self._lock:
            self._users += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=f"chat {self.folder.name}", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users and self._thread is not None:
                    self._jobs.put(None)
                    self._thread.join()
                    self._thread = None

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:
        """Ask and return at once; see `ChatModel.send`."""
        self._jobs.put(_Job(request, done, withdrawn))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs: list[_Job | None] = [job]
            with suppress(Empty):
                while len(jobs) < self.batch and jobs[-1] is not None:
                    jobs.append(self._jobs.get_nowait())
            self._answer([job for job in jobs if job is not None])
            if jobs[-1] is None:
                return

    def _answer(self, jobs: Sequence[_Job]) -> None:
        wanted = []
        for job in jobs:
            if job.withdrawn.is_set():
                job.done(ChatFailure(WITHDRAWN, 0, retryable=True))
            else:
                wanted.append(job)
        try:
            outcomes: Sequence[Any] = self._generator.answers([job.request for job in wanted]) if wanted else []
        except Exception as error:
            # Whoever asked would wait for ever if it was not told.
            outcomes = [error] * len(wanted)
        for job, outcome in zip(wanted, outcomes, strict=True):
            job.done(outcome)


def _check_installed() -> None:
    from importlib.util import find_spec

    missing = [package for package in ("transformers", "llguidance") if find_spec(package) is None]
    if missing:
        raise InputError(
            f"a model in this process needs {' and '.join(missing)}",
            field="chat.local",
            fix="Install it with pip install 'tastegraph[local-chat]'",
        )

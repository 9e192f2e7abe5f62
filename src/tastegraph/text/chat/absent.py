"""Nobody to ask: what is not on disk has no answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Final

from tastegraph.text.chat.answer import ChatFailure
from tastegraph.text.chat.model import Answering, Done
from tastegraph.text.chat.request import ChatRequest

ABSENT: Final = "not answered yet"
"""The reason of its failures."""


class AbsentChatModel(Answering):
    """Fails on every request; behind a cache it leaves what was answered before, for instance in a batch.

    Args:
        name: Of the model whose answers are on disk.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def ahead(self) -> int:
        """Each failure is there at once."""
        return 1

    @contextmanager
    def running(self) -> Iterator[None]:
        """Hold nothing."""
        yield

    def send(self, request: ChatRequest, done: Done, withdrawn: Event) -> None:  # noqa: ARG002 - part of the seam
        """Tell that nobody answers; see `ChatModel.send`."""
        done(ChatFailure(ABSENT, 0, retryable=True))

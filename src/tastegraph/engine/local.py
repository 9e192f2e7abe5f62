"""Blocks mapped over the cores of this machine.

Threads, not processes: the work is linear algebra that lets go of the interpreter lock, and blocks share their
arrays without copies.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Final

from threadpoolctl import ThreadpoolController

from tastegraph.engine.protocol import Result

WORTH_SHARING: Final = 4096
"""Rows from which a square matrix is worth more than one core: below, threads mostly wait for each other."""
AHEAD: Final = 2
"""Blocks in flight for each core."""

_inside: ContextVar[bool] = ContextVar("inside a block", default=False)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalEngine:
    """The cores of this machine: a thread for each block, one core for each thread.

    Inside a block, further blocks follow one another in its thread.
    """

    cpu_seconds: Final = 0.0

    def stream(
        self, function: Callable[..., Result], blocks: Iterable[Any], shared: tuple[Any, ...]
    ) -> Iterator[Result]:
        """Yield the results in the order of the blocks."""
        if _inside.get() or cores() < 2:
            for block in blocks:
                yield function(block, *shared)
            return
        pool = ThreadPoolExecutor(max_workers=cores(), initializer=_inside.set, initargs=(True,))
        pending: deque[Future[Result]] = deque()
        with _one_thread_each, pool:
            try:
                for block in blocks:
                    pending.append(pool.submit(function, block, *shared))
                    if len(pending) == AHEAD * cores():
                        yield pending.popleft().result()
                while pending:
                    yield pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()

    def close(self) -> None:
        """Threads end with the blocks: there is nothing left to let go of."""


@contextmanager
def inside_a_block() -> Iterator[None]:
    """What is called here is a block: it has one core, and further blocks follow one another."""
    token = _inside.set(True)
    try:
        with _one_thread_each:
            yield
    finally:
        _inside.reset(token)


@contextmanager
def sized_for(rows: int) -> Iterator[None]:
    """Linear algebra inside uses one core where square matrices of so many rows are not worth sharing."""
    if rows >= WORTH_SHARING:
        yield
    else:
        with _one_thread_each:
            yield


class _SharedLimit:
    """Linear algebra keeps to one thread from the first holder's coming to the last one's leaving.

    The limit is one for the whole process. Were each holder to restore what it found, one that came second and left
    last would leave the limit behind.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._holders = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._holders:
                # Looked up each time, since libraries are loaded late.
                self._limit = ThreadpoolController().limit(limits=1)
            self._holders += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._holders -= 1
            if not self._holders:
                self._limit.restore_original_limits()


_one_thread_each: Final = _SharedLimit()

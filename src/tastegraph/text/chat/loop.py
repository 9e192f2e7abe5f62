"""An event loop in a thread of its own, there as long as somebody uses it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any


class LoopThread:
    """Runs an event loop in a thread, from the first `enter` to the last `leave`.

    Callers may be in an event loop themselves, since this one is another.

    Args:
        name: Of the thread.
        end: Run in the loop before it ends, to close what was opened in it.
    """

    def __init__(self, name: str, end: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._end = end
        self._users = 0
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def enter(self) -> None:
        """Use the loop; starts it for the first user."""
        with self._lock:
            self._users += 1
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                # A daemon, so that a process whose user interrupts it twice ends.
                self._thread = threading.Thread(target=self._run, args=(self._loop,), name=self._name, daemon=True)
                self._thread.start()

    def leave(self) -> None:
        """Use the loop no more; ends it for the last user, with whatever still runs in it."""
        with self._lock:
            self._users -= 1
            if self._users or self._loop is None or self._thread is None:
                return
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop = self._thread = None

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call a function in the loop, soon.

        Raises:
            RuntimeError: Nobody has entered.
        """
        if self._loop is None:
            raise RuntimeError("send is called inside of running()")
        self._loop.call_soon_threadsafe(function, *arguments)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            loop.run_until_complete(self._end())
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            asyncio.set_event_loop(None)
            loop.close()

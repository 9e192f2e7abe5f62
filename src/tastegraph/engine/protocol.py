"""What an engine is, as the seam sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Engine(Protocol):
    """Somewhere to run a function on blocks."""

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds spent so far outside this process."""
        ...

    def stream(
        self, function: Callable[..., Result], blocks: Iterable[Any], shared: tuple[Any, ...]
    ) -> Iterator[Result]:
        """Yield ``function(block, *shared)`` in the order of the blocks; the first error is raised.

        Blocks are taken, and results held, only a bounded number ahead of the consumer.
        """
        ...

    def close(self) -> None:
        """Let go of what the engine holds."""
        ...

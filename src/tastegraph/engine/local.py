"""Blocks mapped over the cores of this machine.

Threads, not processes: the work is linear algebra that lets go of the interpreter lock, and blocks share their
arrays without copies.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Final, TypeVar

from threadpoolctl import ThreadpoolController

Block = TypeVar("Block")
Result = TypeVar("Result")

WORTH_SHARING: Final = 4096
"""Rows from which a square matrix is worth more than one core: below, threads mostly wait for each other."""


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_blocks(function: Callable[[Block], Result], blocks: Sequence[Block]) -> list[Result]:
    """Results in the order of the blocks; an error in one of them is raised.

    Each block gets one core; a single block may use them all.
    """
    if len(blocks) < 2 or cores() < 2:
        return [function(block) for block in blocks]
    with _controller().limit(limits=1), ThreadPoolExecutor(max_workers=min(cores(), len(blocks))) as pool:
        return list(pool.map(function, blocks))


@contextmanager
def sized_for(rows: int) -> Iterator[None]:
    """Linear algebra inside uses one core where square matrices of so many rows are not worth sharing."""
    if rows >= WORTH_SHARING:
        yield
    else:
        with _controller().limit(limits=1):
            yield


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()

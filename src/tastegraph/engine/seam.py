"""The seam: functions mapped over blocks by the engine in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, islice
from typing import Any, Final

from tastegraph.engine.local import LocalEngine
from tastegraph.engine.protocol import Engine, Result
from tastegraph.errors import InputError

ENGINES: Final = ("local", "ray")

_HERE: Final = LocalEngine()
_in_force: ContextVar[Engine] = ContextVar("engine in force", default=_HERE)


def map_blocks(function: Callable[..., Result], blocks: Iterable[Any], *shared: Any) -> list[Result]:
    """Run ``function(block, *shared)`` for each block, wherever the engine in force runs it.

    Args:
        function: Depends on its arguments alone and changes none of them: it may run in another process, and again
            where a machine is lost.
        blocks: Small descriptions of parts, such as slices.
        shared: What all blocks need; it travels once.

    Returns:
        The results in the order of the blocks. They are not to be changed: they may lie in shared memory.

    Each block gets one core, and further blocks inside it follow one another. A single block runs here and may use
    all cores. The first error in a block is raised.
    """
    return list(stream_blocks(function, blocks, *shared))


def stream_blocks(function: Callable[..., Result], blocks: Iterable[Any], *shared: Any) -> Iterator[Result]:
    """The same, one result after the other, for results that would not fit in memory together.

    Blocks are taken, and results held, only a few for each core ahead of whoever takes the results.
    """
    return _stream(_in_force.get(), function, blocks, shared)


def map_here(function: Callable[..., Result], blocks: Iterable[Any]) -> list[Result]:
    """Map in threads of this process whatever engine is in force: for functions that share what it remembers."""
    return list(_stream(_HERE, function, blocks, ()))


@contextmanager
def using(name: str, *, address: str | None = None) -> Iterator[None]:
    """Put an engine in force for the blocks that are mapped inside, and close it after.

    Args:
        name: ``"local"`` or ``"ray"``.
        address: Of the Ray cluster, ``host:port``; without it, the cluster that runs on this machine, or else the
            cores of this machine under Ray.

    Raises:
        InputError: There is no such engine, Ray is not installed, or the cluster cannot be reached.
    """
    engine = _opened(name, address)
    before = _in_force.set(engine)
    try:
        yield
    finally:
        _in_force.reset(before)
        engine.close()


def cpu_seconds_elsewhere() -> float:
    """CPU seconds that the engine in force has spent so far outside this process."""
    return _in_force.get().cpu_seconds


def _opened(name: str, address: str | None) -> Engine:
    if name == "ray":
        from tastegraph.engine.ray import RayEngine

        return RayEngine(address)
    if name != "local":
        raise InputError(f"no engine {name!r}", field="engine", fix=f"Use {' or '.join(ENGINES)}")
    if address is not None:
        raise InputError("the local engine has no address", field="address", fix="Leave it out, or use the engine ray")
    return LocalEngine()


def _stream(
    engine: Engine, function: Callable[..., Result], blocks: Iterable[Any], shared: tuple[Any, ...]
) -> Iterator[Result]:
    rest = iter(blocks)
    first = list(islice(rest, 2))
    if len(first) < 2:
        return (function(block, *shared) for block in first)
    return engine.stream(function, chain(first, rest), shared)

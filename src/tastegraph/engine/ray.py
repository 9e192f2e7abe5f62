"""Blocks mapped over a Ray cluster."""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from tastegraph.engine.local import inside_a_block
from tastegraph.engine.protocol import Result
from tastegraph.engine.reachable import check_reachable
from tastegraph.errors import InputError

RETRIES: Final = 8
"""How often a block is run again whose machine or process was lost."""
AHEAD: Final = 2
"""Blocks in flight for each core of the cluster."""
_CANNOT_IMPORT: Final = "failed to import on the worker"
"""What Ray says where a process lacks Tastegraph itself."""
_QUIET: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
"""Nothing is reported to anybody, and nothing said about accelerators that no block asks for."""


class RayEngine:
    """A Ray cluster: a task for each block, one core for each task.

    What the blocks share is put into the cluster's object store once for each map, and unpacked once in each process.
    Where a machine dies, Ray runs again the blocks it was working on, and those whose results lay there.

    Args:
        address: Of the cluster; see `tastegraph.engine.using`.

    Raises:
        InputError: Ray is not installed, or the cluster cannot be reached.
    """

    def __init__(self, address: str | None = None) -> None:
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        try:
            import ray
        except ImportError:
            raise InputError(
                "Ray is not installed", field="engine", fix='Install it with: pip install "tastegraph[ray]"'
            ) from None
        self._ray: Any = ray
        self._task = ray.remote(num_cpus=1, max_retries=RETRIES, scheduling_strategy="SPREAD")(_run)
        self.cpu_seconds = 0.0
        self._joined = not ray.is_initialized()
        if self._joined:
            _join(address)
        elif address is not None:
            raise InputError(
                "this process belongs to a Ray cluster already", field="address", fix="Leave the address out"
            )

    def stream(
        self, function: Callable[..., Result], blocks: Iterable[Any], shared: tuple[Any, ...]
    ) -> Iterator[Result]:
        """Yield the results in the order of the blocks."""
        # In a list, so that the task is given the reference and can keep what it unpacks for the next block.
        work = [self._ray.put((function, shared))]
        window = AHEAD * max(2, int(self._ray.cluster_resources().get("CPU", 0)))
        pending: deque[Any] = deque()
        try:
            for block in blocks:
                pending.append(self._task.remote(work, block))
                if len(pending) == window:
                    yield self._result(pending.popleft())
            while pending:
                yield self._result(pending.popleft())
        finally:
            for reference in pending:
                self._ray.cancel(reference)

    def close(self) -> None:
        """Leave the cluster, if this engine joined it."""
        if self._joined:
            self._ray.shutdown()

    def _result(self, reference: Any) -> Any:
        from ray.exceptions import RayError, RaySystemError, RayTaskError

        try:
            result, seconds = self._ray.get(reference)
        except RayTaskError as error:
            if isinstance(error.cause, ImportError | RaySystemError) or _CANNOT_IMPORT in str(error.cause):
                raise InputError(
                    f"a machine of the cluster lacks what a block needs: {str(error.cause).strip().splitlines()[-1]}",
                    fix="Install the same Tastegraph, and what it needs, on every machine",
                ) from error
            if isinstance(error.cause, Exception):
                raise error.cause from error
            raise
        except RayError as error:
            raise InputError(
                f"the cluster gave up on a block: {str(error).splitlines()[0]}",
                fix="See `ray status` and the logs of Ray; the machines may be short of memory",
            ) from error
        self.cpu_seconds += seconds
        return result


def _run(work: list[Any], block: Any) -> tuple[Any, float]:
    """A block, in a process of the cluster: its result, and the CPU seconds it took."""
    started = time.process_time()
    function, shared = _unpacked(work[0])
    with inside_a_block():
        result = function(block, *shared)
    return result, time.process_time() - started


@lru_cache(maxsize=1)
def _unpacked(reference: Any) -> Any:
    import ray

    return ray.get(reference)


def _join(address: str | None) -> None:
    import ray

    address = address or os.environ.get("RAY_ADDRESS")
    if address is not None:
        check_reachable(address)
    try:
        with warnings.catch_warnings():
            # Ray forks only to run other programs, which Lance, where it is loaded, warns of all the same.
            warnings.filterwarnings("ignore", message="lance is not fork-safe")
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False)
    except Exception as error:
        raise InputError(
            f"the Ray cluster cannot be joined: {' '.join(str(error).split())}",
            field="address",
            fix="Start one with `ray start --head`, give its host:port, and use the same Python and Ray there",
        ) from error

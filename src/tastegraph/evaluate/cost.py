"""What a computation costs: processor time and memory."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tastegraph.engine import cpu_seconds_elsewhere

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_CLEAR_PEAK = "5"
"""What to write there; see proc(5)."""


@dataclass
class CpuClock:
    """Processor time measured by `cpu_clock`.

    Attributes:
        seconds: CPU seconds, user and system, of all threads of this process and of the blocks that the engine in
            force ran elsewhere; 0 until the block is left.
    """

    seconds: float = 0.0


@contextmanager
def cpu_clock() -> Iterator[CpuClock]:
    """Measure the CPU seconds of the ``with`` block: user and system time of all threads of this process.

    Blocks that an engine ran elsewhere count, too; other child processes do not. Time the process sleeps or waits does
    not count either, so the value hardly depends on what else the machine does.
    """
    clock = CpuClock()
    start = _spent()
    try:
        yield clock
    finally:
        clock.seconds = _spent() - start


def _spent() -> float:
    return time.process_time() + cpu_seconds_elsewhere()


@dataclass
class MemoryPeak:
    """Memory measured by `memory_peak`.

    Attributes:
        mb: Most resident memory of the process, in MB of 2²⁰ bytes; 0 until the block is left.
    """

    mb: float = 0.0


@contextmanager
def memory_peak() -> Iterator[MemoryPeak]:
    """Measure the most memory the process holds during the ``with`` block, what it held before included.

    Linux alone can start the measurement anew; elsewhere the value is that of the process so far. On Linux,
    `peak_memory_mb` then speaks of the time since the block began.
    """
    peak = MemoryPeak()
    with suppress(OSError):
        _CLEAR.write_text(_CLEAR_PEAK, encoding="ascii")
    try:
        yield peak
    finally:
        peak.mb = peak_memory_mb()


def peak_memory_mb() -> float:
    """Return the most memory this process has held so far, resident, in MB of 2²⁰ bytes."""
    if _STATUS.exists():
        # Linux hands getrusage's peak on to child processes: a small child of a large parent would look large.
        peak = re.search(r"^VmHWM:\s+(\d+) kB$", _STATUS.read_text(encoding="utf-8"), re.MULTILINE)
        if peak is not None:
            return int(peak[1]) / 2**10
    import resource

    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / 2**20 if sys.platform == "darwin" else highest / 2**10

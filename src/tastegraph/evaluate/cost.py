"""What a computation costs: processor time and memory."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")


@dataclass
class CpuClock:
    """Processor time measured by `cpu_clock`.

    Attributes:
        seconds: CPU seconds, user and system, of all threads of this process; 0 until the block is left.
    """

    seconds: float = 0.0


@contextmanager
def cpu_clock() -> Iterator[CpuClock]:
    """Measure the CPU seconds of the ``with`` block: user and system time of all threads of this process.

    Child processes do not count. Time the process sleeps or waits does not count either, so the value hardly
    depends on what else the machine does.
    """
    clock = CpuClock()
    start = time.process_time()
    try:
        yield clock
    finally:
        clock.seconds = time.process_time() - start


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

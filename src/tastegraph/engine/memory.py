"""How much memory this process may still take."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_CONTAINERS: Final = (
    (Path("/sys/fs/cgroup"), "memory.max", "memory.current", "inactive_file"),
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
"""Where a container keeps its limit, its use and the part of its use that the kernel takes back: both generations."""


def available_memory() -> int:
    """Bytes free on this machine, or left of the limit that its container sets, whichever is less."""
    free = [_free_on_machine()]
    for folder, limit, use, reclaimable in _CONTAINERS:
        try:
            statistics = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
            used = int((folder / use).read_text()) - int(statistics[reclaimable])
            free.append(int((folder / limit).read_text()) - used)
        except (OSError, ValueError, KeyError):
            continue  # no such container, or one without a limit
    return max(min(free), 0)


def _free_on_machine() -> int:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # not Linux
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")

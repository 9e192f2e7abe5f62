"""How many threads torch uses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_setting = threading.RLock()
"""Held while torch's number of threads, one for the whole process, is changed."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Run torch in one thread at a time.

    Threads that share a batch wait for each other at every layer: where other processes want the processor too, that
    took five times as long. And sums come out the same whatever the number of cores.
    """
    import torch

    with _setting:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)

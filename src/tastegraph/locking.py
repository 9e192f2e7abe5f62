"""One writer at a time in a folder; who comes second is told who is at work there."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

from tastegraph.errors import InputError, StateError

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = 1 << 30
    """Windows lets nobody read what is locked, so what is locked is a byte that nobody wants to read."""

    def _lock(file: IO[bytes]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK: Final = "write.lock"
_held: Final[dict[Path, int]] = {}
"""Folder → the thread of this process that holds it."""


@contextmanager
def exclusive(folder: str | Path, *, doing: str) -> Iterator[None]:
    """Hold a folder, so that no other process or thread enters such a block for it.

    The system frees the folder when the process ends, however it ends. The thread that holds it may enter again: a
    whole build holds the folder, and each write in it does, too.

    Args:
        folder: It is made where it is missing.
        doing: What is done, in a word or two; shown to whoever comes second.

    Raises:
        StateError: Somebody else holds it; the message says who, and since when.
        InputError: The folder cannot be made or written.
    """
    root = Path(folder).resolve()
    if _held.get(root) == threading.get_ident():
        yield
        return
    with _opened(root) as file:
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            raise StateError(
                f"another process is writing here{_holder(file)}", path=root, fix="Run again when it has finished"
            ) from None
        _sign(file, doing)
        _held[root] = threading.get_ident()
        try:
            yield
        finally:
            del _held[root]
            _sign(file)


@contextmanager
def _opened(root: Path) -> Iterator[IO[bytes]]:
    try:
        root.mkdir(parents=True, exist_ok=True)
        file = (root / LOCK).open("a+b", buffering=0)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror or error}",
            path=root,
            fix="Check that the folder may be written and run again",
        ) from error
    with file:
        yield file


def _sign(file: IO[bytes], doing: str | None = None) -> None:
    """Leave a note about who holds the folder, or none; on a full disk the lock itself has to do."""
    note = {
        "doing": doing,
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(" ", "seconds").removesuffix("+00:00"),
    }
    with suppress(OSError):
        file.truncate(0)
        if doing is not None:
            file.write(json.dumps(note).encode())


def _holder(file: IO[bytes]) -> str:
    """Return what the note says, or nothing where it is being written just now."""
    try:
        file.seek(0)
        note = json.loads(file.read())
    except (OSError, ValueError):
        return ""
    return f" ({note['doing']}, process {note['process']} on {note['host']}, since {note['since']} UTC)"

"""All or nothing: what a writer leaves behind is either a whole new version or no trace."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Final

from tastegraph.errors import InputError, StateError
from tastegraph.graph.manifest import Manifest, Snapshot, read_manifest, sync, write_manifest
from tastegraph.graph.tables import reason

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


STATEMENTS_TABLE: Final = "statements.lance"
DOCUMENTS_TABLE: Final = "documents.lance"
_LOCK: Final = "write.lock"
_HINT: Final = "latest_version_hint.json"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_FULL_MESSAGE: Final = re.compile("no space left|quota exceeded", re.IGNORECASE)
"""Lance gives the words of the operating system, but not its number."""


@contextmanager
def transaction(root: Path) -> Iterator[Manifest]:
    """Let one writer at a time change the tables under ``root``; yields the manifest as it stands.

    Files of the tables that the manifest does not list are strays: of a writer that was killed, or, on the way
    out, of a body that failed before it called ``commit``. They are removed, so the last version of each Lance
    table is always the one that the manifest names.

    Raises:
        StateError: Another process is writing.
        InputError: The disk is full, or the folder cannot be written.
    """
    with _named_disk_errors(root), _exclusive(root):
        _remove_strays(root)
        try:
            yield read_manifest(root)
        finally:
            _remove_strays(root)


def commit(root: Path, manifest: Manifest, snapshot: Snapshot) -> None:
    """Publish a version whose tables are written: first its files reach the disk, then the manifest names it."""
    files = _files(root)
    new = files.difference(manifest.files)
    for path in new.union(*(map(str, PurePath(name).parents) for name in new)):
        sync(root / path)
    write_manifest(
        root, manifest.model_copy(update={"versions": (*manifest.versions, snapshot), "files": tuple(sorted(files))})
    )


def _files(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for table in (STATEMENTS_TABLE, DOCUMENTS_TABLE)
        for path in (root / table).rglob("*")
        if path.is_file() and path.name != _HINT
    }


def _remove_strays(root: Path) -> None:
    strays = _files(root).difference(read_manifest(root).files)
    for name in sorted(strays, key=lambda name: "/_versions/" not in name):
        (root / name).unlink(missing_ok=True)


@contextmanager
def _exclusive(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / _LOCK).open("ab") as file:
        try:
            _lock(file)
        except BlockingIOError:
            raise StateError(
                "another process is writing this graph", path=root, fix="Run again when it has finished"
            ) from None
        yield


@contextmanager
def _named_disk_errors(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL or _FULL_MESSAGE.search(str(error)):
            raise InputError(
                "disk full; the graph stays as it was", path=root, fix="Free some space there and run again"
            ) from error
        raise InputError(
            f"cannot be written: {reason(error)}", path=root, fix="Check that the folder may be written and run again"
        ) from error

"""All or nothing: what a writer leaves behind is either a whole new version or no trace."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Final

from tastegraph.errors import InputError
from tastegraph.graph.manifest import Manifest, Snapshot, read_manifest, sync, write_manifest
from tastegraph.graph.parts import TABLES
from tastegraph.graph.tables import reason
from tastegraph.locking import exclusive

_HINT: Final = "latest_version_hint.json"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_FULL_MESSAGE: Final = re.compile("no space left|quota exceeded", re.IGNORECASE)
"""Lance gives the words of the operating system, but not its number."""


@contextmanager
def transaction(root: Path, *, doing: str = "write") -> Iterator[Manifest]:
    """Let one writer at a time change the tables under ``root``; yields the manifest as it stands.

    Files of the tables that the manifest does not list are strays: of a writer that was killed, or, on the way
    out, of a body that failed before it called ``commit``. They are removed, so the last version of each Lance
    table is always the one that the manifest names.

    Args:
        root: Folder of the graph.
        doing: What is done, for whoever finds the graph locked.

    Raises:
        StateError: Another process is writing.
        InputError: The disk is full, or the folder cannot be written.
    """
    with _named_disk_errors(root), exclusive(root, doing=doing):
        manifest = read_manifest(root)
        _remove_strays(root, manifest)
        try:
            yield manifest
        finally:
            _remove_strays(root, read_manifest(root))


def commit(root: Path, manifest: Manifest, snapshot: Snapshot) -> None:
    """Publish a version whose tables are written: first its files reach the disk, then the manifest names it."""
    files = _files(root)
    new = files.difference(manifest.files)
    for path in new.union(*(map(str, PurePath(name).parents) for name in new)):
        sync(root / path)
    write_manifest(
        root, manifest.model_copy(update={"versions": (*manifest.versions, snapshot), "files": tuple(sorted(files))})
    )


def forget(root: Path, manifest: Manifest, kept: Iterable[Snapshot], needed: Iterable[str]) -> int:
    """Publish a manifest of these versions alone, made of those files; return the size in bytes of the other files.

    The other files become strays: they go when the transaction ends or, after a crash, when the next begins.
    """
    files = tuple(sorted(needed))
    write_manifest(root, manifest.model_copy(update={"versions": tuple(kept), "files": files}))
    return sum((root / name).stat().st_size for name in _files(root).difference(files))


def _files(root: Path) -> set[str]:
    # Not with Path.rglob: there are a dozen files for each version, and each write looks at them all three times.
    return {
        f"{folder[len(str(root)) + 1 :]}/{name}".replace(os.sep, "/")
        for table in TABLES
        for folder, _, names in os.walk(root / table)
        for name in names
        if name != _HINT
    }


def _remove_strays(root: Path, manifest: Manifest) -> None:
    strays = _files(root).difference(manifest.files)
    for name in sorted(strays, key=lambda name: "/_versions/" not in name):
        (root / name).unlink(missing_ok=True)


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

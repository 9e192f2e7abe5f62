"""Files that are written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tastegraph.errors import InputError


def write_whole(path: Path, text: str, *, errors: str = "strict") -> None:
    """Write a text file in UTF-8 beside its place and move it there; folders are made, an older file is replaced.

    Args:
        path: Of the file.
        text: What it shall hold.
        errors: What becomes of what is not valid Unicode, as in ``str.encode``.

    Raises:
        InputError: The file cannot be written; what stood there before still does.
    """
    with unfinished(path) as place:
        place.write_text(text, encoding="utf-8", errors=errors, newline="\n")


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """Give a place beside ``path`` to write a file to; where the block ends well, the file is moved to its place.

    Raises:
        InputError: The file cannot be written; what stood there before still does.
    """
    place = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield place
            place.replace(path)
        finally:
            place.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror or error}", path=path, fix="Free some space or choose another folder"
        ) from error

"""Files that are written whole or not at all."""

from __future__ import annotations

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
    unfinished = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_text(text, encoding="utf-8", errors=errors, newline="\n")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", path=path, fix="Free some space or choose another folder"
        ) from error

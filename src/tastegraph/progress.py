"""How long work says how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told the stage that begins, and within it how much is done, where that is known."""

    def __call__(self, stage: str, done: int | None = None, total: int | None = None) -> None:
        """Take note."""
        ...


def silent(stage: str, done: int | None = None, total: int | None = None) -> None:
    """Tell nobody."""

"""Every error Tastegraph raises on purpose, in one tree.

    TastegraphError
    └── InputError            something the caller gave is wrong        (exit code 2)
        ├── ConfigError       tastegraph.toml or an option
        ├── ReadError         a catalogue, log or graph file
        ├── UnknownIdError    a user, item or entity nobody has heard of
        ├── EvidenceError     a statement whose quote is not in its source
        └── StateError        a step is missing: build before train, train before recommend

A message names the place (file, row, field), the problem and the fix, in that order, in one line.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path


class TastegraphError(Exception):
    """Base of all errors raised on purpose."""


class InputError(TastegraphError):
    """Something the caller gave is wrong.

    Args:
        problem: What is wrong, as a sentence without its full stop.
        path: File it is in.
        row: 1-based data row (the header does not count) or line of that file.
        field: Column, key or option it is in.
        fix: What to do about it, as a sentence without its full stop.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: str | Path | None = None,
        row: int | None = None,
        field: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.problem, self.path, self.row, self.field, self.fix = problem, path, row, field, fix
        place = ", ".join(
            part
            for part in (
                str(path) if path is not None else "",
                f"row {row}" if row is not None else "",
                f"field {field!r}" if field is not None else "",
            )
            if part
        )
        message = f"{place}: {problem}." if place else f"{problem}."
        super().__init__(f"{message} {fix}." if fix else message)

    def __reduce__(self) -> tuple[partial[InputError], tuple[str]]:
        # Unpickled by its message, as other exceptions are, it would end in two full stops.
        return partial(type(self), path=self.path, row=self.row, field=self.field, fix=self.fix), (self.problem,)


class ConfigError(InputError):
    """A key or value of ``tastegraph.toml`` or of an option is wrong."""


class ReadError(InputError):
    """A data file is missing, empty, malformed or in another encoding."""


class UnknownIdError(InputError):
    """A user, item or entity id that does not occur in the data."""


class EvidenceError(InputError):
    """A statement whose quote does not stand in its document at the stated span."""


class StateError(InputError):
    """A step that this one needs has not been run yet."""

"""What all records of measurements share: a frozen value that is one JSON file, strict about its keys."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from tastegraph.errors import ReadError
from tastegraph.writing import write_whole

# JSON has no NaN: an undefined value is written as null.
Value = Annotated[float, BeforeValidator(lambda value: math.nan if value is None else value)]
"""A number that is NaN where it is undefined, and null in JSON."""


def now() -> str:
    """Return the time, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamped(time: str, name: str) -> str:
    """Return a file name that sorts by time: ``20250131T120000-linear.json``."""
    stamp = re.sub(r"[-:]|\+.*", "", time)
    return f"{stamp}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.json"


class Part(BaseModel):
    """Base of what records are made of: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null", protected_namespaces=())


class Record(Part):
    """Base of the records; what they hold is theirs."""

    made_with: ClassVar[str]
    """The command that makes such a record."""

    def to_json(self) -> dict[str, Any]:
        """Return the record as JSON-ready values: what is undefined is None."""
        values: dict[str, Any] = json.loads(self.model_dump_json())
        return values

    def write(self, path: Path) -> None:
        """Write the record as JSON, whole or not at all; folders are made and an older file is replaced.

        Raises:
            InputError: The file cannot be written.
        """
        write_whole(path, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a record written by `write`.

        Raises:
            ReadError: The file is missing, is not JSON, or a field is missing, unknown or malformed.
        """
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ReadError("no such file", path=path) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ReadError(str(error), path=path) from None
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or None
            fix = f"Make the record again with {cls.made_with}"
            raise ReadError(first["msg"], path=path, field=field, fix=fix) from None

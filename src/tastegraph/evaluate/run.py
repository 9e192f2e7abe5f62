"""The record of a run: what was measured, how, at what cost and with which versions. One JSON file each."""

from __future__ import annotations

import math
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from tastegraph.errors import ReadError
from tastegraph.evaluate.cost import peak_memory_mb
from tastegraph.writing import write_whole

_MEASURED_WITH = ("tastegraph", "numpy", "scipy", "pyarrow", "pylance", "duckdb", "torch", "sentence-transformers")

# JSON has no NaN: an undefined metric is written as null.
_Value = Annotated[float, BeforeValidator(lambda value: math.nan if value is None else value)]


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages a result may depend on, where installed."""
    versions = {"python": platform.python_version()}
    for package in _MEASURED_WITH:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Run(BaseModel):
    """One measurement of one model on one split; frozen.

    Time, versions and peak memory are filled in when the record is made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null", protected_namespaces=())

    model: str
    """Name of the model."""
    protocol: str
    """Split, masking and ranking in words, with their numbers."""
    selected_on: str
    """Data on which hyperparameters were chosen, such as "validation" or "nothing"."""
    metrics: Mapping[str, _Value]
    """Such as ``{"recall@10": 0.27}``; NaN (null in the file) where a metric is undefined."""
    baselines: Mapping[str, Mapping[str, _Value]] = Field(default_factory=dict)
    """Name of another model to its metrics in the same protocol."""
    cpu_seconds: Mapping[str, float]
    """User and system time of all threads: ``{"fit": …, "recommend": …}``."""
    peak_memory_mb: float = Field(default_factory=peak_memory_mb)
    """Most resident memory of the process, in MB of 2²⁰ bytes."""
    versions: Mapping[str, str] = Field(default_factory=package_versions)
    """Python and package versions."""
    data: str
    """Digest of the split: equal digests, equal data."""
    seed: int
    """Seed of the model and the split."""
    config: Mapping[str, JsonValue] = Field(default_factory=dict)
    """The values the model was fitted with, where it has any."""
    time: str = Field(default_factory=_now)
    """When the record was made, ISO 8601, UTC."""

    @property
    def file_name(self) -> str:
        """A name that sorts by time: ``20250131T120000-linear.json``."""
        stamp = re.sub(r"[-:]|\+.*", "", self.time)
        return f"{stamp}-{re.sub(r'[^a-z0-9]+', '-', self.model.lower()).strip('-')}.json"

    def write(self, path: Path) -> None:
        """Write the record as JSON, whole or not at all; folders are made and an older file is replaced.

        Raises:
            InputError: The file cannot be written.
        """
        write_whole(path, self.model_dump_json(indent=2) + "\n")

    @classmethod
    def read(cls, path: Path) -> Run:
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
            raise ReadError(first["msg"], path=path, field=field, fix="Make the record again with evaluate") from None

"""The record of a run: what was measured, how, at what cost and with which versions. One JSON file each."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

from pydantic import Field, JsonValue

from tastegraph.evaluate.cost import peak_memory_mb
from tastegraph.evaluate.record import Record, Value, now, stamped

_MEASURED_WITH = ("tastegraph", "numpy", "scipy", "pyarrow", "pylance", "duckdb", "torch", "sentence-transformers")


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages a result may depend on, where installed."""
    versions = {"python": platform.python_version()}
    for package in _MEASURED_WITH:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    return versions


class Run(Record):
    """One measurement of one model on one split; frozen.

    Time, versions and peak memory are filled in when the record is made.
    """

    made_with: ClassVar[str] = "evaluate"

    model: str
    """Name of the model."""
    protocol: str
    """Split, masking and ranking in words, with their numbers."""
    selected_on: str
    """Data on which hyperparameters were chosen, such as "validation" or "nothing"."""
    metrics: Mapping[str, Value]
    """Such as ``{"recall@10": 0.27}``; NaN (null in the file) where a metric is undefined."""
    baselines: Mapping[str, Mapping[str, Value]] = Field(default_factory=dict)
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
    time: str = Field(default_factory=now)
    """When the record was made, ISO 8601, UTC."""

    @property
    def file_name(self) -> str:
        """A name that sorts by time: ``20250131T120000-linear.json``."""
        return stamped(self.time, self.model)

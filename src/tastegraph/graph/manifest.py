"""``versions.json``: which versions a graph has, and which Lance versions and files they are made of."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from tastegraph.errors import ReadError
from tastegraph.graph.counts import Counts
from tastegraph.graph.schema import Schema

MANIFEST: Final = "versions.json"


class Snapshot(BaseModel):
    """One version of a graph."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    """From 1 up; 0 is a graph that nothing has been written to."""
    time: int
    """When it was written, in seconds UTC."""
    statements_table: int
    """Version of the Lance table; 0 where there is none yet."""
    documents_table: int
    merges_table: int = 0
    counts: Counts
    graph_schema: Schema
    fingerprint: str | None = None


class Manifest(BaseModel):
    """All versions of a graph, oldest first, and every file that they need."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    versions: tuple[Snapshot, ...] = ()
    files: tuple[str, ...] = ()
    """Files of the Lance tables, relative to the folder of the graph, with ``/``."""

    @model_validator(mode="before")
    @classmethod
    def _schemas_are_carried_on(cls, values: Any) -> Any:
        """Give each version that has no schema in the file the one of the version before it."""
        versions = values.get("versions") if isinstance(values, dict) else None
        if not isinstance(versions, list):
            return values
        schema, carried = None, []
        for version in versions:
            if isinstance(version, dict):
                stored = version.get("graph_schema")
                schema = schema if stored is None else Schema.model_validate(stored)
                carried.append({**version, "graph_schema": schema})
            else:
                carried.append(version)
        return {**values, "versions": carried}

    def to_json(self) -> str:
        """Return what ``read_manifest`` reads; a schema is written only where it is not that of the version before."""
        same = {
            place
            for place, (before, version) in enumerate(pairwise(self.versions), 1)
            if before.graph_schema is version.graph_schema or before.graph_schema == version.graph_schema
        }
        return self.model_dump_json(indent=1, exclude={"versions": {place: {"graph_schema"} for place in same}})


def read_manifest(root: Path) -> Manifest:
    """Read the manifest of a graph; a folder without one has no versions.

    Raises:
        ReadError: It is damaged or may not be read.
    """
    path = root / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return Manifest()
    except ValidationError as error:
        raise ReadError(
            f"damaged: {error.errors()[0]['msg']}", path=path, fix="Remove the folder of the graph and build again"
        ) from None
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path, fix="Check its permissions") from None


def write_manifest(root: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step: a crash leaves either the old one or the new one, whole and on disk."""
    path = root / MANIFEST
    draft = path.with_suffix(".draft")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(manifest.to_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(root)


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, have reached the disk."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

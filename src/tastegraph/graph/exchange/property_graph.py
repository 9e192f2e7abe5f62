"""A graph as the CSV files that property-graph databases import.

The headers are those of ``neo4j-admin database import``: ``nodes.csv`` with ``:ID``, ``name`` and ``:LABEL``,
``relationships.csv`` with ``:START_ID``, ``:END_ID``, ``:TYPE`` and a column for each property of a statement. The
documents are in ``documents.csv``, one row for each field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from tastegraph.errors import ReadError
from tastegraph.graph.documents import StoredDocument
from tastegraph.graph.exchange.content import Content, numbered, properties
from tastegraph.graph.exchange.from_properties import statement_from
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import Statement
from tastegraph.writing import unfinished

NODES, RELATIONSHIPS, DOCUMENTS = "nodes.csv", "relationships.csv", "documents.csv"
PROPERTIES: Final = {
    "confidence": "double",
    "method": "string",
    "document": "string",
    "field": "string",
    "start": "long",
    "end": "long",
    "quote": "string",
    "subject_alias": "string",
    "object_alias": "string",
    "time": "long",
}
_NODE: Final = (":ID", "name", ":LABEL")
_EDGE: Final = (":START_ID", ":END_ID", ":TYPE")
_TYPED: Final = tuple(f"{name}:{kind}" for name, kind in PROPERTIES.items())
_DOCUMENT: Final = ("item", "title", "digest", "field", "text")


def write_csv(statements: Iterable[Statement], documents: Iterable[StoredDocument], folder: Path) -> None:
    """Write the three files into a folder, which is made; files of that name are replaced when all three are whole.

    Raises:
        InputError: The folder cannot be made or written.
    """
    kept = list(statements)
    numbers = numbered(kept)
    rows = (
        (document.item, document.title, document.digest, field, text)
        for document in documents
        for field, text in (document.fields or {"": ""}).items()
    )
    with ExitStack() as all_whole:
        nodes, relationships, texts = (
            all_whole.enter_context(unfinished(folder / name)) for name in (NODES, RELATIONSHIPS, DOCUMENTS)
        )
        _write(nodes, _NODE, ((number, name, kind) for (kind, name), number in numbers.items()))
        _write(relationships, (*_EDGE, *_TYPED), (_edge(statement, numbers) for statement in kept))
        _write(texts, _DOCUMENT, rows)


def read_csv(folder: Path) -> Content:
    """Read such a folder; without ``documents.csv`` it has no documents.

    Raises:
        ReadError: A file is missing, a column is, or a relationship starts or ends at no node.
    """
    nodes: dict[str, Node] = {row[":ID"]: (row[":LABEL"], row["name"]) for _, row in _rows(folder / NODES, _NODE)}
    statements = []
    for number, row in _rows(folder / RELATIONSHIPS, _EDGE):
        both = [nodes.get(row[end]) for end in _EDGE[:2]]
        for end, node in zip(_EDGE[:2], both, strict=True):
            if node is None:
                raise ReadError(
                    f"there is no node {row[end]!r}", path=folder / RELATIONSHIPS, row=number, field=end,
                    fix=f"Add it to {NODES}",
                )  # fmt: skip
        given = {name.partition(":")[0]: value for name, value in row.items()}
        statements.append(statement_from(both[0], row[":TYPE"], both[1], given))  # type: ignore[arg-type]
    documents: dict[str, StoredDocument] = {}
    if (folder / DOCUMENTS).exists():
        for _, row in _rows(folder / DOCUMENTS, _DOCUMENT):
            document = documents.setdefault(row["item"], StoredDocument(row["item"], row["title"], {}, row["digest"]))
            if row["field"]:
                document.fields[row["field"]] = row["text"]
    return Content(statements, list(documents.values()))


def _edge(statement: Statement, numbers: dict[Node, int]) -> list[object]:
    start, end = (numbers[node] for node in ends(statement))
    given = dict(properties(statement))
    return [start, end, statement.predicate, *(given.get(name, "") for name in PROPERTIES)]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _rows(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            csv.field_size_limit(2**31 - 1)
            reader = csv.DictReader(file)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise ReadError("there is no such column", path=path, field=missing[0], fix="Add it to the header")
            for number, row in enumerate(reader, start=1):
                yield number, {name: value or "" for name, value in row.items() if name is not None}
    except FileNotFoundError:
        raise ReadError("no such file", path=path, fix="Give a folder that an export as csv wrote") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise ReadError(f"not such a file: {error}", path=path, fix="Write it in UTF-8") from None

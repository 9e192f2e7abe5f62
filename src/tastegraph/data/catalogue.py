"""The catalogue: what is said about each item, as text that evidence can point into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tastegraph.config import ItemsConfig
from tastegraph.data.cells import text_of
from tastegraph.data.digest import digest
from tastegraph.data.ids import Id, IdMap
from tastegraph.data.tables import open_table
from tastegraph.data.text_ids import text_id
from tastegraph.errors import ReadError

MISSING = frozenset({"", "n/a", "null", "nan"})
"""What a cell says, case-folded, that has nothing to say."""


@dataclass(frozen=True)
class Document:
    """What the catalogue says about one item.

    Attributes:
        item: The item's id.
        title: What to call it; the id where the catalogue has no title for it.
        fields: The cell of each column that is named as title, text or fact; columns with nothing in them are absent.
    """

    item: str
    title: str
    fields: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over all of it."""
        cells = [part for field in self.fields.items() for part in field]
        return digest("document", self.item, self.title, *cells)


@dataclass(frozen=True)
class Catalogue:
    """Documents in the order of the file, one for each item."""

    documents: tuple[Document, ...]

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def items(self) -> IdMap:
        """The items, at the positions of their documents."""
        return IdMap(document.item for document in self.documents)

    @cached_property
    def digest(self) -> str:
        """Sha256, in hex, over all documents in order."""
        return digest("catalogue", *(document.digest for document in self.documents))

    def title(self, item: Id) -> str:
        """What to call an item; the id itself where the catalogue has no title for it or does not know it."""
        (position,) = self.items.index([str(item)])
        return str(item) if position < 0 else self.documents[position].title


def read_catalogue(config: ItemsConfig, root: Path) -> Catalogue:
    """Read the catalogue that ``[items]`` of a project names.

    Ids are text, without surrounding white space; ``7.0`` is ``7``. A list in a cell becomes its members with the
    fact column's separator between them (a comma where it has none). In fact and text columns a cell that is ``N/A``,
    ``null`` or ``NaN`` in any case is empty.

    Args:
        config: What the file is and which columns count.
        root: Folder that its path is relative to.

    Raises:
        ReadError: The file cannot be read (see `tastegraph.data.open_table`), an id is empty or occurs twice.
    """
    path = root / config.path
    columns = list(dict.fromkeys([config.id, *([config.title] if config.title else []), *config.text, *config.facts]))
    table = open_table(
        path,
        delimiter=config.delimiter,
        encoding=config.encoding,
        header=config.header,
        columns=columns,
        max_cell=config.max_cell,
    )
    rows_of: dict[str, int] = {}
    documents: list[Document] = []
    for batch in table:
        for cells in batch.to_pylist():
            row = len(documents) + 1
            item = text_id(cells[config.id] or "")
            if not item:
                raise ReadError("the id is empty", path=path, row=row, field=config.id, fix="Give each item an id")
            if item in rows_of:
                raise ReadError(
                    f"the id {item!r} stands in row {rows_of[item]} already",
                    path=path,
                    row=row,
                    field=config.id,
                    fix="Keep one row for each item",
                )
            rows_of[item] = row
            documents.append(_document(item, cells, config))
    return Catalogue(tuple(documents))


def _document(item: str, cells: Mapping[str, str | None], config: ItemsConfig) -> Document:
    title = _joined(cells[config.title] or "", None).strip() if config.title else ""
    fields = {config.title: title} if config.title and title else {}
    for column in (*config.text, *config.facts):
        fact = config.facts.get(column)
        cell = _joined(cells[column] or "", fact.separator if fact else None)
        if cell.strip().lower() not in MISSING:
            # Only an id-like number can end in .0 here: the year of a pandas column with gaps, most often.
            fields[column] = text_id(cell) if fact else cell
    return Document(item, title or item, fields)


def _joined(cell: str, separator: str | None) -> str:
    """A cell that is a JSON list with scalars in it as those scalars in one line; any other cell as it is."""
    if not (cell.startswith("[") and cell.endswith("]")):
        return cell
    try:
        members = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    scalars = [text for member in members if not isinstance(member, list | dict) and (text := text_of(member))]
    if members and not scalars:
        return cell
    return f"{(separator or ',').strip()} ".join(scalars)

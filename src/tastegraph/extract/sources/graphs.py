"""Knowledge graphs of others, their entities joined with the items of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from tastegraph.config import SourceConfig
from tastegraph.data import Catalogue, read_links
from tastegraph.errors import ConfigError, ReadError
from tastegraph.extract.sources.titles import item_by_name
from tastegraph.graph import ITEM, SOURCE, Node, Statement, ends
from tastegraph.graph.exchange import read_content, read_recbole


def graph_statements(source: SourceConfig, root: Path, catalogue: Catalogue) -> Iterator[Statement]:
    """Yield the statements of a graph file, entities that are items under the ids of those.

    Raises:
        ConfigError: ``links`` and ``link_by`` are both given, or a ``.kg`` file has neither.
        ReadError: The file cannot be read, or a relation asked for does not occur.
    """
    path = root / source.path
    given = _statements(source, path, root)
    if source.relations is not None:
        given = _of_relations(given, source.relations, path)
    item_of = _items(source, root, given, catalogue)
    for statement in given:
        subject, subject_type = _joined(statement.subject, statement.subject_type, item_of)
        object_, object_type = _joined(statement.object, statement.object_type, item_of)
        yield replace(
            statement,
            subject=subject,
            subject_type=subject_type,
            object=object_,
            object_type=object_type,
            method=SOURCE,
            evidence=None,
            confidence=statement.confidence * source.confidence,
        )


def _statements(source: SourceConfig, path: Path, root: Path) -> list[Statement]:
    if source.links is not None and source.link_by is not None:
        raise ConfigError("links and link_by do not go together", field="sources.link_by", fix="Give one of the two")
    if path.suffix != ".kg":
        return read_content(path).statements
    if source.links is None and source.link_by is None:
        raise ConfigError(
            "a .kg file does not say which entity is which item",
            path=path,
            field="sources.links",
            fix='Name the .link file there, or write link_by = "title"',
        )
    return read_recbole(path, None if source.links is None else root / source.links).statements


def _of_relations(given: Iterable[Statement], wanted: Collection[str], path: Path) -> list[Statement]:
    """The statements of some relations, each of which has to occur."""
    seen: set[str] = set()
    kept = []
    for statement in given:
        seen.add(statement.predicate)
        if statement.predicate in wanted:
            kept.append(statement)
    for relation in sorted(set(wanted) - seen):
        nearest = get_close_matches(relation, seen, n=1)
        fix = f"Perhaps {nearest[0]!r} is meant" if nearest else "Take it out of relations"
        raise ReadError(f"no statement has the relation {relation!r}", path=path, field="sources.relations", fix=fix)
    return kept


def _items(source: SourceConfig, root: Path, given: Iterable[Statement], catalogue: Catalogue) -> Mapping[Node, str]:
    """Entity → the id of the item that it is."""
    nodes = dict.fromkeys(node for one in given for node in ends(one) if node[0] != ITEM)
    if source.links is not None:
        linked = read_links(root / source.links)
        return {node: linked[node[1]] for node in nodes if node[1] in linked}
    return item_by_name(nodes, catalogue) if source.link_by == "title" else {}


def _joined(name: str, kind: str, item_of: Mapping[Node, str]) -> tuple[str, str]:
    item = item_of.get((kind, name))
    return (name, kind) if item is None else (item, ITEM)

"""A graph as RecBole atomic files: ``NAME.kg`` and ``NAME.link``.

They hold entities and relations, and which entity is which item; neither evidence nor confidence. An entity is called
by its name where no other type has it, else ``name (type)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tastegraph.config import SourceConfig
from tastegraph.data import read_triples
from tastegraph.graph.exchange.content import Content, numbered
from tastegraph.graph.exchange.from_properties import statement_from
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import ITEM, Statement
from tastegraph.writing import unfinished


def write_recbole(statements: Iterable[Statement], path: Path, links: Path) -> None:
    """Write the ``.kg`` file and the ``.link`` file; a fact that is stated twice is one line."""
    kept = list(statements)
    tokens = _tokens(numbered(kept))
    facts = dict.fromkeys((ends(statement)[0], statement.predicate, ends(statement)[1]) for statement in kept)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("head_id:token\trelation_id:token\ttail_id:token\n")
        for head, relation, tail in facts:
            file.write(f"{tokens[head]}\t{_cell(relation)}\t{tokens[tail]}\n")
    with unfinished(links) as place, place.open("w", encoding="utf-8", newline="\n") as file:
        file.write("item_id:token\tentity_id:token\n")
        for (kind, name), token in tokens.items():
            if kind == ITEM:
                file.write(f"{_cell(name)}\t{token}\n")


def read_recbole(path: Path, links: Path | None) -> Content:
    """Read a ``.kg`` file and the file that says which entity is which item; without that, none is.

    Raises:
        ReadError: See `tastegraph.data.read_triples`.
    """
    found = read_triples(SourceConfig(path=path, links=links), Path())
    both = zip(found.subject_is_item, found.subjects, found.object_is_item, found.objects, strict=True)
    return Content(
        [
            statement_from(_node(head_is_item, head), predicate, _node(tail_is_item, tail), {})
            for predicate, (head_is_item, head, tail_is_item, tail) in zip(found.predicates, both, strict=True)
        ]
    )


def links_of(path: Path) -> Path:
    """Return where the links of a ``.kg`` file lie: beside it, under the same name."""
    return path.with_suffix(".link")


def _node(is_item: bool, name: str) -> Node:
    return (ITEM if is_item else "entity", name)


def _tokens(nodes: Iterable[Node]) -> dict[Node, str]:
    nodes = list(nodes)
    count = Counter(_cell(name) for _, name in nodes)
    return {
        (kind, name): _cell(name) if count[_cell(name)] == 1 else f"{_cell(name)} ({_cell(kind)})"
        for kind, name in nodes
    }


def _cell(text: str) -> str:
    """Tabs and ends of lines separate the cells of these files; a space stands for them."""
    return " ".join(text.split())

"""A graph as GraphML, for programs that draw and analyse networks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from tastegraph.errors import ReadError
from tastegraph.graph.exchange.content import Content, numbered, properties
from tastegraph.graph.exchange.from_properties import statement_from
from tastegraph.graph.exchange.property_graph import PROPERTIES
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.statement import Statement

_SPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 has no place for these characters, not even escaped; U+FFFD stands for them."""


def write_graphml(statements: Iterable[Statement], path: Path) -> None:
    """Write a directed multigraph: nodes have a type and a name, edges a predicate and what the statement says."""
    kept = list(statements)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_SPACE}">\n')
        for owner, name, kind in _keys():
            file.write(f'<key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        numbers = numbered(kept)
        for (kind, name), number in numbers.items():
            file.write(f'<node id="n{number}">{_data("node", "type", kind)}{_data("node", "name", name)}</node>\n')
        for place, statement in enumerate(kept):
            start, end = (numbers[node] for node in ends(statement))
            given = [("predicate", statement.predicate), *properties(statement)]
            data = "".join(_data("edge", name, str(value)) for name, value in given)
            file.write(f'<edge id="e{place}" source="n{start}" target="n{end}">{data}</edge>\n')
        file.write("</graph>\n</graphml>\n")


def read_graphml(path: Path) -> Content:
    """Read such a file, or the GraphML of another program whose nodes have a ``name`` or ``label``.

    Raises:
        ReadError: It is missing or not GraphML, or an edge joins a node that is not there.
    """
    names: dict[str, str] = {}
    nodes: dict[str, Node] = {}
    statements = []
    for element in _elements(path):
        tag = element.tag.rpartition("}")[2]
        if tag == "key":
            names[element.get("id", "")] = element.get("attr.name", "")
        elif tag in {"node", "edge"}:
            given = {
                names.get(data.get("key", ""), ""): data.text or "" for data in element if data.tag.endswith("data")
            }
            if tag == "node":
                identity = element.get("id", "")
                nodes[identity] = (
                    given.get("type") or "entity", given.get("name") or given.get("label") or identity
                )  # fmt: skip
            else:
                both = [nodes.get(element.get(end, "")) for end in ("source", "target")]
                if both[0] is None or both[1] is None:
                    raise ReadError(
                        f"the edge {element.get('id', '')!r} joins a node that is not there", path=path,
                        fix="Put the nodes before the edges",
                    )  # fmt: skip
                predicate = given.get("predicate") or given.get("label") or "related to"
                statements.append(statement_from(both[0], predicate, both[1], given))
            element.clear()
    return Content(statements)


def _keys() -> Iterator[tuple[str, str, str]]:
    yield from (("node", "type", "string"), ("node", "name", "string"), ("edge", "predicate", "string"))
    for name, kind in PROPERTIES.items():
        yield "edge", name, kind


def _data(owner: str, name: str, text: str) -> str:
    held = escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})
    return f"<data key={quoteattr(f'{owner}_{name}')}>{held}</data>"


def _elements(path: Path) -> Iterator[ElementTree.Element]:
    try:
        for _, element in ElementTree.iterparse(path):
            yield element
    except ElementTree.ParseError as error:
        line, _ = error.position
        raise ReadError(f"not GraphML: {error}", path=path, row=line, fix="Correct that line") from None
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path, fix="Check the path") from None

"""Which entities of another graph are items of the catalogue, by what they are called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from tastegraph.data import Catalogue
from tastegraph.graph import Node, normal_name

_APPENDIX: Final = re.compile(r"\s*\([^()]*\)\s*$")
"""What stands in brackets after a title: ``(1995)``, ``(film)``."""


def item_by_name(nodes: Iterable[Node], catalogue: Catalogue) -> dict[Node, str]:
    """Return entity → item for the entities that are called like exactly one item, and are the only one called so.

    Names are compared as `tastegraph.graph.normal_name` writes them: first whole, and where that finds none on either
    side, without what stands in brackets at their end, where the brackets do not contradict each other.
    """
    entities = list(nodes)
    found = _matched(entities, catalogue, whole=True)
    taken = set(found.values())
    rest = [node for node in entities if node not in found]
    shorter = _matched(rest, catalogue, whole=False)
    return found | {node: item for node, item in shorter.items() if item not in taken}


def _matched(nodes: Iterable[Node], catalogue: Catalogue, *, whole: bool) -> dict[Node, str]:
    items: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    entities: defaultdict[str, list[tuple[Node, str]]] = defaultdict(list)
    for document in catalogue.documents:
        key, appendix = _key(document.title, whole)
        items[key].append((document.item, appendix))
    for node in nodes:
        key, appendix = _key(node[1], whole)
        entities[key].append((node, appendix))
    found = {}
    for key, candidates in entities.items():
        if len(candidates) == len(items.get(key, ())) == 1:
            (node, left), (item, right) = candidates[0], items[key][0]
            if not (left and right and left != right):
                found[node] = item
    return found


def _key(name: str, whole: bool) -> tuple[str, str]:
    if whole:
        return normal_name(name), ""
    match = _APPENDIX.search(name)
    return (normal_name(name[: match.start()]), normal_name(match.group())) if match else (normal_name(name), "")

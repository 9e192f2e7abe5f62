"""Evidence paths: item of the history → something both items have → recommended item."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tastegraph.graph import ITEM, KnowledgeGraph, Node, Statement


@dataclass(frozen=True)
class EvidencePath:
    """Two statements that meet in one entity, or one that joins the items directly.

    Attributes:
        statements: From the item of the history to the explained item.
        weight: Worth of the path, comparable between the paths of one explanation only.
    """

    statements: tuple[Statement, ...]
    weight: float


def evidence_paths(
    graph: KnowledgeGraph, history: Mapping[str, float], item: str, *, limit: int = 5
) -> tuple[EvidencePath, ...]:
    """The paths through the graph that best support a recommendation.

    A path weighs contribution × confidences × rarity, where rarity = log(items / items that share the entity):
    a shared director says more than a shared country. Each entity is told once, by its best path.

    Args:
        graph: The knowledge graph.
        history: Item id → what it contributes to the score; only positive ones count.
        item: Id of the explained item.
        limit: Paths returned at most, best first.
    """
    liked: dict[Node, float] = {(ITEM, name): value for name, value in history.items() if value > 0 and name != item}
    target: Node = (ITEM, item)
    n_items = max(graph.counts().documents, 2)
    best: dict[Node, EvidencePath] = {}
    own: dict[Node, list[Statement]] = defaultdict(list)
    for statement in graph.touching([target]):
        own[_other_end(statement, target)].append(statement)
    own.pop(target, None)
    for middle in own.keys() & liked.keys():
        for direct in own[middle]:
            _keep_better(best, middle, EvidencePath((direct,), liked[middle] * direct.confidence * math.log(n_items)))
    shared: dict[Node, list[tuple[Node, Statement]]] = defaultdict(list)
    for statement in graph.touching(own.keys() - liked.keys()):
        subject, object_ = _ends(statement)
        for middle, end in ((subject, object_), (object_, subject)):
            if middle in own and end != target:
                shared[middle].append((end, statement))
    for middle, others in shared.items():
        rarity = math.log(max(n_items / (len({end for end, _ in others}) + 1), 1.0))
        for end, statement in others:
            for mine in own[middle]:
                weight = liked.get(end, 0.0) * mine.confidence * statement.confidence * rarity
                if weight > 0:
                    _keep_better(best, middle, EvidencePath((statement, mine), weight))
    return tuple(sorted(best.values(), key=lambda path: -path.weight)[:limit])


def _ends(statement: Statement) -> tuple[Node, Node]:
    return (statement.subject_type, statement.subject), (statement.object_type, statement.object)


def _other_end(statement: Statement, node: Node) -> Node:
    subject, object_ = _ends(statement)
    return object_ if subject == node else subject


def _keep_better(best: dict[Node, EvidencePath], middle: Node, path: EvidencePath) -> None:
    if middle not in best or path.weight > best[middle].weight:
        best[middle] = path

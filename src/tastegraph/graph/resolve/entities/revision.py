"""What decisions change in a graph at once, before the next build follows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tastegraph.errors import UnknownIdError
from tastegraph.graph.change import Change
from tastegraph.graph.merge import Merge
from tastegraph.graph.names import normal_name
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.resolve.entities.decisions import Decision, Split
from tastegraph.graph.resolve.entities.naming import document_of, renamed, source_name
from tastegraph.graph.statement import Statement
from tastegraph.graph.store import KnowledgeGraph


class Revision:
    """Decisions carried out on the statements and the ledger of a graph, and published as one version.

    Args:
        graph: Its last version.
        decisions: They are carried out one after the other.

    Raises:
        UnknownIdError: The graph has no such entity, or nothing was read about it in the documents of a split.
    """

    def __init__(self, graph: KnowledgeGraph, decisions: Sequence[Decision | Split]) -> None:
        self._graph = graph
        self._merges = graph.merges()
        pairs = [entry.pair for entry in decisions]
        nodes: set[Node] = {(kind, name) for kind, left, right in pairs for name in (left, right)}
        nodes |= {(kind, self.name_of(kind, name)) for kind, name in nodes}
        self._first = graph.touching(nodes)
        self._now = list(self._first)
        for entry in decisions:
            if isinstance(entry, Split):
                self._split(entry)
            elif entry.decision == "same":
                self._join(entry)
            else:
                self._part(entry)

    @property
    def changed(self) -> int:
        """How many statements are others now."""
        return sum(now != first for first, now in zip(self._first, self._now, strict=True))

    @property
    def merges(self) -> list[Merge]:
        """The ledger from now on."""
        return list(self._merges)

    def name_of(self, type_: str, name: str) -> str:
        """Return the name that the entity of a name goes by."""
        return next((row.name for row in self._merges if (row.type, row.alias) == (type_, name)), name)

    def publish(self) -> Change | None:
        """Write the next version of the graph; None where nothing is to be changed in it."""
        if not self.changed and self._merges == self._graph.merges():
            return None
        pairs = [(first, now) for first, now in zip(self._first, self._now, strict=True) if first != now]
        return self._graph.revise([first for first, _ in pairs], [now for _, now in pairs], merges=self._merges)

    def _join(self, decision: Decision) -> None:
        kind = decision.type
        names = [self.name_of(kind, name) for name in (decision.left, decision.right)]
        if names[0] == names[1]:
            return
        about = [self._about((kind, name)) for name in names]
        if not any(about):
            raise UnknownIdError(f"the graph has no {kind} {names[0]!r}", fix="Give its name or another one it has")
        # What only a split is called gives way to what a source says, or the next build would not have it so.
        given = [
            any(name in {source_name(one, "subject"), source_name(one, "object")} for one in statements)
            for name, statements in zip(names, about, strict=True)
        ]
        first = (given[0], len(about[0])) >= (given[1], len(about[1]))
        name, alias = names if first else reversed(names)
        self._rename((kind, alias), name)
        rows = [row for row in self._merges if (row.type, row.alias) != (kind, name)]
        self._merges = [replace(row, name=name) if (row.type, row.name) == (kind, alias) else row for row in rows]
        self._merges.append(Merge(kind, alias, name, 1.0, ("a person said so",), "person", decision.time))

    def _part(self, decision: Decision) -> None:
        kind = decision.type
        for alias, name in ((decision.left, decision.right), (decision.right, decision.left)):
            if self.name_of(kind, alias) == name:
                self._free(kind, alias, name, decision.time)
                return
        left, right = (self.name_of(kind, name) for name in (decision.left, decision.right))
        if left == right:
            self._free(kind, decision.left, left, decision.time)

    def _free(self, kind: str, alias: str, name: str, time: int) -> None:
        """Let a name go by itself again, and with it the spellings of it."""
        key = normal_name(alias)
        own = {
            row.alias
            for row in self._merges
            if (row.type, row.name) == (kind, name) and normal_name(row.alias) == key != normal_name(name)
        } | {alias}
        self._rename((kind, name), alias, lambda _, source: source in own)
        rows = []
        for row in self._merges:
            if row.type != kind or row.alias not in own:
                rows.append(row)
            elif row.alias != alias:
                rows.append(Merge(kind, row.alias, alias, 1.0, row.reasons, "name", time))
        self._merges = rows

    def _split(self, split: Split) -> None:
        node = split.type, self.name_of(split.type, split.name)
        documents = set(split.documents)
        about = self._about(node)
        if not about:
            raise UnknownIdError(f"the graph has no {split.type} {split.name!r}", fix="Give its name or another it has")
        strange = documents.difference(document_of(statement) or "" for statement in about)
        if strange:
            raise UnknownIdError(
                f"nothing about {node[1]!r} was read in the document {min(strange)!r}",
                fix="Give item ids, as `tastegraph graph DIR review` shows them",
            )
        self._rename(node, split.new_name, lambda statement, _: document_of(statement) in documents)

    def _about(self, node: Node) -> list[Statement]:
        return [statement for statement in self._now if node in ends(statement)]

    def _rename(
        self, node: Node, name: str, where: Callable[[Statement, str], bool] = lambda _statement, _source: True
    ) -> None:
        """Give an entity another name in the statements for which ``where(statement, its name in the source)``."""
        for place, statement in enumerate(self._now):
            subject, object_ = ends(statement)
            is_subject = subject == node and where(statement, source_name(statement, "subject"))
            is_object = object_ == node and where(statement, source_name(statement, "object"))
            if is_subject or is_object:
                self._now[place] = renamed(
                    statement, name if is_subject else statement.subject, name if is_object else statement.object
                )


def examples(graph: KnowledgeGraph, nodes: Iterable[Node], most: int) -> dict[Node, list[Statement]]:
    """Return a few statements about each of some entities, those of different documents first."""
    wanted = set(nodes)
    found: dict[Node, list[Statement]] = {node: [] for node in wanted}
    for statement in graph.touching(wanted):
        for node in wanted.intersection(ends(statement)):
            found[node].append(statement)
    return {node: _varied(about)[:most] for node, about in found.items()}


def _varied(statements: list[Statement]) -> list[Statement]:
    first = {document_of(statement): statement for statement in reversed(statements)}
    chosen = set(map(id, first.values()))
    return sorted(statements, key=lambda statement: id(statement) not in chosen)

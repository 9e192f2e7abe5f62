"""What a person does about the entities of a Project's graph: look at merges, undo them, split, answer questions."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc

from tastegraph.errors import InputError, UnknownIdError
from tastegraph.graph import KnowledgeGraph, Merge
from tastegraph.graph.resolve.entities import (
    Candidate,
    Decision,
    Revision,
    Split,
    answer,
    examples,
    open_questions,
    read_decisions,
    read_queue,
    read_table,
    record,
    write_table,
)
from tastegraph.locking import exclusive
from tastegraph.project.answers import Answer
from tastegraph.project.layout import Layout
from tastegraph.project.project import Project

EXAMPLES = 3
"""Statements about each entity of a question that a person is shown."""


@dataclass(frozen=True)
class RevisionAnswer(Answer):
    """What decisions changed.

    Attributes:
        decisions: As they were written down.
        statements: How many statements are about another entity now.
        graph_version: Version of the graph; the one there was where nothing changed.
    """

    decisions: list[dict[str, object]]
    statements: int
    graph_version: int


def merges(project: Project, type_: str | None = None, entity: str | None = None) -> list[Merge]:
    """Return the ledger, by type and name; of one type, or of one entity by any of its names."""
    rows = project.graph.merges()
    names = {(row.type, row.name) for row in rows if entity in {row.alias, row.name}}
    return sorted(
        (row for row in rows if type_ in {None, row.type} and (entity is None or (row.type, row.name) in names)),
        key=lambda row: (row.type, row.name, row.alias),
    )


def questions(project: Project, type_: str | None = None) -> list[tuple[int, Candidate]]:
    """Return what nobody has answered yet, each with its number in the queue of the last build, from 1."""
    queue = read_queue(project.layout.queue)
    still_open = set(open_questions(queue, read_decisions(project.layout.decisions)))
    return [(number, one) for number, one in enumerate(queue, 1) if one in still_open and type_ in {None, one.type}]


def decide(project: Project, entries: Sequence[Decision | Split]) -> RevisionAnswer:
    """Write decisions down and carry them out in the graph; later builds follow them.

    Raises:
        StateError: There is no graph yet, or another process is writing.
        UnknownIdError: The graph has no such entity, or nothing about it was read in the documents of a split.
    """
    return _decide(project.layout, lambda _: entries)


def declare(project: Project, left: str, right: str, *, same: bool, type_: str | None = None) -> RevisionAnswer:
    """Say that two names are of one entity, or of two.

    Args:
        project: The Project.
        left: One name.
        right: The other.
        same: Whether they are of one.
        type_: Their type; needed where several types have entities of both names.

    Raises:
        UnknownIdError: The graph has no entities of both names in one type.
        InputError: Several types have.
    """

    def found(graph: KnowledgeGraph) -> list[Decision | Split]:
        kind = type_ or _type_of(graph, left, right)
        return [Decision(type=kind, left=left, right=right, decision="same" if same else "different", time=_now())]

    return _decide(project.layout, found)


def unmerge(project: Project, alias: str, type_: str | None = None, name: str | None = None) -> RevisionAnswer:
    """Let a name go by itself again, and keep it apart from the name that it was taken for.

    Args:
        project: The Project.
        alias: The name that was merged.
        type_: Its type; needed where several types have such a merge.
        name: The name that it was taken for; may be left out.

    Raises:
        UnknownIdError: No merge of the ledger fits.
        InputError: Several do.
    """

    def found(graph: KnowledgeGraph) -> list[Decision | Split]:
        rows = [
            row
            for row in graph.merges()
            if row.alias == alias and type_ in {None, row.type} and name in {None, row.name}
        ]
        if not rows:
            raise UnknownIdError(
                f"no merge of {alias!r} fits", fix="`tastegraph graph DIR merges` shows the merges there are"
            )
        if len(rows) > 1:
            types = ", ".join(sorted(row.type for row in rows))
            raise InputError(f"{alias!r} was merged in several types: {types}", fix="Name one with --type")
        return [Decision(type=rows[0].type, left=alias, right=rows[0].name, decision="different", time=_now())]

    return _decide(project.layout, found)


def split(
    project: Project, name: str, type_: str, documents: Sequence[str], new_name: str | None = None
) -> RevisionAnswer:
    """Let what some documents say of a name be about another entity.

    Args:
        project: The Project.
        name: The name that two entities have.
        type_: Their type.
        documents: Item ids of the documents that speak of the other one.
        new_name: What it is called from now on; without it, the name with a number: ``Steve McQueen (2)``.

    Raises:
        UnknownIdError: The graph has no such entity, or nothing about it was read in one of the documents.
    """

    def found(graph: KnowledgeGraph) -> list[Decision | Split]:
        number = 2
        while graph.touching([(type_, f"{name} ({number})")]):
            number += 1
        other = new_name or f"{name} ({number})"
        return [Split(type=type_, name=name, documents=tuple(documents), new_name=other, time=_now())]

    return _decide(project.layout, found)


def answer_questions(project: Project, numbers: Sequence[int], *, yes: bool) -> RevisionAnswer:
    """Answer questions of the queue by their numbers.

    Raises:
        UnknownIdError: There is no open question of that number.
    """
    still_open = dict(questions(project))
    unknown = [number for number in numbers if number not in still_open]
    if unknown:
        raise UnknownIdError(f"no open question {unknown[0]}", fix="`tastegraph graph DIR review` numbers them")
    return decide(project, [answer(still_open[number], yes=yes, time=_now()) for number in numbers])


def write_questions(project: Project, path: Path, type_: str | None = None) -> int:
    """Write the open questions as CSV with an empty column ``decision``, and return how many there are."""
    asked = questions(project, type_)
    nodes = [(one.type, name) for _, one in asked for name in (one.left, one.right)]
    write_table(path, asked, examples(project.graph, nodes, EXAMPLES))
    return len(asked)


def read_questions(project: Project, path: Path) -> RevisionAnswer:
    """Take the decisions of a CSV that ``write_questions`` wrote and a person filled in.

    Raises:
        ReadError: A row cannot be understood; then none of them is taken.
    """
    return decide(project, read_table(path, read_queue(project.layout.queue), _now()))


def _decide(layout: Layout, entries: Callable[[KnowledgeGraph], Sequence[Decision | Split]]) -> RevisionAnswer:
    with exclusive(layout.generated, doing="decide"):
        graph = KnowledgeGraph.open(layout.graph)
        decided = entries(graph)
        revision = Revision(graph, decided)
        # Written down first: should the graph not be written after that, the next build follows the decision.
        if decided:
            record(layout.decisions, *decided)
        revision.publish()
    return RevisionAnswer(
        decisions=[entry.model_dump(mode="json") for entry in decided],
        statements=revision.changed,
        graph_version=graph.version,
    )


def _type_of(graph: KnowledgeGraph, left: str, right: str) -> str:
    """The type in which both names are names of entities, or were before a merge."""
    table, rows = graph.to_arrow(["subject", "subject_type", "object", "object_type"]), graph.merges()
    types: list[set[str]] = [{row.type for row in rows if row.alias == name} for name in (left, right)]
    for name, found in zip((left, right), types, strict=True):
        for end in ("subject", "object"):
            found.update(table.filter(pc.field(end) == name).column(f"{end}_type").unique().to_pylist())
    both = sorted(types[0] & types[1])
    if not both:
        raise UnknownIdError(f"no type has both {left!r} and {right!r}", fix="Give names as the graph has them")
    if len(both) > 1:
        raise InputError(f"several types have both: {', '.join(both)}", fix="Name one with --type")
    return both[0]


def _now() -> int:
    return int(time.time())

"""A graph brought up to date with a few documents that have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from tastegraph.extract.encoder.extractor import ABOUT
from tastegraph.graph import ITEM, KnowledgeGraph, Node, Statement, ends
from tastegraph.graph.clean import SetAside, clean, read_aside, write_aside
from tastegraph.graph.resolve.entities import joined_queues, read_decisions, read_queue, resolve_entities, write_queue
from tastegraph.project.construct.changes import Changes
from tastegraph.project.construct.reading import Reading
from tastegraph.project.construct.recipe import Recipe
from tastegraph.project.construct.workshop import Built, Workshop

_MAY_RETURN = frozenset({"contradiction", "redundant"})
"""Rules that took a statement out because of others, which may be gone now."""


def renew(workshop: Workshop, graph: KnowledgeGraph, changes: Changes, recipe: Recipe) -> Built:
    """Read the documents that have changed and put what they state in the place of what they stated.

    New names join the entities there are. Rules of cleaning that look at one subject, its contradictions for instance,
    are applied to the items that the documents are about; hubs and orphans, which take the whole graph to see, wait for
    the next whole build. Of an encoder's themes only those that the graph has are looked for.

    Args:
        workshop: What to work with.
        graph: As it is.
        changes: What has changed.
        recipe: What the graph is made of now.
    """
    tell, documents = workshop.progress, changes.documents
    tell(f"reading {len(documents):,} documents that have changed")
    facts = workshop.reader.facts(documents)
    reading = _text(workshop, graph, changes, facts)
    statements = [*facts, *reading.statements]

    tell("resolving entities")
    resolution = resolve_entities(
        statements,
        encoder=workshop.encoder() if workshop.config.resolve.cascade else None,
        decisions=read_decisions(workshop.layout.decisions),
        settings=workshop.entity_settings,
        known=graph.merges(),
        existing=_existing(graph, statements),
        progress=tell,
    )
    tell("cleaning")
    items = {document.item for document in documents}.union(changes.gone)
    beside = [one for one in graph.touching([(ITEM, item) for item in items]) if _document(one) not in items]
    back, aside = _sorted_out(read_aside(workshop.layout.aside), items)
    cleaned = clean([*resolution.statements, *beside, *back], workshop.schema)

    tell("writing the graph")
    write_aside(workshop.layout.aside, [*aside, *cleaned.aside])
    asked = joined_queues(read_queue(workshop.layout.queue), resolution.queue)
    write_queue(workshop.layout.queue, asked)
    kept = set(cleaned.statements)
    read = [one for one in cleaned.statements if _document(one) in items]
    remove = [one for one in beside if one not in kept]
    add = kept.difference(read, beside)
    fingerprint = recipe.fingerprint if reading.complete else None
    change = graph.update(
        documents,
        changes.gone,
        read,
        merges=resolution.merges,
        fingerprint=None if remove or add else fingerprint,
    )
    if remove or add:
        graph.revise(remove, sorted(add, key=repr), fingerprint=fingerprint)
    return Built(
        graph=graph,
        change=change,
        read=len(documents),
        merged=len(resolution.merges),
        aside=len(aside) + len(cleaned.aside),
        to_review=len(asked),
        chat=reading.chat,
    )


def _text(workshop: Workshop, graph: KnowledgeGraph, changes: Changes, facts: list[Statement]) -> Reading:
    if workshop.config.extract.method != "encoder":
        return workshop.reader.text(changes.documents, facts)
    read = {document.item for document in changes.documents}
    known = [one for one in graph.statements() if one.method == "facts" and _document(one) not in read]
    themes = {one.object for one in graph.statements(predicate=ABOUT)}
    return workshop.reader.text(changes.documents, [*facts, *known], themes)


def _existing(graph: KnowledgeGraph, statements: Iterable[Statement]) -> Counter[Node]:
    """How many statements name each entity of the types in which there is a name that the graph does not have."""
    counts: Counter[Node] = Counter()
    table = graph.to_arrow(columns=["subject_type", "subject", "object_type", "object"])
    for end in ("subject", "object"):
        found = table.group_by([f"{end}_type", end], use_threads=False).aggregate([([], "count_all")])
        for kind, name, count in zip(*(column.to_pylist() for column in found.columns), strict=True):
            counts[kind, name] += count
    new = {node[0] for statement in statements for node in ends(statement) if node not in counts}
    return Counter({node: count for node, count in counts.items() if node[0] in new})


def _sorted_out(aside: Iterable[SetAside], items: Collection[str]) -> tuple[list[Statement], list[SetAside]]:
    """What was set aside about the items and may return, and what stays aside; what was read in them is read again."""
    back, stays = [], []
    for one in aside:
        if _document(one.statement) in items:
            continue
        about = any(kind == ITEM and name in items for kind, name in ends(one.statement))
        if about and one.rule in _MAY_RETURN:
            back.append(one.statement)
        else:
            stays.append(one)
    return back, stays


def _document(statement: Statement) -> str | None:
    return None if statement.evidence is None else statement.evidence.document

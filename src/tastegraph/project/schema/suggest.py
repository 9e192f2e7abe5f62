"""A schema out of the catalogue: its columns, its sources, and what recurs in its texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from tastegraph.config import ItemsConfig, ProjectConfig
from tastegraph.data import Catalogue, open_table
from tastegraph.extract import FactExtractor
from tastegraph.extract.cues import Cue, Pattern, find_cues, find_patterns, read_sample
from tastegraph.extract.sources import read_source
from tastegraph.graph import ENTITY, ITEM, LITERAL, EntityType, Relation, Schema, Statement, normal_name
from tastegraph.graph.schema import BUILT_IN
from tastegraph.progress import Progress
from tastegraph.project.schema.columns import (
    ColumnRelation,
    entity_types,
    source_relations,
    stated_relations,
    unread_relations,
)
from tastegraph.project.schema.suggestion import Suggestion
from tastegraph.text import TextEncoder

SAMPLE_ROWS: Final = 20_000
"""Rows in which columns are looked at that the config does not name."""
ALIKE: Final = 0.6
"""Cosine from which on a phrase says what a relation says already."""


def suggest_schema(
    config: ProjectConfig, root: Path, catalogue: Catalogue, encoder: Callable[[], TextEncoder], progress: Progress
) -> Suggestion:
    """Return what a catalogue suggests for a schema, without a generative model.

    Fact columns and sources give the relations. The texts give each of them example sentences, found by the phrases
    that recur around its values. Columns that are not read, and phrases that names follow which no column explains,
    give proposals; a phrase that means what a relation means already is not proposed.

    Args:
        config: Of the Project.
        root: Its folder.
        catalogue: Its items.
        encoder: Makes the text encoder; called only where phrases have to be compared.
        progress: Told what is going on.
    """
    progress("reading columns")
    columns = config.items.facts
    facts = list(FactExtractor(columns).extract(catalogue.documents))
    stated = stated_relations(columns, facts, len(catalogue))
    told = [fact for source in config.sources for fact in read_source(source, root, catalogue)]
    stated += source_relations(told, [one.relation.name for one in stated])
    names = {one.relation.name for one in stated}
    unread = [one for one in unread_relations(_unread(config.items, root)) if one.relation.name not in names]

    progress("reading text")
    reading = read_sample(catalogue.documents, facts, config.items.text)
    cues = find_cues(reading)
    types = {normal_name(document.title): ITEM for document in catalogue.documents}
    types |= {value: one.relation.range for one in stated if one.relation.range != LITERAL for value in one.values}
    patterns = find_patterns(reading, types)
    if patterns:
        progress("comparing phrases")
        patterns = _unlike(patterns, [one.relation.name for one in stated], encoder())
    return _joined(stated, cues, unread, patterns, facts)


def _joined(
    stated: list[ColumnRelation],
    cues: Mapping[str, tuple[Cue, ...]],
    unread: list[ColumnRelation],
    patterns: list[Pattern],
    facts: Iterable[Statement],
) -> Suggestion:
    examples: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        examples[fact.predicate][fact.object] += 1
    relations, notes = [], {}
    for one in stated:
        told = cues.get(one.relation.name, ()) if one.relation.range != LITERAL else ()
        sentences = tuple(cue.example for cue in told)
        relations.append(one.relation.model_copy(update={"examples": sentences}))
        notes[one.relation.name] = one.note + (f"\ntold by {_phrases(told)}" if told else "")
    types = entity_types(stated, examples)
    proposals: dict[str, Relation] = {one.relation.name: one.relation for one in unread}
    notes |= {one.relation.name: one.note for one in unread}
    for pattern in patterns:
        name = " ".join(pattern.phrase.words)
        if name not in notes:
            proposals[name] = Relation(name=name, range=pattern.type or ENTITY, examples=(pattern.example,))
            notes[name] = (
                f"no column says it: {pattern.names} names in {pattern.support} documents; {', '.join(pattern.common)}"
            )
    schema = Schema(relations=tuple(relations), types=types)
    return Suggestion(schema, tuple(with_their_types(schema, proposals.values())), notes)


def with_their_types(schema: Schema, proposals: Iterable[Relation]) -> Iterator[EntityType | Relation]:
    """Yield each relation after the types that it names and that neither the schema nor an earlier one has."""
    declared = BUILT_IN | {kind.name for kind in schema.types}
    for relation in proposals:
        for kind in (relation.domain, relation.range):
            if kind not in declared:
                declared |= {kind}
                yield EntityType(name=kind)
        yield relation


def _phrases(cues: Iterable[Cue]) -> str:
    return ", ".join(f'"{cue.phrase}" ({cue.support}, {cue.precision:.0%} of it)' for cue in cues)


def _unlike(patterns: list[Pattern], names: list[str], encoder: TextEncoder) -> list[Pattern]:
    """Those that mean neither what a relation means nor what a better one of them means."""
    vectors = encoder.encode([*names, *(" ".join(pattern.phrase.words) for pattern in patterns)])
    kept = list(range(len(names)))
    chosen = []
    for place, pattern in enumerate(patterns, len(names)):
        if (vectors[kept] @ vectors[place]).max(initial=0.0) < ALIKE:
            kept.append(place)
            chosen.append(pattern)
    return chosen


def _unread(config: ItemsConfig, root: Path) -> dict[str, list[str]]:
    """Cells of the columns that the config does not name."""
    named = {config.id, config.title, *config.text, *config.facts}
    table = open_table(
        root / config.path, delimiter=config.delimiter, encoding=config.encoding, header=config.header,
        max_cell=config.max_cell, batch_rows=SAMPLE_ROWS // 5,
    )  # fmt: skip
    cells: dict[str, list[str]] = {}
    for batch in islice(table, 5):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name not in named:
                cells.setdefault(name, []).extend(value or "" for value in column.to_pylist())
    return cells

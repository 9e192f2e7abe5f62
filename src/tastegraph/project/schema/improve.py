"""A suggestion, and what a chat model found, as one suggestion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from tastegraph.config import ProjectConfig
from tastegraph.data import Catalogue
from tastegraph.graph import ANY, ENTITY, ITEM, LITERAL, EntityType, Example, Relation, Schema, normal_name
from tastegraph.progress import Progress
from tastegraph.project.schema.chat import Finding, Findings, find_relations
from tastegraph.project.schema.suggest import with_their_types
from tastegraph.project.schema.suggestion import Suggestion
from tastegraph.text.chat import ChatModel

BORNE_OUT: Final = 3
"""Documents that must prove a new relation for it to be declared; with fewer it is a proposal."""
EXAMPLES: Final = 3
"""Kept of each relation."""


def improve_with_chat(
    suggestion: Suggestion, model: ChatModel, config: ProjectConfig, catalogue: Catalogue, progress: Progress
) -> Suggestion:
    """Return a suggestion with what a chat model reads in a sample of the texts.

    Relations that are there get a description and more examples. New ones that BORNE_OUT documents prove are
    declared, others proposed. Of what several documents say of one relation, the most frequent counts; what would
    contradict itself is left out.

    Args:
        suggestion: As `suggest_schema` makes it.
        model: Whom to ask.
        config: Of the Project.
        catalogue: Its items.
        progress: Told what is going on.

    Raises:
        InputError: There is no text to read, or no request was answered.
    """
    found = find_relations(model, catalogue.documents, suggestion.schema, config, progress)
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in found.proved:
        groups[normal_name(finding.record.relation)].append(finding)
    notes = dict(suggestion.notes)
    declared: dict[str, Relation] = {}
    for relation in suggestion.schema.relations:
        declared[normal_name(relation.name)] = _described(relation, groups.pop(normal_name(relation.name), []))
    types = {normal_name(kind.name): kind for kind in suggestion.schema.types}
    proposed: dict[str, Relation] = {}
    proposed |= {normal_name(one.name): one for one in suggestion.proposals if isinstance(one, Relation)}
    for key, findings in sorted(groups.items(), key=lambda one: (-_support(one[1]), one[0])):
        relation, support = _relation(findings, {name: kind.name for name, kind in types.items()}), _support(findings)
        notes[relation.name] = f"the chat model reads it in {support} of {found.documents} documents"
        if support < BORNE_OUT:
            proposed.setdefault(key, relation)
            continue
        proposed.pop(key, None)
        declared[key] = relation
        for part in with_their_types(Schema(types=tuple(types.values())), [relation]):
            if isinstance(part, EntityType):
                types[normal_name(part.name)] = part
    schema = Schema(relations=tuple(declared.values()), types=tuple(types.values()))
    proposals = tuple(with_their_types(schema, proposed.values()))
    return Suggestion(schema, proposals, notes, (*suggestion.messages, *_messages(found)))


def _messages(found: Findings) -> list[str]:
    told = [
        f"the chat model was shown {found.documents} documents in {found.requests} requests; "
        f"{len(found.proved)} of its records are proved by their text, {found.rejected} are not and were left out"
    ]
    return told + [f"chat: {problem}" for problem in dict.fromkeys(found.problems)]


def _support(findings: Sequence[Finding]) -> int:
    return len({finding.item for finding in findings})


def _described(relation: Relation, findings: Sequence[Finding]) -> Relation:
    described = relation.description or _usual([one.record.description.strip() for one in findings])
    examples = relation.examples + tuple(_examples(findings, {example.object for example in relation.examples}))
    return relation.model_copy(update={"description": described, "examples": examples[:EXAMPLES]})


def _relation(findings: Sequence[Finding], types: dict[str, str]) -> Relation:
    records = [finding.record for finding in findings]
    domain = _usual([_type(record.domain, types) for record in records])
    range_ = _usual([_type(record.range, types) for record in records])
    domain = ENTITY if domain == LITERAL else domain
    datatype = _usual([record.datatype for record in records if record.datatype])
    return Relation(
        name=_usual([record.relation.strip() for record in records]),
        domain=domain,
        range=range_,
        description=_usual([record.description.strip() for record in records]),
        functional=all(record.functional for record in records),
        symmetric=domain == range_ and all(record.symmetric for record in records),
        transitive=domain == range_ and all(record.transitive for record in records),
        datatype=datatype or None if range_ == LITERAL else None,  # type: ignore[arg-type]
        examples=tuple(_examples(findings, set())),
    )


def _type(given: str, types: dict[str, str]) -> str:
    """A type as it is declared; a new one by its key."""
    key = normal_name(given)
    return key if key in {ITEM, ENTITY, LITERAL, ANY} else types.get(key, key)


def _usual(values: Sequence[str]) -> str:
    """The most frequent of them, the first by alphabet in a tie; empty where there is none."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _examples(findings: Sequence[Finding], used: set[str]) -> list[Example]:
    """One a document, each with another object."""
    examples: dict[str, Example] = {}
    seen = set(used)
    for finding in findings:
        if finding.example.object not in seen and finding.item not in examples:
            seen.add(finding.example.object)
            examples[finding.item] = finding.example
    return list(examples.values())[:EXAMPLES]

"""How well a graph keeps to a schema: what does not fit, by relation and reason, with examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph.schema.cardinality import OBJECT, SUBJECT, objects_by_subject, stated_facts
from tastegraph.graph.schema.relation import BUILT_IN, Relation
from tastegraph.graph.schema.schema import Reason, Schema
from tastegraph.graph.statement import ITEM, Statement

EXAMPLES: Final = 3
"""Kept of each kind of violation."""

ViolationReason: TypeAlias = Reason | Literal["max_objects", "min_objects"]

_ENDS: Final = ["predicate", "subject_type", "object_type"]


@dataclass(frozen=True)
class Violation:
    """One way in which the statements of one relation do not keep to the schema.

    Attributes:
        relation: Their predicate.
        reason: ``relation`` (the schema has none of this name), ``domain``, ``range``, ``datatype``, ``type`` (not
            declared), ``max_objects`` (a subject has too many objects) or ``min_objects`` (too few).
        message: The first of them in words.
        statements: How many; 0 for ``min_objects``, where statements are missing.
        subjects: How many subjects they have between them, for ``max_objects`` and ``min_objects``; else None.
        examples: Some of them.
    """

    relation: str
    reason: ViolationReason
    message: str
    statements: int
    subjects: int | None
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Conformance:
    """How well a graph keeps to a schema.

    Attributes:
        statements: How many there are.
        conforming: How many of them have nothing against them.
        violations: What is wrong, the most frequent first.
        unused: Relations of the schema without a statement, in its order.
        unknown_types: Types in the graph that the schema, which declares types, does not.
    """

    statements: int
    conforming: int
    violations: tuple[Violation, ...]
    unused: tuple[str, ...]
    unknown_types: tuple[str, ...]

    @property
    def share(self) -> float:
        """Conforming statements of all; 1 where there is none."""
        return self.conforming / self.statements if self.statements else 1.0

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready dictionaries, lists, strings and numbers."""
        return asdict(self) | {"share": self.share}


def examine(schema: Schema, statements: pa.Table, items: Iterable[str] = ()) -> Conformance:
    """Compare every statement of a graph with a schema.

    A statement counts once, under the first reason that it does not fit by itself, or else under ``max_objects``, where
    its subject has more objects than its relation allows. Statements of one fact from several places are several
    statements, and one object.

    Args:
        schema: What the graph may say; one without relations fits everything.
        statements: As ``KnowledgeGraph.to_arrow`` gives them.
        items: Ids of all items, for ``min_objects``; an item without any statement lacks objects, too.
    """
    found = list(_misfits(schema, statements)) if schema.relations else []
    wrong = sum(violation.statements for violation in found)
    items = tuple(items)
    for relation in schema.relations:
        if relation.max_objects is None and not relation.min_objects:
            continue
        facts = stated_facts(schema, relation, statements)
        counts = objects_by_subject(facts)
        if relation.max_objects is not None and (violation := _too_many(relation, relation.max_objects, facts, counts)):
            found.append(violation)
            wrong += violation.statements
        if relation.min_objects and (violation := _too_few(schema, relation, counts, statements, items)):
            found.append(violation)
    used = set(statements.column("predicate").unique().to_pylist())
    seen = {kind for end in ("subject_type", "object_type") for kind in statements.column(end).unique().to_pylist()}
    declared = BUILT_IN | {kind.name for kind in schema.types}
    return Conformance(
        statements=len(statements),
        conforming=len(statements) - wrong,
        violations=tuple(sorted(found, key=lambda one: (-(one.statements or one.subjects or 0), one.relation))),
        unused=tuple(name for name in schema.names if name not in used),
        unknown_types=tuple(sorted(seen - declared)) if schema.types else (),
    )


def _misfits(schema: Schema, statements: pa.Table) -> Iterator[Violation]:
    """Statements that are alike in what matters are judged once: by relation and types, and by object for literals."""
    literals = [relation.name for relation in schema.relations if relation.datatype is not None]
    by_object = pc.is_in(statements.column("predicate"), pa.array(literals, pa.string()))
    kinds: dict[tuple[str, Reason], list[tuple[int, str, Statement]]] = defaultdict(list)
    for part, keys in (
        (statements.filter(pc.invert(by_object)), _ENDS),
        (statements.filter(by_object), [*_ENDS, "object"]),
    ):
        firsts = [(name, "first") for name in ("subject", "object") if name not in keys]
        alike = part.group_by(keys, use_threads=False).aggregate([*firsts, ([], "count_all")])
        for row in alike.to_pylist():
            statement = Statement(
                subject=row["subject_first"],
                predicate=row["predicate"],
                object=row["object"] if "object" in row else row["object_first"],
                subject_type=row["subject_type"],
                object_type=row["object_type"],
            )
            misfit = schema.misfit(statement)
            if misfit is not None:
                kinds[row["predicate"], misfit.reason].append((row["count_all"], misfit.message, statement))
    for (relation, reason), rows in kinds.items():
        rows.sort(key=lambda row: -row[0])
        shown = tuple(f"{one.subject} — {one.predicate} → {one.object}" for _, _, one in rows[:EXAMPLES])
        yield Violation(relation, reason, rows[0][1], sum(count for count, _, _ in rows), None, shown)


def _too_many(relation: Relation, most: int, facts: pa.Table, counts: pa.Table) -> Violation | None:
    many = counts.filter(pc.greater(counts.column("objects"), most)).sort_by([("objects", "descending")])
    if not len(many):
        return None
    first = many.slice(0, EXAMPLES).to_pylist()
    return Violation(
        relation=relation.name,
        reason="max_objects",
        message=f"{relation.name!r} has at most {_amount(most)}, and {first[0]['objects']} here",
        statements=pc.sum(many.column("times")).as_py(),
        subjects=len(many),
        examples=tuple(f"{one['subject']} — {relation.name} → {_objects(facts, one)}" for one in first),
    )


def _objects(facts: pa.Table, subject: dict[str, Any]) -> str:
    own = pc.and_(*(pc.equal(facts.column(key), subject[key]) for key in SUBJECT))
    return " | ".join(facts.filter(own).column("object").slice(0, 4).to_pylist())


def _too_few(
    schema: Schema, relation: Relation, counts: pa.Table, statements: pa.Table, items: tuple[str, ...]
) -> Violation | None:
    known = dict.fromkeys((ITEM, item) for item in items)
    for end in (SUBJECT, OBJECT):
        nodes = statements.select(end).group_by(end, use_threads=False).aggregate([])
        known |= dict.fromkeys(zip(*(nodes.column(key).to_pylist() for key in end), strict=True))
    enough = counts.filter(pc.greater_equal(counts.column("objects"), relation.min_objects))
    having = set(zip(*(enough.column(key).to_pylist() for key in SUBJECT), strict=True))
    lacking = [name for kind, name in known if (kind, name) not in having and schema.is_a(kind, relation.domain)]
    if not lacking:
        return None
    return Violation(
        relation=relation.name,
        reason="min_objects",
        message=f"{relation.name!r} has at least {_amount(relation.min_objects)}, and fewer here",
        statements=0,
        subjects=len(lacking),
        examples=tuple(lacking[:EXAMPLES]),
    )


def _amount(objects: int) -> str:
    return "1 object" if objects == 1 else f"{objects} objects"

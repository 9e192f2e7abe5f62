"""How many objects the subjects of a relation have."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from tastegraph.graph.schema.relation import Relation
from tastegraph.graph.schema.schema import Schema
from tastegraph.graph.statement import Statement

SUBJECT: Final = ["subject_type", "subject"]
OBJECT: Final = ["object_type", "object"]


def stated_facts(schema: Schema, relation: Relation, statements: pa.Table) -> pa.Table:
    """Return the facts of a relation that fit the schema by themselves, each once.

    What is stated the other way round, in the inverse relation, is a fact too, stated 0 times in this one.

    Args:
        schema: What the graph may say.
        relation: One of its relations.
        statements: As ``KnowledgeGraph.to_arrow`` gives them.

    Returns:
        subject_type, subject, object_type, object: string; times: int64.
    """
    facts = _facts(schema, relation.name, statements)
    inverse = schema.inverse_of(relation.name)
    if inverse is not None:
        backwards = _facts(schema, inverse, statements).select([*OBJECT, *SUBJECT, "times"])
        backwards = backwards.rename_columns([*SUBJECT, *OBJECT, "times"])
        none = pa.array([0] * len(backwards), pa.int64())
        facts = pa.concat_tables([facts, backwards.set_column(4, "times", none)], promote_options="default")
        facts = facts.group_by([*SUBJECT, *OBJECT], use_threads=False).aggregate([("times", "sum")])
        facts = facts.select([*SUBJECT, *OBJECT, "times_sum"]).rename_columns([*SUBJECT, *OBJECT, "times"])
    return facts


def objects_by_subject(facts: pa.Table) -> pa.Table:
    """Return, for each subject of such facts: subject_type, subject: string; objects, times: int64."""
    found = facts.group_by(SUBJECT, use_threads=False).aggregate([("object", "count"), ("times", "sum")])
    return found.select([*SUBJECT, "object_count", "times_sum"]).rename_columns([*SUBJECT, "objects", "times"])


def _facts(schema: Schema, name: str, statements: pa.Table) -> pa.Table:
    """The distinct facts of a relation that fit; what is alike in all that matters is judged once."""
    own = statements.filter(pc.equal(statements.column("predicate"), name))
    own = own.group_by([*SUBJECT, *OBJECT], use_threads=False).aggregate([([], "count_all")])
    own = own.select([*SUBJECT, *OBJECT, "count_all"]).rename_columns([*SUBJECT, *OBJECT, "times"])
    keys = ["subject_type", "object_type", *(["object"] if schema.relation(name).datatype is not None else [])]
    kinds = own.group_by(keys, use_threads=False).aggregate([])
    fits = [schema.misfit(_like(name, kind)) is None for kind in kinds.to_pylist()]
    if all(fits):
        return own
    return own.join(kinds.filter(pa.array(fits, pa.bool_())), keys, join_type="left semi", use_threads=False)


def _like(name: str, kind: dict[str, str]) -> Statement:
    return Statement(
        "", name, kind.get("object", ""), subject_type=kind["subject_type"], object_type=kind["object_type"]
    )

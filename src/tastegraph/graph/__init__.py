"""The knowledge graph: statements that carry their evidence, kept in atomic versions.

``KnowledgeGraph`` is a folder; its statements come out as values, as Arrow, as sparse matrices and through SQL.
"""

from __future__ import annotations

from tastegraph.graph.change import Change, GraphDiff, Pruned, VersionInfo
from tastegraph.graph.columns import Rejection
from tastegraph.graph.counts import Counts
from tastegraph.graph.documents import DocumentLike, StoredDocument
from tastegraph.graph.evidence import SOURCE, verify
from tastegraph.graph.grounding import Grounding, verify_all
from tastegraph.graph.incidence import INVERSE, Incidence, incidence
from tastegraph.graph.merge import Merge
from tastegraph.graph.names import canonical_names, normal_name
from tastegraph.graph.neighbourhood import Node, ends
from tastegraph.graph.query import run_sql
from tastegraph.graph.schema import (
    ANY,
    ENTITY,
    LITERAL,
    EntityType,
    Example,
    Misfit,
    Relation,
    Schema,
    read_schema,
    read_text2kg_ontology,
    write_schema,
)
from tastegraph.graph.statement import ITEM, USER, Evidence, Statement
from tastegraph.graph.store import KnowledgeGraph

__all__ = [
    "ANY",
    "ENTITY",
    "INVERSE",
    "ITEM",
    "LITERAL",
    "SOURCE",
    "USER",
    "Change",
    "Counts",
    "DocumentLike",
    "EntityType",
    "Evidence",
    "Example",
    "GraphDiff",
    "Grounding",
    "Incidence",
    "KnowledgeGraph",
    "Merge",
    "Misfit",
    "Node",
    "Pruned",
    "Rejection",
    "Relation",
    "Schema",
    "Statement",
    "StoredDocument",
    "VersionInfo",
    "canonical_names",
    "ends",
    "incidence",
    "normal_name",
    "read_schema",
    "read_text2kg_ontology",
    "run_sql",
    "verify",
    "verify_all",
    "write_schema",
]

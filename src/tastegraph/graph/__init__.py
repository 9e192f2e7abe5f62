"""The knowledge graph: statements that carry their evidence, kept in atomic versions.

``KnowledgeGraph`` is a folder; its statements come out as values, as Arrow, as sparse matrices and through SQL.
"""

from __future__ import annotations

from tastegraph.graph.change import Change, VersionInfo
from tastegraph.graph.columns import Rejection
from tastegraph.graph.counts import Counts
from tastegraph.graph.documents import DocumentLike, StoredDocument
from tastegraph.graph.evidence import SOURCE, verify
from tastegraph.graph.incidence import INVERSE, Incidence, incidence
from tastegraph.graph.names import canonical_names, normal_name
from tastegraph.graph.neighbourhood import Node
from tastegraph.graph.query import run_sql
from tastegraph.graph.schema import Relation, Schema
from tastegraph.graph.statement import ITEM, Evidence, Statement
from tastegraph.graph.store import KnowledgeGraph

__all__ = [
    "INVERSE",
    "ITEM",
    "SOURCE",
    "Change",
    "Counts",
    "DocumentLike",
    "Evidence",
    "Incidence",
    "KnowledgeGraph",
    "Node",
    "Rejection",
    "Relation",
    "Schema",
    "Statement",
    "StoredDocument",
    "VersionInfo",
    "canonical_names",
    "incidence",
    "normal_name",
    "run_sql",
    "verify",
]

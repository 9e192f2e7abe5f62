"""What a graph may say: relations, the types they lead from and to, and the file a person keeps them in."""

from __future__ import annotations

from tastegraph.graph.schema.conformance import Conformance, Violation, examine
from tastegraph.graph.schema.datatypes import Datatype, fits_datatype
from tastegraph.graph.schema.file import read_schema, schema_text, write_schema
from tastegraph.graph.schema.ontology import read_ontology
from tastegraph.graph.schema.owl_export import owl_text
from tastegraph.graph.schema.owl_import import Ontology, read_owl
from tastegraph.graph.schema.relation import ANY, BUILT_IN, ENTITY, LITERAL, EntityType, Example, Relation
from tastegraph.graph.schema.schema import Misfit, Schema
from tastegraph.graph.schema.shacl_export import shacl_text
from tastegraph.graph.schema.text2kg import read_text2kg_ontology

__all__ = [
    "ANY",
    "BUILT_IN",
    "ENTITY",
    "LITERAL",
    "Conformance",
    "Datatype",
    "EntityType",
    "Example",
    "Misfit",
    "Ontology",
    "Relation",
    "Schema",
    "Violation",
    "examine",
    "fits_datatype",
    "owl_text",
    "read_ontology",
    "read_owl",
    "read_schema",
    "read_text2kg_ontology",
    "schema_text",
    "shacl_text",
    "write_schema",
]

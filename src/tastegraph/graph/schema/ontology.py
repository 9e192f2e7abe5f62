"""Ontologies that others wrote, whatever their form."""

from __future__ import annotations

from pathlib import Path

from tastegraph.graph.schema.owl_import import Ontology, read_owl
from tastegraph.graph.schema.text2kg import read_text2kg_ontology


def read_ontology(path: Path) -> Ontology:
    """Read an ontology: by its ending an ``ontology.json`` of Text2KGBench, or else OWL or RDFS.

    Raises:
        InputError: See `read_text2kg_ontology` and `read_owl`.
    """
    if path.suffix == ".json":
        return Ontology(read_text2kg_ontology(path), ())
    return read_owl(path)

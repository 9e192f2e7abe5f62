"""A graph in the formats of other tools, and back; SPARQL over it."""

from __future__ import annotations

from tastegraph.graph.exchange.content import Content
from tastegraph.graph.exchange.formats import FORMATS, export_graph, read_content
from tastegraph.graph.exchange.recbole import read_recbole
from tastegraph.graph.exchange.sparql import run_sparql

__all__ = ["FORMATS", "Content", "export_graph", "read_content", "read_recbole", "run_sparql"]

"""Statements from what others know already: graphs, tables of triples, tags and social links.

There is no text behind them to quote; their method is ``source``.
"""

from __future__ import annotations

from tastegraph.extract.sources.reading import read_source, source_files
from tastegraph.extract.sources.types import typed_by_schema

__all__ = ["read_source", "source_files", "typed_by_schema"]

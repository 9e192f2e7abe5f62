"""``build``: how a catalogue becomes a knowledge graph, whole or document by document, and what that will cost."""

from __future__ import annotations

from tastegraph.project.construct.asking import Exported, Imported, export_requests, import_answers
from tastegraph.project.construct.estimate import Estimate, estimate_build
from tastegraph.project.construct.pipeline import build_graph
from tastegraph.project.construct.workshop import Built, Workshop

__all__ = [
    "Built",
    "Estimate",
    "Exported",
    "Imported",
    "Workshop",
    "build_graph",
    "estimate_build",
    "export_requests",
    "import_answers",
]

"""Entity resolution: which names are of one entity, why, and what people decided about it.

``resolve_entities`` takes statements and gives them back under one name for each entity, with a ledger of the names
that were merged and a queue of what a person should look at. A ``Revision`` carries out what the person decides.
"""

from __future__ import annotations

from tastegraph.graph.resolve.entities.decisions import Decision, Decisions, Split, read_decisions, record
from tastegraph.graph.resolve.entities.queue import Candidate, joined_queues, open_questions, read_queue, write_queue
from tastegraph.graph.resolve.entities.resolution import Resolution, resolve_entities
from tastegraph.graph.resolve.entities.revision import Revision, examples
from tastegraph.graph.resolve.entities.settings import EntitySettings
from tastegraph.graph.resolve.entities.table import answer, in_words, read_table, write_table

__all__ = [
    "Candidate",
    "Decision",
    "Decisions",
    "EntitySettings",
    "Resolution",
    "Revision",
    "Split",
    "answer",
    "examples",
    "in_words",
    "joined_queues",
    "open_questions",
    "read_decisions",
    "read_queue",
    "read_table",
    "record",
    "resolve_entities",
    "write_queue",
    "write_table",
]

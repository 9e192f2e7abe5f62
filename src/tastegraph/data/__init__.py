"""Catalogues, interaction logs and splits.

Tables on disk become a `Catalogue` of documents and `Interactions` between users and items; a `Split` parts the
interactions into what is learned from, chosen by and measured on. Readers stream, ids are mapped once, in frozen
maps, and every value here is named by the digest of its content.
"""

from tastegraph.data.benchmarks import Benchmark, read_kgat, read_recbole
from tastegraph.data.catalogue import MISSING, Catalogue, Document, read_catalogue
from tastegraph.data.ids import Id, IdMap
from tastegraph.data.interactions import Interactions
from tastegraph.data.log import LogReport, read_interactions
from tastegraph.data.splits import (
    Split,
    cold_item_split,
    ends_of_histories,
    leave_last_out,
    random_split,
    ready_made,
    temporal_split,
    validated_on_ends,
)
from tastegraph.data.tables import column_names, open_table
from tastegraph.data.text_ids import text_id
from tastegraph.data.triples import Triples, full_rows, read_links, read_triples

__all__ = [
    "MISSING",
    "Benchmark",
    "Catalogue",
    "Document",
    "Id",
    "IdMap",
    "Interactions",
    "LogReport",
    "Split",
    "Triples",
    "cold_item_split",
    "column_names",
    "ends_of_histories",
    "full_rows",
    "leave_last_out",
    "open_table",
    "random_split",
    "read_catalogue",
    "read_interactions",
    "read_kgat",
    "read_links",
    "read_recbole",
    "read_triples",
    "ready_made",
    "temporal_split",
    "text_id",
    "validated_on_ends",
]

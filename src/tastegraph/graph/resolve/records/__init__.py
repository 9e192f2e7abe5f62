"""Rows of two tables that are the same thing, found without labels.

``read_records`` reads the tables, ``match_records`` matches them (``match_by_splink`` with the extra ``splink``),
``read_truth`` and ``agreement`` say how well.
"""

from tastegraph.graph.resolve.records.alignment import Aligned, align
from tastegraph.graph.resolve.records.matching import Matching, RecordPair, match_records
from tastegraph.graph.resolve.records.reading import Records, read_records
from tastegraph.graph.resolve.records.splink import match_by_splink
from tastegraph.graph.resolve.records.truth import Agreement, Truth, agreement, read_truth

__all__ = [
    "Agreement",
    "Aligned",
    "Matching",
    "RecordPair",
    "Records",
    "Truth",
    "agreement",
    "align",
    "match_by_splink",
    "match_records",
    "read_records",
    "read_truth",
]

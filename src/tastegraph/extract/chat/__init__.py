"""Documents to statements by a chat model, each of which its text proves.

The model is asked in calls that hold several short documents or a window on a long one; what it answers is located in
the text and checked against the schema, and counted where it is rejected.
"""

from __future__ import annotations

from tastegraph.extract.chat.extractor import ChatExtractor
from tastegraph.extract.chat.report import ChatReport
from tastegraph.extract.chat.titles import items_by_title

__all__ = ["ChatExtractor", "ChatReport", "items_by_title"]

"""Documents to statements: fact columns, and text read by an encoder or a chat model.

Every statement names the words it was read from.
"""

from tastegraph.extract.chat import ChatExtractor, ChatReport
from tastegraph.extract.encoder import EncoderExtractor
from tastegraph.extract.escalation import join_readings, uncertain_documents
from tastegraph.extract.facts import FactExtractor
from tastegraph.extract.grounding import SearchableText, Span, locate
from tastegraph.extract.learned import ExampleExtractor, LearnedExtractor
from tastegraph.extract.protocol import Extractor

__all__ = [
    "ChatExtractor",
    "ChatReport",
    "EncoderExtractor",
    "ExampleExtractor",
    "Extractor",
    "FactExtractor",
    "LearnedExtractor",
    "SearchableText",
    "Span",
    "join_readings",
    "locate",
    "uncertain_documents",
]

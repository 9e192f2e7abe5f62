"""Documents to statements: fact columns, and text read by an encoder.

Every statement names the words it was read from.
"""

from tastegraph.extract.encoder import EncoderExtractor
from tastegraph.extract.facts import FactExtractor
from tastegraph.extract.protocol import Extractor

__all__ = ["EncoderExtractor", "Extractor", "FactExtractor"]

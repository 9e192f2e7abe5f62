"""Items as feature rows: what the graph and the text know, in the shape a model can use."""

from tastegraph.represent.knowledge import FeatureBlock, Knowledge, Matrix
from tastegraph.represent.text import text_block, words_block

__all__ = ["FeatureBlock", "Knowledge", "Matrix", "text_block", "words_block"]

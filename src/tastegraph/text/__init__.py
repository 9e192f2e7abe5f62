"""Text to vectors: the encoder protocol, the default model and a cache on disk.

Models are loaded when the first text comes, never at import.
"""

from tastegraph.text.cache import CachedEncoder
from tastegraph.text.encoder import TextEncoder
from tastegraph.text.minilm import MiniLMEncoder

__all__ = ["CachedEncoder", "MiniLMEncoder", "TextEncoder"]

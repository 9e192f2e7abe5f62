"""Typed extraction with a text encoder and no generative model: entities linked to relations, and themes."""

from tastegraph.extract.encoder.extractor import EncoderExtractor

__all__ = ["EncoderExtractor"]

"""Spans with labels, learned from labelled texts: no generative model."""

from tastegraph.extract.tagger.spans import LabelledSpan, TaggedSpan
from tastegraph.extract.tagger.tagger import SpanTagger

__all__ = ["LabelledSpan", "SpanTagger", "TaggedSpan"]

"""Extraction that learns from labelled examples, or from facts that are known of the documents already."""

from tastegraph.extract.learned.distant import DistantReader, Fact
from tastegraph.extract.learned.examples import ExampleExtractor, TripleReader
from tastegraph.extract.learned.extractor import LearnedExtractor
from tastegraph.extract.learned.given import GivenSubjects
from tastegraph.extract.learned.triples import ReadTriple

__all__ = [
    "DistantReader",
    "ExampleExtractor",
    "Fact",
    "GivenSubjects",
    "LearnedExtractor",
    "ReadTriple",
    "TripleReader",
]

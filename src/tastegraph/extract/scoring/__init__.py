"""How good an extractor is: gold folders, and triples compared with them."""

from tastegraph.extract.scoring.examples import Example, Triple, joined
from tastegraph.extract.scoring.gate import read_baseline, shortfall
from tastegraph.extract.scoring.gold import GoldSet, read_gold
from tastegraph.extract.scoring.keys import normalised, normalised_triple
from tastegraph.extract.scoring.measure import Measured, constant_subject, measure_extractor
from tastegraph.extract.scoring.mistakes import Mistake, mistakes, write_mistakes
from tastegraph.extract.scoring.predictions import TEXT, Prediction, documents_of, predictions_of
from tastegraph.extract.scoring.score import Agreement, RelationScore, Score, score_triples

__all__ = [
    "TEXT",
    "Agreement",
    "Example",
    "GoldSet",
    "Measured",
    "Mistake",
    "Prediction",
    "RelationScore",
    "Score",
    "Triple",
    "constant_subject",
    "documents_of",
    "joined",
    "measure_extractor",
    "mistakes",
    "normalised",
    "normalised_triple",
    "predictions_of",
    "read_baseline",
    "read_gold",
    "score_triples",
    "shortfall",
    "write_mistakes",
]

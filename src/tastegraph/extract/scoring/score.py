"""Precision, recall and F1 of predicted triples, and how far predictions keep to the schema and to the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tastegraph.extract.scoring.examples import Example, Triple
from tastegraph.extract.scoring.keys import normalised_triple
from tastegraph.extract.scoring.predictions import Prediction


@dataclass(frozen=True)
class Agreement:
    """How many triples are right.

    Attributes:
        gold: Triples that the texts state.
        predicted: Triples that were predicted.
        right: Triples in both.
    """

    gold: int
    predicted: int
    right: int

    @property
    def precision(self) -> float:
        """Right of predicted; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right of gold; 0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.gold + self.predicted) if self.right else 0.0


@dataclass(frozen=True)
class RelationScore:
    """Normalised agreement on one relation."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


@dataclass(frozen=True)
class Score:
    """How well predicted triples agree with gold ones, all texts pooled (micro average).

    Attributes:
        exact: Agreement where subject, relation and object are the same strings.
        normalised: Agreement in the form of `tastegraph.extract.scoring.normalised`.
        conformance: Share of the predicted triples whose relation the schema has and whose ends are of its domain and
            range, where those are known. 1 where nothing was predicted.
        grounding: Share of the predicted triples with a quote that stands in the text at the span they give.
        hallucination: Share of the predicted triples whose subject or object does not stand in the text, or whose
            relation the schema has not. A name stands in the text as it is, up to normalisation, or by its alias: the
            words of the text that the extractor gave it for. A subject that is given with the text (its id, the text
            itself, or the one subject of all training triples) is not read, and counts as standing there.
        hallucination_verbatim: The same without aliases.
        by_relation: Relation → normalised agreement.
        texts: Number of texts.
    """

    exact: Agreement
    normalised: Agreement
    conformance: float
    grounding: float
    hallucination: float
    hallucination_verbatim: float
    by_relation: dict[str, RelationScore]
    texts: int

    def to_json(self) -> dict[str, Any]:
        """As JSON-ready dictionaries, lists, strings and numbers."""
        return {
            "precision": self.exact.precision,
            "recall": self.exact.recall,
            "f1": self.exact.f1,
            "precision_normalised": self.normalised.precision,
            "recall_normalised": self.normalised.recall,
            "f1_normalised": self.normalised.f1,
            "conformance": self.conformance,
            "grounding": self.grounding,
            "hallucination": self.hallucination,
            "hallucination_verbatim": self.hallucination_verbatim,
            "by_relation": {name: asdict(one) for name, one in self.by_relation.items()},
            "texts": self.texts,
            "gold": self.exact.gold,
            "predicted": self.exact.predicted,
            "right": self.exact.right,
            "right_normalised": self.normalised.right,
        }


def score_triples(
    examples: Sequence[Example], predictions: Sequence[Sequence[Prediction]], relations: frozenset[str]
) -> Score:
    """Compare predicted triples with gold ones, text by text.

    Args:
        examples: The texts and what they state.
        predictions: For each text what was predicted.
        relations: Those of the schema; empty for an open one, which has every relation.

    References:
        Mihindukulasooriya et al. (2023), "Text2KGBench", section 4.2; its averages are over sentences, and of the
        predictions only those count whose relation the sentence's gold triples have. Here all count.
    """
    exact, loose = [0, 0, 0], [0, 0, 0]
    by_relation: dict[str, list[int]] = {}
    for example, predicted in zip(examples, predictions, strict=True):
        gold, said = set(example.triples), {one.triple for one in predicted}
        _add(exact, gold, said)
        gold, said = set(map(normalised_triple, gold)), set(map(normalised_triple, said))
        _add(loose, gold, said)
        spelled = {
            normalised_triple(t).predicate: t.predicate for t in (*(p.triple for p in predicted), *example.triples)
        }
        for key, name in spelled.items():
            of_key = [{triple for triple in triples if triple.predicate == key} for triples in (gold, said)]
            _add(by_relation.setdefault(name, [0, 0, 0]), *of_key)
    every = [one for predicted in predictions for one in predicted]

    def share(count: int, nothing: float) -> float:
        return count / len(every) if every else nothing

    known = [not relations or one.triple.predicate in relations for one in every]
    return Score(
        exact=Agreement(*exact),
        normalised=Agreement(*loose),
        conformance=share(sum(one.misfit is None for one in every), 1.0),
        grounding=share(sum(one.quoted for one in every), 1.0),
        hallucination=share(sum(not (one.surfaced and in_) for one, in_ in zip(every, known, strict=True)), 0.0),
        hallucination_verbatim=share(
            sum(not (one.verbatim and in_) for one, in_ in zip(every, known, strict=True)), 0.0
        ),
        by_relation={name: _relation_score(Agreement(*counts)) for name, counts in sorted(by_relation.items())},
        texts=len(examples),
    )


def _add(counts: list[int], gold: set[Triple], said: set[Triple]) -> None:
    for place, number in enumerate((len(gold), len(said), len(gold & said))):
        counts[place] += number


def _relation_score(agreement: Agreement) -> RelationScore:
    return RelationScore(agreement.precision, agreement.recall, agreement.f1, agreement.gold, agreement.predicted)

"""Scores worked by hand, laws that hold for all, and the gate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.errors import ReadError
from tastegraph.extract.scoring import (
    Example,
    Triple,
    mistakes,
    normalised,
    predictions_of,
    read_baseline,
    score_triples,
    shortfall,
)
from tastegraph.graph import ENTITY, Evidence, Relation, Schema, Statement

SCHEMA = Schema(relations=(Relation(name="author", domain=ENTITY), Relation(name="year", domain=ENTITY)))
TEXT = "The Old House was written by Ann Lee in 1984."


def said(subject: str, predicate: str, value: str, quote: str | None = None, alias: str | None = None) -> Statement:
    start = TEXT.find(quote) if quote else 0
    evidence = None if quote is None else Evidence("t", "text", start, start + len(quote), quote)
    return Statement(subject, predicate, value, 0.8, evidence, "encoder", ENTITY, object_alias=alias)


def test_each_figure_is_what_its_definition_says() -> None:
    gold = (Triple("The_Old_House", "author", "Ann Lee"), Triple("The_Old_House", "year", "01 January 1984"))
    example = Example("t", TEXT, gold)
    statements = [
        said("The Old House", "author", "Ann Lee", "Ann Lee"),
        said("The_Old_House", "year", "01 January 1984", "1984", alias="1984"),
        said("The Old House", "genre", "novel"),
        said("The Old House", "author", "Bob"),
    ]
    predicted = predictions_of(example, statements, SCHEMA, frozenset())
    score = score_triples([example], [predicted], frozenset(SCHEMA.names))
    assert (score.exact.right, score.exact.predicted, score.exact.gold) == (1, 4, 2)
    assert (score.normalised.precision, score.normalised.recall) == (0.5, 1.0)
    assert score.normalised.f1 == pytest.approx(2 / 3)
    assert score.conformance == 0.75
    assert score.grounding == 0.5
    assert score.hallucination == 0.5
    assert score.hallucination_verbatim == 0.75
    assert score.by_relation["author"].precision == 0.5
    assert score.by_relation["genre"].gold == 0
    rows = mistakes([example], [predicted])
    assert [(row.relation, row.kind, row.object) for row in rows] == [
        ("author", "spurious", "Bob"),
        ("genre", "spurious", "novel"),
    ]


def test_a_given_subject_is_no_hallucination() -> None:
    example = Example("sku-1", TEXT, (Triple("sku-1", "author", "Ann Lee"),))
    for subject, given_ in (("sku-1", frozenset()), (TEXT, frozenset()), ("shop", frozenset({"shop"}))):
        (one,) = predictions_of(example, [said(subject, "author", "Ann Lee")], SCHEMA, given_)
        assert one.verbatim
    (one,) = predictions_of(example, [said("shop", "author", "Ann Lee")], SCHEMA, frozenset())
    assert not one.surfaced


NAMES = st.text(st.sampled_from("abC _-'é我"), min_size=1, max_size=6)
TRIPLES = st.builds(Triple, NAMES, st.sampled_from(["author", "year"]), NAMES)


@given(st.lists(TRIPLES, unique=True, max_size=6), st.lists(TRIPLES, unique=True, max_size=6))
def test_scores_are_shares_and_what_is_said_right_scores_one(gold: list[Triple], other: list[Triple]) -> None:
    example = Example("t", TEXT, tuple(gold))
    statements = [Statement(*triple, subject_type=ENTITY) for triple in other]
    score = score_triples([example], [predictions_of(example, statements, SCHEMA, frozenset())], frozenset())
    for value in (score.exact.f1, score.normalised.f1, score.conformance, score.grounding, score.hallucination):
        assert 0 <= value <= 1
    assert score.exact.right == len(set(gold) & set(other))
    same = [Statement(*triple, subject_type=ENTITY) for triple in gold]
    perfect = score_triples([example], [predictions_of(example, same, SCHEMA, frozenset())], frozenset())
    assert perfect.exact.f1 == perfect.normalised.f1 == (1.0 if gold else 0.0)


@given(st.text(max_size=20))
def test_the_normal_form_is_stable_and_blind_to_spaces_and_case(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)
    assert normalised("Let 's_Get  Loud") == normalised("let’s get loud")


def test_the_gate(tmp_path: Path) -> None:
    assert shortfall(0.5, 0.5, None, 0.0) is None
    assert "below the 0.5000" in (shortfall(0.49, 0.5, None, 0.0) or "")
    assert shortfall(0.49, None, 0.5, 0.01) is None
    assert "baseline" in (shortfall(0.48, None, 0.5, 0.01) or "")
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"f1_normalised": 0.4}), encoding="utf-8")
    assert read_baseline(path) == 0.4
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ReadError, match="f1_normalised"):
        read_baseline(path)

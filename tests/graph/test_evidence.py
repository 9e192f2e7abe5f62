from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import Evidence, Statement, verify

TEXT = "Léon 🎬 and Mathilda"
FIELDS = {"1": {"Plot": TEXT, "Note": ""}}
EVIDENCE = Evidence("1", "Plot", 11, 19, "Mathilda")
STATEMENT = Statement("1", "character", "Mathilda", evidence=EVIDENCE)


def test_offsets_count_characters() -> None:
    assert verify(STATEMENT, FIELDS) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"document": "2"}, "there is no document '2'"),
        ({"field": "Title"}, "has no field 'Title'"),
        ({"start": 10}, "reads ' Mathilda' at 10:19, not 'Mathilda'"),
        ({"quote": "mathilda"}, "not 'mathilda'"),
        ({"end": 20}, "has 19 characters"),
        ({"start": -8}, "the span -8:19 is not in field"),
        ({"start": 12, "end": 12, "quote": ""}, "the span 12:12"),
        ({"start": 14, "end": 12, "quote": ""}, "the span 14:12"),
        ({"field": "Note", "start": 0, "end": 0, "quote": ""}, "the span 0:0"),
    ],
)
def test_a_quote_that_does_not_stand_there_is_refused_with_the_reason(change: dict[str, object], reason: str) -> None:
    found = verify(replace(STATEMENT, evidence=replace(EVIDENCE, **change)), FIELDS)
    assert found is not None
    assert reason in found


def test_only_statements_of_a_source_need_no_evidence() -> None:
    assert verify(replace(STATEMENT, evidence=None, method="source"), {}) is None
    assert "'encoder'" in str(verify(replace(STATEMENT, evidence=None, method="encoder"), FIELDS))


def test_the_evidence_of_a_source_is_checked_where_it_gives_one() -> None:
    assert verify(replace(STATEMENT, method="source"), {}) is not None


@given(st.text(), st.integers(-3, 12), st.integers(-3, 12), st.text(max_size=3))
def test_it_holds_exactly_when_the_words_stand_at_the_span(text: str, start: int, end: int, quote: str) -> None:
    statement = Statement("1", "p", "o", evidence=Evidence("1", "Plot", start, end, quote))
    stands = bool(quote) and start >= 0 and end == start + len(quote) and text.startswith(quote, start)
    assert (verify(statement, {"1": {"Plot": text}}) is None) == stands

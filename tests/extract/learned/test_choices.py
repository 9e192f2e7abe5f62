"""Subjects and triples are chosen by what spans look like."""

from __future__ import annotations

import numpy as np
import pytest

from tastegraph.extract.learned.alignment import align_value
from tastegraph.extract.learned.choices import Candidate, Choices, SeenText
from tastegraph.extract.learned.forms import Forms
from tastegraph.extract.learned.layout import Layout
from tastegraph.extract.learned.marks import MARKS, BorderWords, marks, rivals
from tastegraph.extract.learned.places import Place, ReadText
from tastegraph.extract.learned.reader import ReadSpan
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.scoring import Example, Triple

NAMES = ("Red Harbour", "Winter Road", "Glass Mirror", "Paper Garden", "Last Letter", "Golden Clock")
FORMS = ("In 1994, {} won a prize from Ann Lee.", "Though {} is old, Ann Lee likes it.", "{} also pleased Ann Lee.")


def spans_of(text: ReadText, *names: str) -> list[ReadSpan]:
    """Each name a span, all equally likely to be anything."""
    labels = np.array([0.5, 0.5], dtype=np.float32)
    return [ReadSpan(align_value(name, text)[0], 0.5, labels) for name in names]


def seen_texts() -> tuple[list[SeenText], list[Place], BorderWords]:
    examples, texts, places = [], [], []
    for number, name in enumerate(NAMES * 3):
        words = FORMS[number % 3].format(name)
        examples.append(Example(str(number), words, (Triple(name, "liked by", "Ann Lee"),)))
        texts.append(ReadText.unread(words))
        places.append(align_value(name, texts[-1])[0])
    borders = BorderWords.of(texts, [[place] for place in places])
    first = {0: "In 1994, {}", 1: "Though {}", 2: "{} also"}
    seen = [
        SeenText.of(
            example,
            text,
            spans_of(text, first[number % 3].format(example.triples[0].subject), example.triples[0].subject),
            borders,
            BorderWords.of([text], [[place]]),
        )
        for number, (example, text, place) in enumerate(zip(examples, texts, places, strict=True))
    ]
    return seen, places, borders


def test_words_beside_names_are_no_part_of_a_subject() -> None:
    seen, places, borders = seen_texts()
    draft = Choices(Layout(("liked by",), frozenset()), Forms.of([]), SubjectRule("span"), borders)
    chosen = draft.with_subjects(seen, [[(1, place)] for place in places])
    text = ReadText.unread("Though Silver Bridge is long, Ann Lee likes it.")
    new = SeenText.of(
        Example("new", text.text), text, spans_of(text, "Though Silver Bridge", "Silver Bridge", "Ann Lee"), borders
    )
    found = {one.triple for one in chosen.candidates(new) if one.object_words == "Ann Lee"}
    assert found == {Triple("Silver Bridge", "liked by", "Ann Lee")}


def test_what_a_text_gave_itself_is_not_counted() -> None:
    text = ReadText.unread("Though Silver Bridge is long.")
    own = BorderWords.of([text], [[Place(1, 3)]])
    both = BorderWords.of([text, ReadText.unread("Though Red Clock is slow.")], [[Place(1, 3)], [Place(1, 3)]])
    assert own.opening("though") < 0
    assert own.opening("though", own) == 0
    assert both.opening("though", own) == own.opening("though")
    assert own.closing("bridge") > 0
    assert marks(text, [], own, None).shape == (0, MARKS)


def test_rivals_are_the_likeliest_crossing_span_and_the_likeliest_other() -> None:
    probabilities = {Place(0, 2): 0.2, Place(1, 3): 0.6, Place(5, 6): 0.9}
    spans = [ReadSpan(place, 0.5, np.array([sure], dtype=np.float32)) for place, sure in probabilities.items()]
    itself, crossing, elsewhere = 1 / (1 + np.exp(-rivals(spans, 0).T))
    assert itself == pytest.approx([0.2, 0.6, 0.9], abs=1e-6)
    assert crossing == pytest.approx([0.6, 0.2, 0.0], abs=1e-3)
    assert elsewhere == pytest.approx([0.9, 0.9, 0.6], abs=1e-3)


def test_few_labels_make_what_is_likely_surer() -> None:
    rng = np.random.default_rng(0)
    true = rng.random(4000) < 0.4
    right = true & (rng.random(4000) < 0.5)
    found = [
        Candidate(Triple("a", "r", "b"), 0, Place(0, 1), None, "b", np.array([float(is_true)])) for is_true in true
    ]
    draft = Choices(Layout(("r",), frozenset()), Forms.of([]), SubjectRule("id"), BorderWords.of([], []))
    fitted = draft.with_triples(found, right.tolist(), complete=False)
    shared = fitted.with_share(right.tolist(), fitted.sure(found))
    assert fitted.sure(found)[true].mean() == pytest.approx(0.5, abs=0.05)
    assert shared.sure(found)[true].mean() == pytest.approx(1, abs=0.06)
    assert shared.sure(found)[~true].mean() < 0.1

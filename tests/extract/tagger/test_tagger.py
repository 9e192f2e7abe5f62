"""A tagger learns from examples, says how sure it is, and comes back from its folder."""

from __future__ import annotations

import json
import random

import pytest

from tastegraph.errors import InputError, ReadError, StateError
from tastegraph.extract.tagger import LabelledSpan, SpanTagger

BRANDS = ["Keds", "Ellie Shoes", "Crocs", "Stacy Adams", "Diesel", "Finn Comfort", "Sperry", "Walking Cradles"]
COLOURS = ["Navy Blue", "Red", "Champagne", "Black", "Lime Green", "Taupe", "Cognac"]
KINDS = ["Sneaker", "Ballet Flat", "Oxford", "Slide", "Wing-Tip"]


def title(rng: random.Random) -> tuple[str, list[LabelledSpan]]:
    parts = [("brand", rng.choice(BRANDS)), (None, rng.choice(["Men's", "Women's"])), ("type", rng.choice(KINDS))]
    parts += [(None, ","), ("colour", rng.choice(COLOURS)), (None, ","), ("size", f"{rng.randint(4, 14)} M US")]
    text, spans = "", []
    for label, part in parts:
        start = len(text) + (part != "," and bool(text))
        text += part if part == "," or not text else f" {part}"
        if label:
            spans.append(LabelledSpan(start, len(text), label))
    return text, spans


def titles(n: int, seed: int) -> tuple[list[str], list[list[LabelledSpan]]]:
    rng = random.Random(seed)
    texts, spans = zip(*(title(rng) for _ in range(n)), strict=True)
    return list(texts), list(spans)


def found(tagger, texts, **options):
    return [[LabelledSpan(*span[:3]) for span in spans] for spans in tagger.tag(texts, **options)]


@pytest.fixture(scope="module")
def quick():
    texts, spans = titles(80, 0)
    return SpanTagger.fit(texts, spans, effort="quick")


def test_learns_and_finds_what_it_has_not_seen(quick):
    text = "Minnetonka Women's Slide, Burnt Orange, 9 M US"
    texts, spans = titles(30, 1)

    assert found(quick, texts) == spans
    assert LabelledSpan(26, 38, "colour") in found(quick, [text], min_confidence=0.0)[0]


def test_spans_carry_confidences_and_less_sure_ones_are_left_out(quick):
    texts, _ = titles(20, 2)
    texts.append("Unheard words: Zorro and Blue teapot")
    every = quick.tag(texts, min_confidence=0.0)

    assert all(0 < span.confidence < 1 for spans in every for span in spans)
    assert any(span.confidence < 0.5 for span in every[-1])
    sure = quick.tag(texts, min_confidence=0.8)
    assert sure == [[span for span in spans if span.confidence >= 0.8] for spans in every]


def test_same_seed_same_tagger_and_it_comes_back_from_its_folder(quick, tmp_path):
    texts, spans = titles(80, 0)
    again = SpanTagger.fit(texts, spans, effort="quick")
    new, _ = titles(30, 3)

    quick.save(tmp_path / "tagger")
    loaded = SpanTagger.load(tmp_path / "tagger")

    assert again.tag(new, min_confidence=0.0) == quick.tag(new, min_confidence=0.0)
    assert loaded.tag(new, min_confidence=0.0) == quick.tag(new, min_confidence=0.0)
    quick.save(tmp_path / "tagger")
    assert [path.name for path in tmp_path.iterdir()] == ["tagger"]


def test_one_text_or_many_makes_no_difference(quick):
    texts, _ = titles(5, 4)

    assert quick.tag(texts) == [quick.tag([text])[0] for text in texts]


@pytest.mark.parametrize("effort", ["quick", pytest.param("thorough", marks=pytest.mark.slow)])
def test_a_handful_of_examples_in_any_script(effort):
    texts = ["导演：王家卫", "導演：小津安二郎", "Directed by Agnès Varda", "", "nothing to see"]
    spans = [
        [LabelledSpan(3, 6, "director")],
        [LabelledSpan(3, 8, "director")],
        [LabelledSpan(12, 23, "director")],
        [],
        [],
    ]

    tagger = SpanTagger.fit(texts, spans, effort=effort)

    assert found(tagger, texts[:3]) == spans[:3]
    assert tagger.tag(["", "  \n", "\ud800 \x00"])[:2] == [[], []]


@pytest.mark.parametrize("effort", ["quick", "thorough"])
def test_nothing_to_learn_from(effort):
    assert SpanTagger.fit([], [], effort=effort).tag(["some text"]) == [[]]
    assert SpanTagger.fit(["some text"], [[]], effort=effort).tag(["some text", ""]) == [[], []]


def test_labels_that_share_a_place_are_told_together():
    text = "Alien was written and directed by {}."
    names = [f"{first} {last}" for first in ("Ann", "Bob", "Cyd") for last in ("Lee", "Roe", "Fox", "Day")]
    start = text.index("{")
    spans = [[LabelledSpan(start, start + len(name), label) for label in ("director", "writer")] for name in names]

    tagger = SpanTagger.fit([text.format(name) for name in names], spans, effort="quick")

    new = "Alien was written and directed by Eve Poe."
    assert found(tagger, [new]) == [[LabelledSpan(34, 41, "director"), LabelledSpan(34, 41, "writer")]]


def test_contexts_restrict_labels():
    texts, spans = titles(40, 5)
    teas = ["Numi Black Tea, 16 Bags", "Twinings Green Tea, 20 Bags", "Numi Green Tea, 20 Bags"] * 4
    of_teas = [[LabelledSpan(0, text.index(" "), "brand")] for text in teas]

    tagger = SpanTagger.fit(texts + teas, spans + of_teas, contexts=["Shoes"] * 40 + ["Tea"] * 12, effort="quick")

    title = "Twinings Black Slide, Red, 9 M US"
    as_tea = tagger.tag([title], ["Tea"], min_confidence=0.0)[0]
    assert {span.label for span in as_tea} == {"brand"}
    assert {span.label for span in tagger.tag([title], ["Shoes"])[0]} > {"colour", "size"}
    assert {span.label for span in tagger.tag([title], ["Hats"])[0]} > {"colour", "size"}


def test_a_label_told_once_a_text_is_answered_once(quick):
    text = "Keds Women's Oxford, Red, 9 M US, Taupe, 9 M US"

    colours = [span for span in quick.tag([text], min_confidence=0.0)[0] if span.label == "colour"]

    assert len(colours) == 1


def test_bad_input_is_named(tmp_path):
    with pytest.raises(InputError, match=r"row 2.*does not lie in a text of 3 characters"):
        SpanTagger.fit(["abc", "abc"], [[], [LabelledSpan(1, 4, "x")]])
    with pytest.raises(InputError, match="1 lists of spans for 2 texts"):
        SpanTagger.fit(["abc", "abc"], [[]])
    with pytest.raises(InputError, match="1 contexts for 2 texts"):
        SpanTagger.fit(["abc", "abc"], [[], []], contexts=["x"])
    with pytest.raises(StateError, match="no tagger here"):
        SpanTagger.load(tmp_path)
    (tmp_path / "tagger.json").write_text("{")
    with pytest.raises(ReadError, match="damaged tagger"):
        SpanTagger.load(tmp_path)
    (tmp_path / "tagger.json").write_text(json.dumps({"format": 1}))
    with pytest.raises(ReadError, match="damaged tagger"):
        SpanTagger.load(tmp_path)


@pytest.mark.slow
def test_the_encoder_finds_more_and_comes_back_from_its_folder(tmp_path):
    texts, spans = titles(30, 6)
    complete = [row % 3 > 0 for row in range(30)]
    given = [of_text if whole else of_text[:2] for of_text, whole in zip(spans, complete, strict=True)]
    new, wanted = titles(20, 7)

    tagger = SpanTagger.fit(texts, given, complete=complete)
    tagger.save(tmp_path / "tagger")

    assert found(tagger, new) == wanted
    assert SpanTagger.load(tmp_path / "tagger").tag(new) == tagger.tag(new)


@pytest.mark.slow
def test_product_titles(real_data):
    """On titles held out of the training part; the benchmark says how good it is on the test part."""
    lines = (real_data / "extraction-products" / "oa-mine" / "train.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    random.Random(0).shuffle(rows)
    texts, contexts = [row["input"] for row in rows], [row["category"] for row in rows]
    gold = [
        {(label, value.strip()) for label, values in row["target_scores"].items() for value in values} for row in rows
    ]
    spans = [
        [LabelledSpan(text.index(value), text.index(value) + len(value), label) for label, value in sorted(pairs)]
        for text, pairs in zip(texts, gold, strict=True)
    ]

    tagger = SpanTagger.fit(texts[:800], spans[:800], contexts=contexts[:800], effort="quick")
    answers = tagger.tag(texts[1000:], contexts[1000:])

    hits = answered = 0
    for text, of_text, pairs in zip(texts[1000:], answers, gold[1000:], strict=True):
        said = {(span.label, text[span.start : span.end]) for span in of_text}
        hits, answered = hits + len(said & pairs), answered + len(said)
    assert 2 * hits / (answered + sum(map(len, gold[1000:]))) > 0.68
    sure = [
        text[span.start : span.end] in {value for label, value in pairs if label == span.label}
        for text, of_text, pairs in zip(texts[1000:], answers, gold[1000:], strict=True)
        for span in of_text
        if span.confidence >= 0.9
    ]
    assert len(sure) > 500
    assert sum(sure) / len(sure) > 0.88

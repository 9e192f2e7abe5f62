"""An extractor that learned from examples: what it finds, and that it makes nothing up."""

from __future__ import annotations

import numpy as np
import pytest

from tastegraph.extract.learned import ExampleExtractor
from tastegraph.extract.scoring import Example, GoldSet, Triple, measure_extractor
from tastegraph.graph import ENTITY, LITERAL, Relation, Schema

FIRST = ("Ann", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ida", "Jon")
LAST = ("Lee", "Marsh", "Novak", "Okoye", "Price", "Quist", "Rossi", "Stone", "Tran", "Ueda")
WORD = ("Silver", "Broken", "Quiet", "Northern", "Last", "Golden", "Hidden", "Winter", "Paper", "Glass")
THING = ("River", "Garden", "Clock", "Harbour", "Letter", "Mirror", "Bridge", "Forest", "Lantern", "Orchard")
SCHEMA = Schema(
    relations=(
        Relation(name="painter", domain=ENTITY),
        Relation(name="owner", domain=ENTITY),
        Relation(name="date", domain=ENTITY, range=LITERAL),
    )
)


def examples(count: int, seed: int, *, one_each: bool = False) -> list[Example]:
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        painter, owner = (f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(2))
        title, year = f"The {rng.choice(WORD)} {rng.choice(THING)}", int(rng.integers(1850, 1990))
        text = rng.choice(
            [
                f"{title} is a picture painted by {painter} in {year}; today it belongs to {owner}.",
                f"In {year} the artist {painter} painted {title}, which {owner} owns.",
                f"{owner} is the owner of {title}, a work of {painter} that was finished in {year}.",
            ]
        )
        triples = [
            Triple(title.replace(" ", "_"), "painter", painter.replace(" ", "_")),
            Triple(title.replace(" ", "_"), "date", f"01 January {year}"),
        ]
        if painter != owner:
            triples.append(Triple(title.replace(" ", "_"), "owner", owner.replace(" ", "_")))
        if one_each:
            triples = [triples[int(rng.integers(len(triples)))]]
        made.append(Example(f"e{number}", str(text), tuple(triples)))
    return made


def measured(train: list[Example], test: list[Example], schema: Schema = SCHEMA):
    gold = GoldSet(schema, True, tuple(train), tuple(test))
    return measure_extractor(gold, lambda _: ExampleExtractor.fit(train, schema, effort="quick")).score


def test_it_learns_subjects_objects_relations_and_forms() -> None:
    score = measured(examples(120, 0), examples(40, 1))
    assert score.exact.f1 > 0.9
    assert (score.conformance, score.grounding, score.hallucination) == (1, 1, 0)
    assert score.hallucination_verbatim > 0, "dates are stated in a form that does not stand in the text"


@pytest.mark.slow
def test_one_triple_a_line_teaches_to_find_all() -> None:
    score = measured(examples(200, 0, one_each=True), examples(40, 1))
    assert score.exact.recall > 0.6
    assert score.exact.precision > 0.8


def test_without_examples_it_goes_by_the_schema() -> None:
    test = examples(40, 1)
    score = measured([], test)
    assert score.normalised.right > 0
    assert (score.grounding, score.hallucination) == (1, 0)
    assert measured([], test, Schema()).normalised.predicted == 0


@pytest.mark.parametrize(
    "text", ["", " \n", "!?…", "a", "x" * 3000, "王" * 500, "\ufeff\u200b", "É" * 40 + " \ud83d\ude00"]
)
def test_odd_texts_are_read_without_harm(text: str, fitted: ExampleExtractor) -> None:
    from tastegraph.data import Document
    from tastegraph.graph import verify

    for statement in fitted.extract([Document("d", "d", {"text": text})]):
        assert verify(statement, {"d": {"text": text}}) is None


@pytest.fixture(scope="module")
def fitted() -> ExampleExtractor:
    return ExampleExtractor.fit(examples(30, 0), SCHEMA, effort="quick")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_next_to_nothing_to_learn_from_is_no_error(count: int) -> None:
    score = measured(examples(count, 0), examples(5, 1))
    assert score.hallucination == 0


def test_titles_with_given_subjects_are_tagged() -> None:
    rng = np.random.default_rng(0)
    titles = []
    for number in range(80):
        brand, colour, size = rng.choice(LAST), rng.choice(["Red", "Blue", "Dark Green"]), int(rng.integers(4, 14))
        text = f"{brand} {rng.choice(THING)} Shoe, {colour}, {size} M US"
        values = {"brand": brand, "colour": colour, "size": f"{size} M US"}
        triples = tuple(Triple(f"sku{number}", name, str(value)) for name, value in values.items())
        titles.append(Example(f"sku{number}", text, triples, "Shoes"))
    schema = Schema(relations=tuple(Relation(name=name, domain=ENTITY) for name in ("brand", "colour", "size")))
    score = measured(titles[:60], titles[60:], schema)
    assert score.exact.f1 > 0.9
    assert score.hallucination == 0

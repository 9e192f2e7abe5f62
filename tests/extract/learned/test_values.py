"""Values found in texts, and values made from the words for them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.extract.learned.alignment import align_value
from tastegraph.extract.learned.forms import Forms, Pair
from tastegraph.extract.learned.places import ReadText
from tastegraph.extract.learned.quantities import MONTHS, Date, as_date, as_number, dates_in
from tastegraph.extract.learned.subjects import SubjectRule
from tastegraph.extract.learned.words import tight, words_of
from tastegraph.extract.scoring import Example, Triple

TEXT = (
    'Set on 28 July 1944, "It \'s Late" runs 89 minutes; Ray Griggs (born 1,974) made it for $2 million. 王家卫执导。'
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("It's_Late", "It 's Late"),
        ("ray griggs", "Ray Griggs"),
        ("Ray_Griggs_(director)", "Ray Griggs"),
        ("1944-07-28", "28 July 1944"),
        ("01 January 1944", None),
        ("1944", "1944"),
        ("89.0", "89"),
        ("5340.0", "89"),
        ("2000000", "2 million"),
        ("Ray Grigs", "Ray Griggs"),
        ("王家卫", "王家卫"),
        ("Nobody Here", None),
        ("!", None),
    ],
)
def test_a_value_is_found_where_it_may_have_been_read(value: str, words: str | None) -> None:
    text = ReadText.unread(TEXT)
    assert [text.surface(place) for place in align_value(value, text)][:1] == ([] if words is None else [words])


@given(st.text(max_size=40))
def test_words_are_apart_and_hold_every_letter(text: str) -> None:
    words = words_of(text)
    assert all(left.end <= right.start for left, right in pairwise(words))
    assert tight("".join(text[word.start : word.end] for word in words)) == tight(text)


@given(st.integers(1000, 2999), st.integers(1, 12), st.integers(1, 28))
def test_a_date_is_read_in_every_form(year: int, month: int, day: int) -> None:
    name = MONTHS[month - 1]
    whole = Date(year, month, day)
    for form in (
        f"{day} {name} {year}",
        f"{name} {day}, {year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{year}年{month}月{day}日",
    ):
        assert as_date(form) == whole
    assert as_date(f"00 {name} {year}") == Date(year, month)
    assert as_date(f"in {year}") is None
    assert [date for _, _, date in dates_in(f"It came in {year}.")] == [Date(year)]
    assert as_number(f"{year}.0") == year


def test_forms_are_those_that_made_the_examples() -> None:
    pairs = [Pair("released", str(year), f"01 January {year}") for year in range(1980, 1990)]
    pairs += [Pair("length", str(number), f"{number}.0") for number in (90, 95, 100)]
    pairs += [Pair("seconds", str(number), f"{60 * number}.0") for number in (90, 95, 100)]
    pairs += [Pair("maker", "Ann Lee", "Ann_Lee"), Pair("maker", "Bo Yu", "Bo_Yu"), Pair("maker", "Al", "Al_(painter)")]
    pairs += [Pair("country", "American", "United States")] * 2 + [Pair("country", "Peru", "Peru")] * 4
    forms = Forms.of(pairs)
    assert forms.render("released", "1975").value == "01 January 1975"
    assert forms.render("released", "3 May 1975").value == "03 May 1975"
    assert forms.render("length", "81").value == "81.0"
    assert forms.render("seconds", "2").value == "120.0"
    assert forms.render("maker", "Cy Fox").value == "Cy_Fox"
    assert forms.render("maker", "Al").value == "Al_(painter)"
    assert forms.render("country", "American").value == "United States"
    assert forms.render("country", "Chile").value == "Chile"
    assert forms.render("released", "1975").reliability > 0.8


@pytest.mark.parametrize(
    ("subject", "rule"),
    [
        (lambda number, text: f"p{number}", SubjectRule("id")),
        (lambda number, text: text, SubjectRule("text")),
        (lambda number, text: "shop", SubjectRule("constant", "shop")),
        (lambda number, text: text.split(",")[0], SubjectRule("before", ",")),
        (lambda number, text: text.split()[1], SubjectRule("span")),
    ],
)
def test_the_rule_of_the_subjects_is_learned(subject, rule: SubjectRule) -> None:
    texts = [f"Brand{number} Shoe{number}, red" for number in range(6)]
    examples = [
        Example(f"p{number}", text, (Triple(subject(number, text), "colour", "red"),))
        for number, text in enumerate(texts)
    ]
    assert SubjectRule.of(examples) == rule
    if rule.is_given:
        assert all(rule.subject(example) == example.triples[0].subject for example in examples)

"""Words are alike whatever their case, accents, order and script."""

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph.resolve.records.words import folded, grams_of, unordered, words_of


def test_accents_go_and_voicing_marks_stay():
    assert words_of("Amélie À Paris") == ["amelie", "a", "paris"]
    assert folded("が") != folded("か")


def test_names_of_persons_in_either_order():
    assert unordered("Jun Ji-hyun") == unordered("Ji-hyun Jun")
    assert unordered("Varda, Agnès") == unordered("Agnes Varda")


def test_scripts_without_spaces_are_cut_into_pairs():
    assert words_of("東京物語2") == ["東京", "京物", "物語", "2"]
    assert set(grams_of("東京物語")) & set(grams_of("物語 東京"))


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)

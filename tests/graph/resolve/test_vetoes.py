"""What speaks against two names meaning one thing, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph.resolve.vetoes import code_in, contradiction


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("Alien", "Alien 2", "numbers"),
        ("Toy Story 2", "Toy Story 3", "numbers"),
        ("Rocky II", "Rocky 3", "numbers"),
        ("Harry Potter Part One", "Harry Potter, Part 2", "numbers"),
        ("哈利波特第二部", "哈利波特第三部", "numbers"),
        ("Memory Card 8GB", "Memory Card 4GB", "numbers"),
        ("Dune (1984)", "Dune (2021)", "years"),
        ("Sony Turntable PSLX350H", "Sony Turntable PSLX250H", "codes"),
        ("X2", "X3", "versions"),
        ("Men in Black", "Women in Black", "opposites"),
        ("Black Swan", "White Swan", "opposites"),
    ],
)
def test_what_differs_is_named(left, right, kind):
    assert contradiction(left, right).startswith(kind)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Rocky", "Rocky I"),
        ("Kill Bill: Vol. 2", "Kill Bill Volume Two"),
        ("Henry IV", "Henry 4"),
        ("进击的巨人 第2季", "进击的巨人 第二季"),
        ("Dune", "Dune (2021)"),
        ("Sony PSL-X350H", "sony pslx350h"),
        ("Linksys EZXS88W", "Linksys EZXS88W-NA"),
        ("Catch-22", "Catch 22"),
        ("Windows 10,000", "Windows 10000"),
        ("Malcolm X", "Malcolm X"),
        ("Seven Samurai", "The Seven Samurai"),
    ],
)
def test_other_spellings_are_no_contradiction(left, right):
    assert contradiction(left, right) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_order_does_not_matter_and_nothing_contradicts_itself(left, right):
    assert contradiction(left, left) is None
    assert (contradiction(left, right) is None) == (contradiction(right, left) is None)


def test_codes_are_told_from_words_and_measures():
    assert code_in("PSL-X350H") == "pslx350h"
    assert code_in("0101070200") == "0101070200"
    assert [code_in(word) for word in ("turntable", "1080p", "2021", "catch-22", "mp3")] == [None] * 5

"""Numbers, dates and plurals are found in the forms that are stated, and in no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.extract.grounding import SearchableText
from tastegraph.extract.normal_forms import find_form
from tastegraph.extract.support import find_name


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("1300", "sold 1,300 copies", "1,300"),
        ("1,300", "sold 1 300 copies", "1 300"),
        ("1300", "it cost 1.300 euros", "1.300"),
        ("1.3", "1,3 km", "1,3"),
        ("282838.0", "it took 282,838 pounds", "282,838"),
        ("2000000.5", "it took 2.000.000,5 euros", "2.000.000,5"),
        ("1300000", "seen by 1.3 million people", "1.3 million"),
        ("$63 million", "it made $63,000,000", "63,000,000"),
        ("630000000", "票房6.3亿元", "6.3亿"),
        ("2", "it won two awards", "two"),
        ("2", "获得两项大奖", "两"),
        ("-5", "at -5 degrees", "-5"),
        ("1979-05-25", "on May 25, 1979,", "May 25, 1979"),
        ("1979-05-25", "on the 25th of May 1979", "25th of May 1979"),
        ("1979-05-25", "am 25.5.1979", "25.5.1979"),
        ("1979-05", "1979年5月25日上映", "1979年5月25日"),
        ("25 May 1979", "released 1979-05-25", "1979-05-25"),
        ("thriller", "two dark thrillers", "thrillers"),
        ("comedies", "a romantic comedy", "comedy"),
        ("1300", "13,00 or 1301 or 13001", None),
        ("3", "3.5 and 13", None),
        ("1234567", "1234.567 and 12.34.567", None),
        ("1979-05-25", "May 26, 1979, and May 25, 1980", None),
        ("1979-05-25", "in May 1979", None),
        ("1979-13-45", "1979-13-45 is none", None),
        ("Hank", "Tom Hanks", None),
        ("bu", "the bus", None),
        ("two", "too", None),
    ],
)
def test_finds_the_forms_that_are_stated(value, text, found):
    place = find_form(value, text)

    assert (None if place is None else text[place.start : place.end]) == found


@given(st.integers(0, 10**12))
def test_a_number_is_found_however_it_is_grouped(number):
    for text in (f"{number:,}", f"{number:,}".replace(",", "."), f"{number:,}".replace(",", "\u202f")):
        assert find_form(str(number), f"all {text} of them") is not None


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_is_not_found_in_another(number, other):
    assert (find_form(str(number), f"all {other} of them") is not None) == (number == other)


@given(st.dates())
def test_a_date_is_found_in_words_and_not_a_day_off(day):
    wanted = f"{day.year:04}-{day.month:02}-{day.day:02}"
    text = f"since {day.strftime('%B')} {day.day}, {day.year:04} or so"

    assert find_form(wanted, text) is not None
    assert find_form(f"{wanted[:-2]}{day.day % 28 + 1:02}", text) is None or day.day % 28 + 1 == day.day


def test_a_name_that_is_misspelled_is_stored_as_the_text_spells_it():
    text = SearchableText("directed by <b>Sigourney</b> Weaver &amp; Co")

    assert find_name("Sigourny Weaver", text).name == "Sigourney Weaver"
    assert find_name("SIGOURNEY WEAVER", text).name == "SIGOURNEY WEAVER"
    assert find_name("Sigourney Weav", text) is None


@pytest.mark.parametrize("name", ["Toy Story 3", "Rocky III", "Will", "Al", "1996"])
def test_a_name_that_only_resembles_one_is_not_found(name):
    assert find_name(name, SearchableText("Toy Story 2, Rocky II, Wills, Alan and 1995")) is None

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.report.intervals import Estimate, whiskers


def estimate(value, low=math.nan, high=math.nan, each=()):
    return Estimate("label", "text", value, "grey", low, high, each)


def test_the_axis_just_holds_all_that_is_drawn():
    plot = whiskers([estimate(0.2, each=(0.1, 0.3)), estimate(0.25, 0.15, 0.35)])
    first, second = plot.rows
    assert first.dots[0] == pytest.approx(0.06 / 1.12)
    assert second.ends[1] == pytest.approx(1.06 / 1.12)
    assert first.at == pytest.approx((0.2 - 0.1 + 0.015) / (0.25 * 1.12))
    assert first.ends is None
    assert plot.zero is None
    assert [tick.label for tick in plot.ticks] == ["0.1", "0.2", "0.3"]


def test_zero_is_on_the_axis_of_differences():
    plot = whiskers([estimate(0.02, 0.01, 0.03)], with_zero=True)
    assert plot.zero == pytest.approx(0.06 / 1.12)
    assert plot.rows[0].at > plot.zero
    assert [tick.label for tick in plot.ticks] == ["0.00", "0.01", "0.02", "0.03"]


def test_what_is_undefined_is_not_drawn():
    (row,) = whiskers([estimate(math.nan, each=(math.nan,))]).rows
    assert (row.at, row.ends, row.dots) == (None, None, ())


def test_equal_values_have_a_place():
    plot = whiskers([estimate(0.0, 0.0, 0.0)], with_zero=True)
    assert plot.rows[0].at == plot.zero == pytest.approx(0.5)
    assert whiskers([estimate(0.25)]).rows[0].at == pytest.approx(0.5)
    assert whiskers([]).rows == ()


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.booleans())
def test_everything_lies_on_the_axis_and_ticks_ascend(values, with_zero):
    plot = whiskers([estimate(value) for value in values], with_zero=with_zero)
    assert all(0 <= row.at <= 1 for row in plot.rows)
    places = [tick.at for tick in plot.ticks]
    assert places == sorted(set(places))
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in places)
    assert 1 <= len(places) <= 6

"""What a server says about its limits, and how a client keeps to them."""

from __future__ import annotations

from email.utils import formatdate

import numpy as np
import pytest

from tastegraph.text.chat.pace import LONGEST_BACK_OFF, Pace, back_off, seconds_until, wait_asked_for

NOW = 1_750_000_000.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("20", 20),
        ("0.5", 0.5),
        (" 7 ", 7),
        ("120ms", 0.12),
        ("6m0s", 360),
        ("1h2m3.5s", 3723.5),
        (formatdate(NOW + 90, usegmt=True), 90),
        (formatdate(NOW - 90, usegmt=True), 0),
        ("2025-06-15T15:06:50Z", 10),
        ("2025-06-15T17:06:50+02:00", 10),
        (str(NOW + 30), 30),
        ("-3", 0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("3 apples", None),
    ],
)
def test_waits_are_read_in_each_form_that_servers_use(value, seconds):
    assert seconds_until(value, NOW) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Content-Type": "application/json"}, None),
        ({"Retry-After": "3", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "9s"}, 3),
        ({"retry-after-ms": "250"}, 0.25),
        ({"x-ratelimit-remaining-requests": "12", "x-ratelimit-reset-requests": "9s"}, None),
        ({"X-RateLimit-Remaining-Requests": "0", "X-RateLimit-Reset-Requests": "9s"}, 9),
        (
            {
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-requests": "1s",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "2m",
            },
            120,
        ),
        ({"x-ratelimit-remaining-tokens": "0"}, None),
    ],
)
def test_what_is_used_up_is_waited_for(headers, seconds):
    assert wait_asked_for([(name.encode(), value.encode()) for name, value in headers.items()], NOW) == seconds


def test_waits_before_another_attempt_grow_and_are_drawn_from_the_whole_range():
    rng = np.random.default_rng(0)
    for attempt, most in ((1, 0.5), (2, 1.0), (4, 4.0), (20, LONGEST_BACK_OFF), (10_000, LONGEST_BACK_OFF)):
        waits = np.array([back_off(attempt, rng) for _ in range(2000)])
        assert waits.min() >= 0
        assert waits.max() <= most
        assert waits.mean() == pytest.approx(most / 2, rel=0.1)


def test_many_refusals_of_one_moment_narrow_once_and_answers_widen_slowly():
    pace = Pace(64)
    for sent in range(10):
        pace.refused(float(sent), 10.0)
    assert pace.width == 32
    pace.refused(11.0, 12.0)
    assert pace.width == 16
    for _ in range(16):
        pace.answered()
    assert pace.width == 16
    for _ in range(5000):
        pace.answered()
    assert pace.width == 64
    for moment in range(100):
        pace.refused(100.0 + moment, 100.5 + moment)
    assert pace.width == 1

"""How fast a server may be asked: what it says in its headers, and what a client makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import numpy as np

FIRST_WAIT: Final = 0.5
"""Seconds; upper end of the first wait before a request is sent again."""
LONGEST_BACK_OFF: Final = 30.0
"""Seconds; upper end of any such wait that the server does not ask for itself."""
LONGEST_PAUSE: Final = 300.0
"""Seconds; a server that wants a longer pause than this is given up for now."""

_PARTS: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_UNITS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_MOMENT: Final = 1e9
"""A number of seconds from here on is a time since 1970, not a duration."""


def back_off(attempt: int, rng: np.random.Generator) -> float:
    """Return the seconds to wait after a failed attempt: exponential, with full jitter.

    Source: Brooker (2015), "Exponential Backoff and Jitter".

    Args:
        attempt: How many attempts there were so far, from 1.
        rng: Of the jitter.
    """
    return float(rng.uniform(0, min(LONGEST_BACK_OFF, FIRST_WAIT * 2.0 ** min(attempt - 1, 30))))


def seconds_until(value: str, now: float) -> float | None:
    """Return the seconds that a header asks to wait, None where it cannot be read.

    Read are seconds (``20``), durations (``6m0s``, ``120ms``), HTTP dates, ISO 8601 and seconds since 1970.

    Args:
        value: Of ``Retry-After`` or of ``x-ratelimit-reset-…``.
        now: Seconds since 1970.
    """
    value = value.strip()
    try:
        number = float(value)
    except ValueError:
        parts = _PARTS.findall(value)
        if parts and "".join(amount + unit for amount, unit in parts) == value:
            return sum(float(amount) * _UNITS[unit] for amount, unit in parts)
        moment = _moment(value)
        return None if moment is None else max(0.0, moment - now)
    if not np.isfinite(number):
        return None
    return max(0.0, number - now if number >= _MOMENT else number)


def _moment(value: str) -> float | None:
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(value)
        except (ValueError, TypeError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return None


def wait_asked_for(headers: Iterable[tuple[bytes, bytes]], now: float) -> float | None:
    """Return the seconds for which a server wants no more requests, None where it has no wish.

    ``Retry-After`` counts before the rest. Of ``x-ratelimit-remaining-requests`` and ``-tokens`` what is used up
    counts, with the ``x-ratelimit-reset-…`` beside it.

    Args:
        headers: Of the reply, as it was sent.
        now: Seconds since 1970.
    """
    limits: dict[str, str] = {}
    for name, value in headers:
        if name[:1] in b"xXrR":
            lower = name.lower()
            if lower.startswith(b"x-ratelimit-") or lower in {b"retry-after", b"retry-after-ms"}:
                limits[lower.decode("latin-1")] = value.decode("latin-1")
    if not limits:
        return None
    if "retry-after-ms" in limits:
        limits["retry-after"] = f"{limits['retry-after-ms'].strip()}ms"
    if "retry-after" in limits:
        return seconds_until(limits["retry-after"], now)
    waits = [
        seconds_until(limits.get(name.replace("remaining", "reset"), ""), now)
        for name, value in limits.items()
        if name.startswith("x-ratelimit-remaining") and value.strip() in {"0", "0.0"}
    ]
    return max((wait for wait in waits if wait is not None), default=None)


class Pace:
    """How many requests may be under way, and from when: narrower and later after each refusal, slowly wider again.

    The width is halved once for all the refusals of requests that were sent before it was, and grows by one for as
    many answers as it is wide (Jacobson 1988: additive increase, multiplicative decrease).

    Args:
        width: Most requests under way.
    """

    def __init__(self, width: int) -> None:
        self._most = float(width)
        self._width = float(width)
        self._narrowed = -np.inf
        self.until = -np.inf
        """Time before which nothing is sent, on the clock of the caller."""

    @property
    def width(self) -> int:
        """How many requests may be under way now."""
        return int(self._width)

    def answered(self) -> None:
        """Take note of an answer."""
        if self._width < self._most:
            self._width = min(self._most, self._width + 1 / self._width)

    def refused(self, sent: float, now: float) -> None:
        """Take note that a request which was sent at a time was too much for the server."""
        if sent >= self._narrowed:
            self._width = max(1.0, self._width / 2)
            self._narrowed = now

    def pause(self, until: float) -> None:
        """Send nothing before a time."""
        self.until = max(self.until, until)

"""What comes back from a chat model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BUDGET: Final = "budget"
"""Reason of a failure: the request was not sent, since the next could have passed the cap."""
WITHDRAWN: Final = "withdrawn"
"""Reason of a failure: the request was not sent, since whoever asked has gone."""


@dataclass(frozen=True)
class Usage:
    """Tokens that are paid for.

    Attributes:
        tokens_in: Tokens sent.
        tokens_out: Tokens answered.
    """

    tokens_in: int
    tokens_out: int

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


@dataclass(frozen=True)
class ChatAnswer:
    """An answer.

    Attributes:
        text: What the model said; where it refused, its words for that.
        usage: What it cost.
        finish: Why it ended: ``stop``; ``length``, where it was cut at ``max_tokens``; ``refusal`` and
            ``content_filter``, where it was denied; or what else the server says.
        model: Name of the model.
    """

    text: str
    usage: Usage
    finish: str
    model: str


@dataclass(frozen=True)
class ChatFailure:
    """No answer.

    Attributes:
        reason: ``budget``, ``withdrawn``, or what went wrong, in words.
        attempts: How often the request was sent.
        retryable: Whether asking again later may help.
    """

    reason: str
    attempts: int
    retryable: bool


Outcome = ChatAnswer | ChatFailure

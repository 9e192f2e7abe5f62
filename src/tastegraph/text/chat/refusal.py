"""Refusals after which no request can succeed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tastegraph.errors import InputError

_NO_CREDIT: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})


@dataclass(frozen=True)
class ServerRefusal:
    """A reply that is not an answer.

    Attributes:
        url: Of the server.
        model: That was asked for.
        status: Of the reply, as in HTTP.
        said: What the server says, in one line.
        code: OpenAI's code of the error; empty where there is none.
    """

    url: str
    model: str
    status: int
    said: str
    code: str


def fatal(refusal: ServerRefusal, key_variable: str, *, has_key: bool, answered: bool) -> InputError | None:
    """Return what the user must mend before asking goes on, None where the refusal is about one request.

    Args:
        refusal: Of the server.
        key_variable: Environment variable that the key comes from.
        has_key: Whether there was a key in it.
        answered: Whether the server has answered any request so far.
    """
    url, said = refusal.url, refusal.said
    if refusal.status == 402 or refusal.code in _NO_CREDIT:
        return InputError(
            f"{url} has no credit left for this key: {said}",
            field="chat.key",
            fix="Add credit and run it again; what was answered is kept and not paid again",
        )
    if refusal.status in {401, 403}:
        problem = "does not take the key in" if has_key else "wants a key, and none is set in"
        fix = f"Set {key_variable} to a valid key of that server, or name another variable as key in [chat]"
        return InputError(f"{url} {problem} {key_variable} ({refusal.status}: {said})", field="chat.key", fix=fix)
    if refusal.status in {404, 405, 301, 302, 307, 308} and not answered:
        return InputError(
            f"{url} has no model {refusal.model!r}, or no chat ({refusal.status}: {said})",
            field="chat.url",
            fix="Correct url, which mostly ends in /v1, and model in [chat]",
        )
    return None

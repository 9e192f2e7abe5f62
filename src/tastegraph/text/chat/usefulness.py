"""Answers that say nothing, whoever reads them."""

from __future__ import annotations

from typing import Final

from tastegraph.text.chat.answer import ChatAnswer
from tastegraph.text.chat.json_answer import NoJSONError, read_json
from tastegraph.text.chat.request import ChatRequest

REFUSED: Final = frozenset({"refusal", "content_filter"})
"""Why an answer ended that is none."""


def of_no_use(request: ChatRequest, answer: ChatAnswer) -> bool:
    """Return whether an answer is a refusal, or has nothing of the form that was asked for.

    One that was cut off counts as of use: whoever asks the same again is cut off again.
    """
    if answer.finish in REFUSED:
        return True
    if request.schema is None or answer.finish == "length":
        return False
    try:
        value = read_json(answer.text).value
    except NoJSONError:
        return True
    return isinstance(value, dict) and all(value.get(key) is None for key in request.schema.get("required", ()))

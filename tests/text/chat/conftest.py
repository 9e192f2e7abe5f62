"""What the tests of chat models share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tastegraph.text.chat import ChatRequest, Message


@pytest.fixture
def requests() -> Callable[..., list[ChatRequest]]:
    """Make requests that say what they are given."""

    def make(*said: object, **parts: object) -> list[ChatRequest]:
        values = {"schema": None, "max_tokens": 50, **parts}
        return [ChatRequest((Message("user", str(text)),), **values) for text in said]

    return make

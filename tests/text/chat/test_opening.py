"""``[chat]`` names one model, or says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tastegraph.config import ChatConfig
from tastegraph.errors import InputError
from tastegraph.testing import ScriptedChatServer, ScriptedReply
from tastegraph.text.chat import ChatAnswer, open_chat_model


def test_a_server_is_asked_through_a_cache_within_a_budget(requests, tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", " sk-1\n")
    with ScriptedChatServer(lambda asked: ScriptedReply(usage=(20, 80))) as server:
        config = ChatConfig(url=server.url, model="m", key="MY_KEY", concurrency=1, max_tokens=600)
        model = open_chat_model(config, tmp_path, tmp_path / "cache" / "chat.sqlite")
        outcomes = dict(model.answer(requests(*range(30), max_tokens=100)))
        again = open_chat_model(config, tmp_path, tmp_path / "cache" / "chat.sqlite")
        answered = sum(isinstance(outcome, ChatAnswer) for outcome in outcomes.values())
        assert 0 < answered < 30
        assert model.bill.requests == answered
        assert dict(again.answer(requests(0, max_tokens=100)))[0] == outcomes[0]
        assert again.bill.cached == 1
        assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer sk-1"}


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({}, r"chat\.url.*no chat model is named"),
        ({"url": "http://localhost/v1"}, r"chat\.model.*which model"),
        ({"url": "http://localhost/v1", "model": "m", "recorded": "r.jsonl"}, "url and recorded are set"),
        ({"url": "localhost:11434", "model": "m"}, "not the address"),
        ({"recorded": "r.jsonl"}, "no such file"),
        ({"local": "nowhere"}, "no model here"),
        ({"url": "http://localhost/v1", "model": "m", "max_cost": 1.0}, r"chat\.max_cost.*needs prices"),
    ],
)
def test_what_is_missing_is_told_before_anything_is_asked(values, problem, tmp_path):
    config = ChatConfig(**{name: Path(v) if name in {"local", "recorded"} else v for name, v in values.items()})
    with pytest.raises(InputError, match=problem):
        open_chat_model(config, tmp_path, tmp_path / "chat.sqlite")
    assert not (tmp_path / "chat.sqlite").exists()

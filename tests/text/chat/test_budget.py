"""The cap holds, whatever is under way."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.errors import InputError
from tastegraph.testing import ScriptedChatServer, ScriptedReply
from tastegraph.text.chat import (
    Answering,
    Budget,
    CachedChatModel,
    ChatAnswer,
    ChatFailure,
    ChatRequest,
    HTTPChatModel,
    Message,
    MeteredChatModel,
    Usage,
    most_usage,
)
from tastegraph.text.chat.budget import check_budget


class Costly(Answering):
    """Answers in an order of its own, each at the cost it is told, never more than a request can cost."""

    name, ahead = "costly", 7

    def __init__(self, shares, order):
        self.shares, self.order, self.waiting = shares, order, []

    @contextmanager
    def running(self):
        yield

    def send(self, request, done, withdrawn):
        self.waiting.append((request, done))
        if len(self.waiting) > self.order % 5:
            self.finish()

    def finish(self):
        while self.waiting:
            request, done = self.waiting.pop(self.order % len(self.waiting))
            most = most_usage(request)
            share = self.shares[hash(request.messages) % len(self.shares)]
            done(ChatAnswer("", Usage(int(most.tokens_in * share), int(most.tokens_out * share)), "stop", "costly"))


@given(
    st.lists(st.tuples(st.text(max_size=60), st.integers(1, 300)), max_size=30),
    st.lists(st.floats(0, 1), min_size=1, max_size=5),
    st.integers(0, 20),
    st.one_of(st.none(), st.integers(0, 3000)),
    st.one_of(st.none(), st.floats(0, 0.01)),
)
def test_neither_tokens_nor_cost_pass_the_cap(texts, shares, order, max_tokens, max_cost):
    budget = Budget(max_cost, max_tokens, price_in=1.0, price_out=5.0)
    inner = Costly(shares, order)
    model = MeteredChatModel(inner, budget)
    outcomes = []
    for text, most in texts:
        request = ChatRequest((Message("user", text),), None, most)
        model.send(request, outcomes.append, threading.Event())
    inner.finish()

    bill = model.bill
    assert len(outcomes) == len(texts)
    assert max_tokens is None or bill.tokens_in + bill.tokens_out <= max_tokens
    assert max_cost is None or bill.cost <= max_cost
    assert all(isinstance(outcome, ChatAnswer) or outcome.reason == "budget" for outcome in outcomes)
    if max_tokens is None and max_cost is None:
        assert not model.stopped
        assert bill.requests == len(texts)


def test_a_run_stops_cleanly_and_goes_on_later(requests, tmp_path):
    def script(asked):
        return ScriptedReply("{}", usage=(20, 30), latency=0.01)

    path = tmp_path / "a.sqlite"
    asked = requests(*range(100), max_tokens=40)
    with ScriptedChatServer(script) as server:
        done = 0
        for _ in range(5):
            metered = MeteredChatModel(HTTPChatModel(server.url, "m", concurrency=8), Budget(max_tokens=1500))
            model = CachedChatModel(metered, path)
            outcomes = dict(model.answer(asked))
            answered = {place for place, outcome in outcomes.items() if isinstance(outcome, ChatAnswer)}
            bill = model.bill
            assert len(outcomes) == 100
            assert bill.tokens_in + bill.tokens_out <= 1500
            # Near the end requests wait for others to end cheaper than they might have, rather than being turned away.
            assert bill.requests >= 25 or len(answered) == 100
            assert bill.cached == done
            assert bill.failed == 0
            assert all(
                outcomes[place] == ChatFailure("budget", 0, retryable=True) for place in outcomes.keys() - answered
            )
            assert metered.stopped == (len(answered) < 100)
            done = len(answered)

    assert done == 100
    assert len(server.asked) == 100
    assert set(server.times.values()) == {1}


def test_no_budget_asks_nothing(requests):
    with ScriptedChatServer() as server:
        model = MeteredChatModel(HTTPChatModel(server.url, "m"), Budget(max_tokens=0))
        outcomes = list(model.answer(requests("a", "b")))

    assert [outcome.reason for _, outcome in outcomes] == ["budget", "budget"]
    assert not server.asked


def test_a_cap_on_the_cost_without_prices_is_refused():
    check_budget(Budget(max_cost=1.0, price_out=1.0))
    with pytest.raises(InputError, match="needs prices"):
        check_budget(Budget(max_cost=1.0))


@given(st.text(max_size=200))
def test_no_request_costs_more_than_is_set_aside_for_it(text):
    request = ChatRequest((Message("user", text),), {"type": "object"}, 9)

    assert most_usage(request).tokens_in >= len(text.encode())
    assert most_usage(request).tokens_out == 9

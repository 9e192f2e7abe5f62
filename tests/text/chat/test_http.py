"""A client against a server that misbehaves, over real HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from email.utils import formatdate
from itertools import pairwise

import pytest

from tastegraph.errors import InputError
from tastegraph.testing import ScriptedChatServer, ScriptedReply, echo
from tastegraph.text.chat import ChatAnswer, ChatFailure, HTTPChatModel, pace

SCHEMA = {"type": "object", "properties": {"said": {"type": "string"}}, "required": ["said"]}
OK = ScriptedReply('{"said": "yes"}', usage=(3, 4))


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(pace, "FIRST_WAIT", 0.02)


def first_then(*first, then=OK):
    """Reply to each request so first, and then well."""
    return lambda asked: first[asked.earlier] if asked.earlier < len(first) else then


def said(outcomes):
    return {index: json.loads(outcome.text)["said"] for index, outcome in outcomes}


def test_answers_come_with_their_place_and_their_cost(requests):
    with ScriptedChatServer(lambda asked: ScriptedReply(f'"{asked.said}"', usage=(7, 2))) as server:
        outcomes = dict(HTTPChatModel(server.url, "m").answer(requests("a", "海", "\ud800")))

    assert {index: outcome.text for index, outcome in outcomes.items()} == {0: '"a"', 1: '"海"', 2: '"?"'}
    assert outcomes[0].usage.tokens_in == 7
    assert outcomes[0].usage.tokens_out == 2
    assert (outcomes[0].finish, outcomes[0].model) == ("stop", "m")
    body = server.asked[0].body
    assert (body["model"], body["max_tokens"], body["temperature"]) == ("m", 50, 0.0)
    assert "response_format" not in body


def test_nobody_waits_for_a_slower_one_and_no_more_are_under_way_than_allowed(requests):
    def script(asked):
        return ScriptedReply("{}", latency=0.5 if asked.said == "0" else 0.01)

    with ScriptedChatServer(script) as server:
        order = [index for index, _ in HTTPChatModel(server.url, "m", concurrency=4).answer(requests(*range(60)))]

    assert order[-1] == 0
    assert sorted(order) == list(range(60))
    assert server.most_open == 4


def test_requests_are_taken_only_as_they_are_needed(requests):
    taken = []

    def endless():
        while True:
            taken.append(len(taken))
            yield requests(taken[-1])[0]

    with ScriptedChatServer() as server:
        answers = HTTPChatModel(server.url, "m", concurrency=3).answer(endless())
        for _ in range(10):
            next(answers)
        assert len(taken) <= 10 + 6
        answers.close()
        asked = len(server.asked)
        time.sleep(0.05)
        assert len(server.asked) == asked
        assert asked == server.answered.total() <= len(taken)


@pytest.mark.parametrize(
    "trouble",
    [
        ScriptedReply("overloaded", status=500),
        ScriptedReply("<html><h1>Bad gateway</h1></html>", status=502, body=b"<html><h1>Bad gateway</h1></html>"),
        ScriptedReply("wait", status=408),
        ScriptedReply("wait", status=409),
        ScriptedReply("slow down", status=429, headers={"Retry-After": "0"}),
        ScriptedReply(cut=0),
        ScriptedReply("{}", cut=40),
        ScriptedReply("{}", cut=150),
        ScriptedReply(body=b'{"choices": [{"mess'),
        ScriptedReply(body=b""),
        ScriptedReply(body=b"[" * 100_000),
        ScriptedReply(body=b'{"choices": []}'),
        ScriptedReply(body=b'{"choices": [{"message": {"content": 7}}]}'),
        ScriptedReply(hang=True),
    ],
    ids=lambda reply: f"{reply.status}-{reply.cut}-{reply.hang}-{(reply.body or b'')[:9].decode()}",
)
def test_what_may_pass_is_asked_again(requests, trouble):
    with ScriptedChatServer(first_then(trouble, trouble)) as server:
        model = HTTPChatModel(server.url, "m", timeout=0.3)
        ((_, outcome),) = model.answer(requests("a"))

    assert isinstance(outcome, ChatAnswer)
    assert len(server.asked) == 3


def test_a_web_page_is_no_chat_server_unless_it_has_answered_before(requests):
    page = ScriptedReply(body=b"\n<!doctype html><title>Welcome</title>")
    with ScriptedChatServer(lambda asked: page) as server:
        with pytest.raises(InputError, match=r"chat\.url.*web page.*Welcome.*/v1"):
            list(HTTPChatModel(server.url, "m").answer(requests("a")))
        assert len(server.asked) == 1
    with ScriptedChatServer(lambda asked: page if asked.number == 1 else ScriptedReply()) as server:
        outcomes = [one for _, one in HTTPChatModel(server.url, "m", concurrency=1).answer(requests("a", "b"))]
        assert all(isinstance(one, ChatAnswer) for one in outcomes)


def test_what_does_not_pass_is_given_up_and_told(requests):
    with ScriptedChatServer(lambda asked: ScriptedReply("no\nluck", status=503)) as server:
        outcomes = dict(HTTPChatModel(server.url, "m", retries=2).answer(requests("a", "b")))

    assert outcomes[0] == ChatFailure("the server answered 503: no luck", 3, retryable=True)
    assert len(server.asked) == 6


def test_a_hang_is_given_up_in_time(requests):
    with ScriptedChatServer(lambda asked: ScriptedReply(hang=True)) as server:
        started = time.monotonic()
        ((_, outcome),) = HTTPChatModel(server.url, "m", retries=1, timeout=0.2).answer(requests("a"))

    assert outcome == ChatFailure("no answer within 0.2 seconds", 2, retryable=True)
    assert time.monotonic() - started < 5


def test_a_request_that_the_server_does_not_want_is_not_asked_again(requests):
    bad = ScriptedReply("this model's maximum context length is 8 tokens", status=400)
    with ScriptedChatServer(lambda asked: bad if asked.said == "long" else OK) as server:
        outcomes = dict(HTTPChatModel(server.url, "m").answer(requests("long", "short", schema=SCHEMA)))

    assert outcomes[0] == ChatFailure(f"the server answered 400: {bad.text}", 1, retryable=False)
    assert isinstance(outcomes[1], ChatAnswer)
    assert len(server.asked) == 2


@pytest.mark.parametrize("header", [lambda: "1", lambda: formatdate(time.time() + 2, usegmt=True)])
def test_too_many_requests_pause_the_whole_client(requests, header):
    arrived = []

    def script(asked):
        arrived.append(time.monotonic())
        if asked.number == 3:
            return ScriptedReply("slow down", status=429, headers={"Retry-After": header()})
        return ScriptedReply("{}", latency=0.02)

    with ScriptedChatServer(script) as server:
        outcomes = dict(HTTPChatModel(server.url, "m", concurrency=4, retries=0).answer(requests(*range(40))))

    gaps = [later - earlier for earlier, later in pairwise(arrived)]
    # With no retries this also shows that a refused request is not to blame while others are answered.
    assert all(isinstance(outcome, ChatAnswer) for outcome in outcomes.values())
    assert max(gaps) > 0.8
    assert sum(gap > 0.5 for gap in gaps) == 1
    assert len(server.asked) == 41


def test_a_limit_that_is_used_up_is_waited_for_before_the_server_has_to_refuse(requests):
    def script(asked):
        used_up = asked.number % 10 == 9
        headers = {"x-ratelimit-remaining-requests": str(9 - asked.number % 10), "x-ratelimit-reset-requests": "300ms"}
        return ScriptedReply("{}", headers=headers if used_up else {})

    with ScriptedChatServer(script) as server:
        started = time.monotonic()
        outcomes = list(HTTPChatModel(server.url, "m", concurrency=1).answer(requests(*range(30))))

    assert len(outcomes) == 30
    assert time.monotonic() - started > 0.6


def test_a_server_that_wants_hours_is_given_up_for_now(requests):
    busy = ScriptedReply("come back tomorrow", status=429, headers={"Retry-After": "86400"})
    with ScriptedChatServer(lambda asked: busy) as server:
        started = time.monotonic()
        outcomes = dict(HTTPChatModel(server.url, "m", concurrency=2).answer(requests(*range(50))))

    assert time.monotonic() - started < 5
    assert all(outcome.retryable and "wants no requests" in outcome.reason for outcome in outcomes.values())
    assert len(server.asked) <= 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_taken_names_its_variable_and_is_never_shown(requests, status, caplog):
    caplog.set_level(logging.DEBUG)
    reply = ScriptedReply("Incorrect API key provided: sk-secret-1", status=status)
    with (
        ScriptedChatServer(lambda asked: reply) as server,
        pytest.raises(InputError, match="MY_KEY") as caught,
    ):
        list(HTTPChatModel(server.url, "m", key="sk-secret-1", key_variable="MY_KEY").answer(requests("a", "b", "c")))

    assert server.asked[0].headers["authorization"] == "Bearer sk-secret-1"
    assert "sk-secret" not in f"{caught.value}{caplog.text}"
    assert "\n" not in str(caught.value)


def test_no_key_is_told_from_a_wrong_one(requests):
    with (
        ScriptedChatServer(lambda asked: ScriptedReply("key?", status=401)) as server,
        pytest.raises(InputError, match="none is set in OPENAI_API_KEY"),
    ):
        list(HTTPChatModel(server.url, "m").answer(requests("a")))
    assert "authorization" not in server.asked[0].headers


def test_an_account_without_credit_stops_the_run(requests):
    broke = ScriptedReply("You exceeded your current quota", status=429, code="insufficient_quota")
    with (
        ScriptedChatServer(lambda asked: broke if asked.number >= 5 else OK) as server,
        pytest.raises(InputError, match="no credit left"),
    ):
        list(HTTPChatModel(server.url, "m", concurrency=1).answer(requests(*range(100))))
    assert len(server.asked) < 10


def test_a_wrong_address_and_a_wrong_model_are_told_at_once(requests):
    with ScriptedChatServer() as server:
        with pytest.raises(InputError, match=r"/v2/chat/completions has no model 'm'.*\[chat\]"):
            list(HTTPChatModel(server.url.replace("v1", "v2"), "m").answer(requests("a")))
        url = server.url
    with pytest.raises(InputError, match=f"nobody answers at {url}.*Start the server"):
        list(HTTPChatModel(url, "m").answer(requests("a")))


@pytest.mark.parametrize("url", ["localhost:8000", "", "ftp://x/v1", "http://", "http://a b/v1", "http://x:99999/v1"])
def test_what_is_no_address_is_refused_before_anything_is_asked(url):
    with pytest.raises(InputError, match="not the address of a chat server"):
        HTTPChatModel(url, "m")


def test_a_malformed_key_is_refused_without_being_shown():
    with pytest.raises(InputError, match="MY_KEY") as caught:
        HTTPChatModel("http://localhost/v1", "m", key="sk\nsecret", key_variable="MY_KEY")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "finish"),
    [
        (ScriptedReply(refusal="I would rather not."), "refusal"),
        (ScriptedReply("", finish="content_filter"), "content_filter"),
        (ScriptedReply('{"said": "on and', finish="length"), "length"),
    ],
)
def test_refusals_and_cut_answers_are_told_from_whole_ones(requests, reply, finish):
    with ScriptedChatServer(lambda asked: reply) as server:
        ((_, outcome),) = HTTPChatModel(server.url, "m").answer(requests("a"))

    assert (outcome.text, outcome.finish) == (reply.refusal or reply.text, finish)


def test_a_server_that_counts_no_tokens_has_them_estimated(requests):
    body = b'{"choices": [{"message": {"content": "a few words"}}]}'
    with ScriptedChatServer(lambda asked: ScriptedReply(body=body)) as server:
        ((_, outcome),) = HTTPChatModel(server.url, "m").answer(requests("some more words than these"))

    assert 3 <= outcome.usage.tokens_out <= 4
    assert 5 <= outcome.usage.tokens_in <= 8


@pytest.mark.parametrize(
    ("known", "told"),
    [({"json_object"}, "json_object"), (set(), None)],
)
def test_a_server_that_does_not_know_the_form_is_asked_in_a_simpler_one_from_then_on(requests, known, told, caplog):
    def script(asked):
        form = asked.body.get("response_format", {}).get("type")
        if form is not None and form not in known:
            return ScriptedReply(f"This response_format type is unavailable: {form}", status=400)
        return OK

    with ScriptedChatServer(script) as server:
        model = HTTPChatModel(server.url, "m", concurrency=8, retries=0)
        first = list(model.answer(requests(*range(50), schema=SCHEMA)))
        asked = len(server.asked)
        second = list(model.answer(requests("电影很好看", schema=SCHEMA)))

    assert all(isinstance(outcome, ChatAnswer) for _, outcome in first + second)
    assert asked <= 50 + 2 * 16
    assert len(server.asked) == asked + 1
    assert len([record for record in caplog.records if "from now on" in record.message]) == 2 - len(known)
    last = server.asked[-1].body
    assert last.get("response_format", {}).get("type") == told
    # What the server is not told in its own form, the model is told in words, in the language of the text.
    assert '"required": ["said"]' in last["messages"][-1]["content"]
    assert "只用 JSON 回答" in last["messages"][-1]["content"]


def test_a_schema_is_strict_only_where_openai_takes_it_as_strict(requests):
    closed = {**SCHEMA, "additionalProperties": False}
    with ScriptedChatServer() as server:
        model = HTTPChatModel(server.url, "m", concurrency=1)
        list(model.answer(requests("a", schema=SCHEMA) + requests("b", schema=closed)))

    forms = [asked.body["response_format"]["json_schema"] for asked in server.asked]
    assert [form["strict"] for form in forms] == [False, True]
    assert [form["schema"] for form in forms] == [SCHEMA, closed]


def test_newer_names_of_parameters_are_learned(requests):
    def script(asked):
        if "max_tokens" in asked.body:
            return ScriptedReply("Unsupported parameter: use 'max_completion_tokens' instead", status=400)
        if "temperature" in asked.body:
            return ScriptedReply("Unsupported value: 'temperature' does not support 0", status=400)
        return OK

    with ScriptedChatServer(script) as server:
        outcomes = list(HTTPChatModel(server.url, "m", retries=0, concurrency=1).answer(requests("a", "b")))

    assert all(isinstance(outcome, ChatAnswer) for _, outcome in outcomes)
    assert len(server.asked) == 4
    assert server.asked[-1].body["max_completion_tokens"] == 50


def test_what_was_sent_is_waited_for_when_the_caller_goes(requests):
    with ScriptedChatServer(lambda asked: ScriptedReply("{}", latency=0.2)) as server:
        answers = HTTPChatModel(server.url, "m", concurrency=4).answer(requests(*range(100)))
        next(answers)
        answers.close()
        assert server.answered.total() == len(server.asked) <= 9


def test_it_works_inside_of_an_event_loop(requests):
    async def inside(url):
        return said(HTTPChatModel(url, "m").answer(requests("a", "b")))

    with ScriptedChatServer(echo) as server:
        assert asyncio.run(inside(server.url)) == {0: "a", 1: "b"}


def test_connections_that_the_server_closed_are_replaced(requests):
    with ScriptedChatServer(echo) as server:
        model = HTTPChatModel(server.url, "m", retries=0)
        with model.running():
            assert said(model.answer(requests("a", "b"))) == {0: "a", 1: "b"}
            server.close_connections()
            time.sleep(0.1)
            assert said(model.answer(requests("c", "d"))) == {0: "c", 1: "d"}


def test_a_proxy_of_the_environment_is_used_except_for_this_machine(requests, monkeypatch):
    with ScriptedChatServer(echo) as server:
        monkeypatch.setenv("http_proxy", server.url.removesuffix("/v1"))
        far = HTTPChatModel("http://chat.invalid/v1", "far")
        assert said(far.answer(requests("a"))) == {0: "a"}
        assert server.asked[0].headers["host"] == "chat.invalid"
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        assert said(HTTPChatModel(server.url, "near").answer(requests("b"))) == {0: "b"}


def test_an_error_in_the_requests_reaches_the_caller(requests):
    def broken():
        yield from requests("a")
        raise ZeroDivisionError

    with ScriptedChatServer() as server, pytest.raises(ZeroDivisionError):
        list(HTTPChatModel(server.url, "m").answer(broken()))

"""The scripted chat server does what it is told and counts what it does."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from tastegraph.testing import ScriptedChatServer, ScriptedReply

BODY = {"model": "m", "messages": [{"role": "user", "content": "海"}]}


def post(url, body=BODY, timeout=5):
    request = urllib.request.Request(f"{url}/chat/completions", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=timeout) as reply:
        return json.load(reply)


def counts(url):
    with urllib.request.urlopen(url.removesuffix("/v1") + "/asked") as reply:
        return json.load(reply)


def test_it_answers_in_openais_form_and_counts():
    with ScriptedChatServer() as server:
        first, second = post(server.url), post(server.url)
        seen = counts(server.url)

    assert first == second
    assert first["choices"] == [
        {"index": 0, "message": {"role": "assistant", "content": '{"said": "海"}'}, "finish_reason": "stop"}
    ]
    assert first["usage"].keys() == {"prompt_tokens", "completion_tokens"}
    assert [(asked.number, asked.earlier, asked.said) for asked in server.asked] == [(0, 0, "海"), (1, 1, "海")]
    key = server.asked[0].key
    assert seen == {"asked": {key: 2}, "answered": {key: 2}, "open": 0}


def test_a_whole_reply_alone_counts_as_an_answer():
    replies = [
        ScriptedReply("no", status=503, headers={"Retry-After": "7"}),
        ScriptedReply(cut=100),
        ScriptedReply(cut=0),
        ScriptedReply(hang=True),
        ScriptedReply("{}"),
    ]
    with ScriptedChatServer(lambda asked: replies[asked.number]) as server:
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(server.url)
        with refused.value as reply:
            assert (reply.code, reply.headers["Retry-After"]) == (503, "7")
            assert json.load(reply)["error"]["message"] == "no"
        with pytest.raises((http.client.IncompleteRead, json.JSONDecodeError)):
            post(server.url)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            post(server.url)
        with pytest.raises(TimeoutError):
            post(server.url, timeout=0.1)
        assert server.answered.total() == 0
        post(server.url)
        assert server.answered.total() == 1
        assert server.times.total() == 5


def test_elsewhere_there_is_nothing():
    with ScriptedChatServer() as server, pytest.raises(urllib.error.HTTPError, match="404") as missing:
        post(server.url + "/v2")
    missing.value.close()


def test_it_serves_in_a_process_of_its_own_until_its_input_ends():
    command = [sys.executable, "-m", "tastegraph.testing.chat_server", "--latency", "0.01", "--trouble", "0.3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        url = process.stdout.readline().decode().strip()
        answers = 0
        for _ in range(40):
            try:
                answers += "choices" in post(url)
            except (urllib.error.HTTPError, http.client.HTTPException, ConnectionError, ValueError) as error:
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
        process.stdin.close()
        assert process.wait(10) == 0
        assert process.stderr.read() == b""
    assert 10 < answers < 40

"""Batch files: out in the provider's format, back in any order, in parts and with errors."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tastegraph.errors import InputError, ReadError
from tastegraph.testing import ScriptedChatServer
from tastegraph.text.chat import CachedChatModel, ChatAnswer, ChatFailure, HTTPChatModel, read_batch, write_batch

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def result(key, text="{}", status=200, **more):
    body = {
        "model": "m-2025",
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }
    line = {"id": "batch_req_1", "custom_id": key, "response": {"status_code": status, "body": body}, "error": None}
    return json.dumps({**line, **more})


def test_requests_are_written_as_the_server_would_be_asked(requests, tmp_path):
    asked = requests("a", "海", "a", schema=SCHEMA)
    assert write_batch(tmp_path / "made" / "requests.jsonl", iter(asked), "m") == 2
    lines = [json.loads(line) for line in (tmp_path / "made" / "requests.jsonl").read_text("utf-8").splitlines()]
    with ScriptedChatServer() as server:
        list(HTTPChatModel(server.url, "m", concurrency=1).answer(asked))

    assert [line["custom_id"] for line in lines] == [request.key("m") for request in asked[:2]]
    assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
    assert [line["body"] for line in lines] == [sent.body for sent in server.asked[:2]]


def test_results_in_any_order_in_parts_and_twice_are_remembered_and_the_rest_is_asked(requests, tmp_path):
    asked = requests(*range(20), schema=SCHEMA)
    write_batch(tmp_path / "requests.jsonl", asked, "m")
    keys = [json.loads(line)["custom_id"] for line in (tmp_path / "requests.jsonl").read_text().splitlines()]
    lines = [result(key, f'{{"n": {number}}}') for number, key in enumerate(keys)][:15]
    lines += lines[3:6]
    lines += [result(keys[16], status=429), result(keys[17], response=None, error={"message": "expired"})]
    np.random.default_rng(0).shuffle(lines)
    (tmp_path / "results.jsonl").write_text("\n".join(lines) + "\n\n")

    with ScriptedChatServer() as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m"), tmp_path / "a.sqlite")
        with model.keeping():
            for key, outcome in read_batch(tmp_path / "results.jsonl"):
                if isinstance(outcome, ChatAnswer):
                    model.remember(key, outcome)
        outcomes = dict(model.answer(asked))

    assert [json.loads(outcomes[place].text) for place in range(15)] == [{"n": number} for number in range(15)]
    assert len(server.asked) == 5


def test_errors_are_failures_that_say_why(tmp_path):
    refused = {"status_code": 400, "body": {"error": {"message": "too long"}}}
    (tmp_path / "r.jsonl").write_text(
        "\n".join(
            [
                result("a", response=refused),
                result("b", status=500),
                result("c", response=None, error={"code": "batch_expired", "message": "too late"}),
                result("d", response=None),
                result("e", response={"status_code": 200, "body": {"choices": []}}),
            ]
        )
    )
    failures = dict(read_batch(tmp_path / "r.jsonl"))

    assert all(isinstance(failure, ChatFailure) for failure in failures.values())
    assert "too long" in failures["a"].reason
    assert "too late" in failures["c"].reason
    assert [failures[key].retryable for key in "abcde"] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"custom_id": "b", "respon', "not JSON"),
        ("\ufffd\x00", "not JSON"),
        ("[]", "not a result"),
        ('{"custom_id": 7}', "not a result"),
        ('{"custom_id": "b", "method": "POST", "url": "/v1", "body": {}}', "a request, not a result"),
    ],
)
def test_a_broken_line_is_named_by_its_row_and_costs_no_other(line, problem, tmp_path):
    (tmp_path / "r.jsonl").write_text("\n".join([result("a"), line, result("c")]), encoding="utf-8")
    problems = []

    assert [key for key, _ in read_batch(tmp_path / "r.jsonl", problems.append)] == ["a", "c"]
    assert [problem.row for problem in problems] == [2]
    with pytest.raises(ReadError, match=f"r.jsonl, row 2.*{problem}"):
        list(read_batch(tmp_path / "r.jsonl"))


def test_a_file_that_is_missing_or_in_the_way_is_told(requests, tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        list(read_batch(tmp_path / "none.jsonl"))
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_batch(tmp_path / "file" / "r.jsonl", requests("a"), "m")

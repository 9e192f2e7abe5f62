"""Answers are checked, asked for once more, and used in the parts that are right."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel, Field

from tastegraph.testing import ScriptedChatServer, ScriptedReply
from tastegraph.text.chat import CachedChatModel, ChatAnswer, ChatFailure, HTTPChatModel, Usage, ask
from tastegraph.text.chat.ask import _Check


class Film(BaseModel):
    name: str = Field(min_length=1)
    year: int


class Films(BaseModel):
    films: list[Film]


GOOD = json.dumps({"films": [{"name": "Alien", "year": 1979}, {"name": "Heat", "year": 1995}]})
BAD_ENTRY = json.dumps({"films": [{"name": "Alien", "year": 1979}, {"name": "", "year": "soon"}, {"name": "x"}]})
COST = (10, 5)


def asked(requests, *replies):
    """What comes of one request that gets these replies in turn, and what the server was asked."""
    script = lambda request: ScriptedReply(**{"usage": COST, **vars(replies[request.number])})  # noqa: E731
    with ScriptedChatServer(script) as server:
        ((place, found),) = ask(HTTPChatModel(server.url, "m", retries=0), requests("read"), Films, "films")
    assert place == 0
    return found, server.asked


def reply(text, **parts):
    return ScriptedReply(text, usage=COST, **parts)


def test_a_good_answer_is_taken_at_once(requests):
    found, sent = asked(requests, reply(GOOD))

    assert [film.name for film in found.records] == ["Alien", "Heat"]
    assert (found.problems, found.failure, found.usage) == ((), None, Usage(10, 5))
    assert len(sent) == 1


@pytest.mark.parametrize("text", [f"```json\n{GOOD}\n```", json.dumps(json.loads(GOOD)["films"])])
def test_a_fence_or_a_bare_list_does_not_matter(requests, text):
    found, sent = asked(requests, reply(text))

    assert [film.year for film in found.records] == [1979, 1995]
    assert found.problems == ()
    assert len(sent) == 1


def test_repaired_json_is_taken_and_told(requests):
    found, sent = asked(requests, reply(GOOD.replace('"', "'")))

    assert len(found.records) == 2
    assert found.problems == ("the answer was no valid JSON and was repaired",)
    assert len(sent) == 1


def test_a_wrong_answer_is_asked_for_once_more_with_what_was_wrong(requests):
    found, sent = asked(requests, reply(BAD_ENTRY), reply(GOOD))

    assert len(found.records) == 2
    assert found.problems == ()
    assert found.usage == Usage(20, 10)
    roles = [message["role"] for message in sent[1].body["messages"]]
    assert roles == ["user", "assistant", "user"]
    assert sent[1].body["messages"][1]["content"] == BAD_ENTRY
    assert "films.1.year" in sent[1].said
    assert "films.2.year" in sent[1].said


def test_what_is_right_is_kept_and_the_rest_is_told(requests):
    found, sent = asked(requests, reply(BAD_ENTRY), reply("I am sorry."))

    assert [film.name for film in found.records] == ["Alien"]
    assert len(found.problems) == 3
    assert all(problem.startswith("films.") for problem in found.problems)
    assert found.failure is None
    assert len(sent) == 2


def test_nothing_right_is_no_failure_but_a_problem(requests):
    found, _ = asked(requests, reply("no"), reply('{"films": 7}'))

    assert found.records == []
    assert "films" in found.problems[0]
    assert found.failure is None


@pytest.mark.parametrize("end", range(len('{"films": [{"name": "Alien", "year": 1979}, {'), len(GOOD) + 1))
def test_an_answer_that_was_cut_keeps_what_was_whole_and_is_not_paid_again(requests, end):
    check = _Check(Films, "films")
    checked = check(ChatAnswer(GOOD[:end], Usage(1, 1), "length", "m"))

    # "He" for "Heat" and 19 for 1995 would pass for a name and a year.
    whole = GOOD[end:].startswith("]}") or GOOD[end:] == "}"
    assert [film.name for film in checked.records] == (["Alien", "Heat"] if whole else ["Alien"])
    assert checked.problems[0] == "the answer was cut off at max_tokens"


def test_an_answer_that_was_cut_is_not_paid_again(requests):
    found, sent = asked(requests, reply(GOOD[:-18], finish="length"))

    assert [film.year for film in found.records] == [1979]
    assert len(sent) == 1


@pytest.mark.parametrize("denied", [{"refusal": "I would rather not."}, {"finish": "content_filter"}])
def test_a_refusal_is_a_failure_and_is_not_asked_again(requests, denied):
    found, sent = asked(requests, reply("", **denied))

    assert isinstance(found.failure, ChatFailure)
    assert "refused" in found.failure.reason
    assert found.usage == Usage(10, 5)
    assert len(sent) == 1


def test_a_failure_the_second_time_leaves_what_was_right_the_first(requests):
    found, _ = asked(requests, reply(BAD_ENTRY), ScriptedReply("gone", status=500))

    assert [film.name for film in found.records] == ["Alien"]
    assert "asked again: the server answered 500: gone" in found.problems
    assert found.failure is None


def test_a_chinese_request_is_asked_again_in_chinese(requests):
    with ScriptedChatServer(lambda request: reply("{}" if request.number == 0 else GOOD)) as server:
        list(ask(HTTPChatModel(server.url, "m"), requests("请阅读这部电影的介绍"), Films, "films"))

    assert "你的回答无法使用" in server.asked[1].said


def test_many_at_once_keep_their_places_and_the_second_time_is_cached_too(requests, tmp_path):
    def script(request):
        number = int(request.body["messages"][0]["content"])
        first_time = len(request.body["messages"]) == 1
        text = json.dumps({"films": [{"name": "f", "year": number}]})
        return reply("broken" if first_time and number % 3 == 0 else text, latency=number % 5 / 100)

    with ScriptedChatServer(script) as server:
        for _ in range(2):
            model = CachedChatModel(HTTPChatModel(server.url, "m", concurrency=8), tmp_path / "a.sqlite")
            found = dict(ask(model, iter(requests(*range(60))), Films, "films"))
            assert [found[place].records[0].year for place in range(60)] == list(range(60))

    assert len(server.asked) == 80

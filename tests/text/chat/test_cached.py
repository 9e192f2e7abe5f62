"""What was answered once is not asked again, whatever happens to the process, the disk or the caller."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import replace

import numpy as np
import pytest

from tastegraph.errors import InputError
from tastegraph.testing import ScriptedChatServer, ScriptedReply, echo
from tastegraph.text.chat import (
    Budget,
    CachedChatModel,
    ChatAnswer,
    ChatFailure,
    HTTPChatModel,
    MeteredChatModel,
    RecordedChatModel,
    Usage,
)


def rows(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT count(*) FROM answers").fetchone()[0]


def test_nothing_is_asked_twice_and_all_of_an_answer_is_kept(requests, tmp_path):
    path = tmp_path / "made" / "answers.sqlite"
    asked = requests("a", "海", "\ud800", labels={"document": "1"})
    with ScriptedChatServer(lambda asked: ScriptedReply(f'"{asked.said}"', finish="length", usage=(5, 6))) as server:
        first = dict(CachedChatModel(HTTPChatModel(server.url, "m"), path).answer(asked))
        again = CachedChatModel(HTTPChatModel(server.url, "m"), path)
        second = dict(again.answer(asked))
        other = dict(CachedChatModel(HTTPChatModel(server.url, "n"), path).answer(asked[:1]))

    assert second == first
    assert second[1] == ChatAnswer('"海"', Usage(5, 6), "length", "m")
    assert again.bill.cached == 3
    assert other[0].model == "n"
    assert len(server.asked) == 4


def test_equal_requests_are_asked_once_even_under_way(requests, tmp_path):
    with ScriptedChatServer(lambda asked: ScriptedReply(f'"{asked.said}"', latency=0.1)) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m", concurrency=20), tmp_path / "a.sqlite")
        outcomes = dict(model.answer(requests(*"abab" * 5)))

    assert len(server.asked) == 2
    assert [outcomes[place].text for place in range(20)] == ['"a"', '"b"'] * 10
    assert model.cached == 18


def test_failures_are_asked_again(requests, tmp_path):
    def script(asked):
        return ScriptedReply("no", status=400) if asked.number == 0 else ScriptedReply("{}")

    with ScriptedChatServer(script) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m"), tmp_path / "a.sqlite")
        ((_, first),) = model.answer(requests("a"))
        assert not model.known(requests("a")[0])
        ((_, second),) = model.answer(requests("a"))

    assert isinstance(first, ChatFailure)
    assert isinstance(second, ChatAnswer)
    assert model.known(requests("a")[0])


def test_an_answer_is_on_disk_before_a_slow_caller_looks_at_it(requests, tmp_path):
    with ScriptedChatServer() as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m", concurrency=8), tmp_path / "a.sqlite")
        answers = model.answer(requests(*range(8)))
        next(answers)
        deadline = time.monotonic() + 5
        while rows(model.path) < 8 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert rows(model.path) == 8
        answers.close()


def test_a_caller_that_goes_keeps_what_was_sent(requests, tmp_path):
    with ScriptedChatServer(lambda asked: ScriptedReply("{}", latency=0.1)) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m", concurrency=4), tmp_path / "a.sqlite")
        answers = model.answer(requests(*range(100)))
        next(answers)
        answers.close()

    assert rows(model.path) == len(server.asked) == server.answered.total() < 20


def test_who_waits_for_the_request_of_a_caller_that_goes_is_answered_all_the_same(requests, tmp_path):
    with ScriptedChatServer(lambda asked: ScriptedReply("{}", latency=0.2)) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m", concurrency=1), tmp_path / "a.sqlite")
        with model.running():
            first = model.answer(requests("a", "b"))
            answered = iter(model.answer([*requests("c"), *requests("b")]))
            next(first)
            outcomes = dict([next(answered)])
            first.close()
            outcomes.update(answered)

    assert all(isinstance(outcome, ChatAnswer) for outcome in outcomes.values())
    assert len(server.asked) == 3


PROCESS = """
import sys
from tastegraph.text.chat import CachedChatModel, ChatRequest, HTTPChatModel, Message
model = CachedChatModel(HTTPChatModel(sys.argv[1], "m", concurrency=4), sys.argv[2])
requests = (ChatRequest((Message("user", str(number)),), None, 50) for number in range(150))
print(sum(hasattr(outcome, "text") for _, outcome in model.answer(requests)))
"""


def test_two_processes_share_a_file(requests, tmp_path):
    path = tmp_path / "a.sqlite"
    with ScriptedChatServer(lambda asked: ScriptedReply("{}", latency=0.005)) as server:
        command = [sys.executable, "-c", PROCESS, server.url, str(path)]
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        said = [process.communicate()[0].strip() for process in processes]

    assert said == ["150", "150"]
    assert rows(path) == 150
    # What both ask at the same moment both pay; all else one finds done by the other.
    assert len(server.asked) <= 300


def test_an_interrupted_process_keeps_what_it_has_sent(tmp_path):
    path = tmp_path / "a.sqlite"
    with ScriptedChatServer(lambda asked: ScriptedReply("{}", latency=0.3)) as server:
        command = [sys.executable, "-c", PROCESS, server.url, str(path)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            while len(server.asked) < 6:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            assert "KeyboardInterrupt" in process.communicate()[1]
        assert rows(path) == len(server.asked) == server.answered.total() < 20


# An interrupt may hit asyncio while it closes a connection, which then says so when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_interrupted_at_any_moment_the_same_model_goes_on(requests, tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    rng = np.random.default_rng(0)
    before = signal.signal(signal.SIGALRM, interrupt)
    with ScriptedChatServer(lambda asked: ScriptedReply("{}", latency=0.01)) as server:
        metered = MeteredChatModel(HTTPChatModel(server.url, "m", concurrency=4), Budget(max_tokens=10**9))
        model = CachedChatModel(metered, tmp_path / "a.sqlite")
        try:
            for life in range(25):
                with suppress(KeyboardInterrupt):
                    signal.setitimer(signal.ITIMER_REAL, rng.uniform(0.005, 0.15))
                    list(model.answer(requests(*range(40 * (1 + life)))))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        outcomes = dict(model.answer(requests(*range(200))))

    assert all(isinstance(outcome, ChatAnswer) for outcome in outcomes.values())
    assert len(outcomes) == 200
    # An interrupt in the middle of handing a request on can cost that one.
    assert server.times.total() <= rows(model.path) + 25


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_asked(requests, tmp_path):
    tmp_path.chmod(0o500)
    _told_before_asking(requests, tmp_path / "a.sqlite", "cannot be kept here")


def test_a_file_in_the_way_is_told_before_anything_is_asked(requests, tmp_path):
    (tmp_path / "folder").write_text("")
    _told_before_asking(requests, tmp_path / "folder" / "a.sqlite", "cannot be kept here")


def test_a_file_that_is_no_cache_is_told_and_left_alone(requests, tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_text("what somebody wrote" * 1000)
    _told_before_asking(requests, path, "not a readable cache.*Move it away")
    assert path.read_text().startswith("what somebody wrote")


def _told_before_asking(requests, path, problem):
    with ScriptedChatServer() as server, pytest.raises(InputError, match=problem):
        list(CachedChatModel(HTTPChatModel(server.url, "m"), path).answer(requests("a")))
    assert not server.asked


FULL = """
import resource, signal, sys
from tastegraph.errors import InputError
from tastegraph.text.chat import CachedChatModel, ChatRequest, HTTPChatModel, Message
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
model = CachedChatModel(HTTPChatModel(sys.argv[1], "m", concurrency=2), sys.argv[2])
requests = (ChatRequest((Message("user", str(number)),), None, 50) for number in range(1000))
try:
    for _ in model.answer(requests):
        pass
except InputError as error:
    print(error)
"""


@pytest.mark.parametrize(("room", "most"), [(30_000, 0), (400_000, 60)])
def test_a_full_disk_stops_the_asking_and_loses_nothing(requests, tmp_path, room, most):
    path = tmp_path / "a.sqlite"
    with ScriptedChatServer(lambda asked: ScriptedReply("x" * 20_000)) as server:
        command = [sys.executable, "-c", FULL, server.url, str(path), str(room)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        asked = len(server.asked)
        assert "cannot be kept here" in said
        assert "Free some space" in said
        assert asked <= most
        if most:
            kept = rows(path)
            assert 0 < kept <= asked <= kept + 2
            model = CachedChatModel(HTTPChatModel(server.url, "m"), path)
            list(model.answer(requests(*range(kept))))
            assert model.cached >= kept - 2


def test_answers_that_came_another_way_count_and_the_first_one_stays(requests, tmp_path):
    (request,) = requests("a")
    answer = ChatAnswer("{}", Usage(1, 2), "stop", "as-the-provider-calls-it")
    with ScriptedChatServer() as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m"), tmp_path / "a.sqlite")
        model.remember(request.key("m"), answer)
        model.remember(request.key("m"), replace(answer, text="[]"))
        ((_, found),) = model.answer([request])

    assert found == replace(answer, model="m")
    assert not server.asked
    with pytest.raises(InputError, match="not the key of a request"):
        model.remember("request-7", answer)


def test_what_is_recorded_is_replayed(requests, tmp_path):
    asked = requests("a", "海", "c")
    with ScriptedChatServer(echo) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m"), tmp_path / "a.sqlite")
        first = dict(model.answer(asked))
    assert model.record(tmp_path / "recorded.jsonl") == 3
    replayed = RecordedChatModel(tmp_path / "recorded.jsonl")

    assert replayed.name == "m"
    assert dict(replayed.answer(asked)) == first
    ((_, unknown),) = replayed.answer(requests("d"))
    assert not unknown.retryable
    assert "no recorded answer" in unknown.reason


def test_thousands_of_answers_from_disk_take_little_time(requests, tmp_path):
    path = tmp_path / "a.sqlite"
    model = CachedChatModel(RecordedChatModel(_recorded(tmp_path, requests(*range(3000)))), path)
    with model.running():
        assert all(isinstance(outcome, ChatAnswer) for _, outcome in model.answer(requests(*range(3000))))
    started = time.process_time()
    assert sum(1 for _ in model.answer(requests(*range(3000)))) == 3000
    assert time.process_time() - started < 3
    assert model.cached == 3000


def _recorded(folder, asked):
    lines = [json.dumps({"key": request.key("m"), "text": "{}", "model": "m"}) for request in asked]
    (folder / "r.jsonl").write_text("\n".join(lines))
    return folder / "r.jsonl"


def test_the_bill_counts_what_was_paid_and_what_was_not(requests, tmp_path):
    def script(asked):
        return ScriptedReply("no", status=400) if asked.said == "bad" else ScriptedReply("{}", usage=(100, 10))

    with ScriptedChatServer(script) as server:
        metered = MeteredChatModel(HTTPChatModel(server.url, "m"), Budget(price_in=2.0, price_out=20.0))
        model = CachedChatModel(metered, tmp_path / "a.sqlite")
        list(model.answer(requests("a", "b", "bad")))
        list(model.answer(requests("a", "b", "c")))

    bill = model.bill
    assert (bill.requests, bill.cached, bill.failed) == (4, 2, 1)
    assert (bill.tokens_in, bill.tokens_out) == (300, 30)
    assert bill.cost == pytest.approx(3 * (100 * 2 + 10 * 20) / 1e6)
    assert bill.seconds > 0

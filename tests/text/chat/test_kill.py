"""``kill -9`` at any moment: what was answered is kept, and what is kept is not asked again.

What can be promised, and is tested here, after every kill:

- An answer that the caller saw is on disk.
- An answer that reached the client is on disk, but for the one that it was writing when it was killed.
- An answer that is on disk is never asked again.
- What the server answered and is not on disk was under way when the client was killed: no more requests than were
  allowed at once. A client that is dead cannot take an answer, so that these alone are asked, and paid, again.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager, suppress

import numpy as np
import pytest

from tastegraph.text.chat import ChatRequest, Message
from tastegraph.text.chat.dialect import Dialect

CONCURRENCY = 8
MORE = 60
"""Requests that each life of the client has before it, beyond what is on disk."""
AGAIN = 300
"""Requests that it asks again, of those that are on disk."""

CLIENT = """
import os, sys
from contextlib import contextmanager
from tastegraph.text.chat import Answering, CachedChatModel, ChatAnswer, ChatRequest, HTTPChatModel, Message

url, path, notes, concurrency = sys.argv[1:]

class Noting(Answering):
    "Notes each answer at the moment it arrives, before the cache sees it."
    def __init__(self, model, file):
        self.model, self.file, self.name, self.ahead = model, file, model.name, model.ahead
    @contextmanager
    def running(self):
        with self.model.running():
            yield
    def send(self, request, done, withdrawn):
        def arrived(outcome):
            if isinstance(outcome, ChatAnswer):
                os.write(self.file, f"received {request.key('m')}\\n".encode())
            done(outcome)
        self.model.send(request, arrived, withdrawn)

def live(begin, end):
    file = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    model = CachedChatModel(Noting(HTTPChatModel(url, "m", concurrency=int(concurrency)), file), path)
    requests = [ChatRequest((Message("user", str(number)),), None, 50) for number in range(begin, end)]
    for index, outcome in model.answer(requests):
        os.write(file, f"seen {requests[index].key('m')}\\n".encode())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        live(*map(int, line.split()))
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Lives:
    """A client that is started, killed and started again, and the server that it asks."""

    def __init__(self, folder, server, client):
        self.path, self.notes = folder / "a.sqlite", folder / "notes"
        self.url, self.client = server, client
        self.of_body: dict[str, str] = {}
        self.order: dict[str, int] = {}

    def know(self, end):
        """Map what the server counts, bodies, to what the cache holds, keys."""
        for number in range(len(self.order), end):
            request = ChatRequest((Message("user", str(number)),), None, 50)
            body = json.dumps(Dialect().body(request, "m"), ensure_ascii=False).encode()
            self.of_body[hashlib.sha256(body).hexdigest()] = request.key("m")
            self.order[request.key("m")] = number

    def counts(self):
        """How often each key was asked and answered, once the server has done with the dead client."""
        while True:
            with urllib.request.urlopen(self.url.removesuffix("/v1") + "/asked") as reply:
                counts = json.load(reply)
            if counts["open"] == 0:
                return [{self.of_body[body]: n for body, n in counts[name].items()} for name in ("asked", "answered")]
            time.sleep(0.005)

    def on_disk(self):
        if not self.path.exists():
            return set()
        with closing(sqlite3.connect(self.path)) as database:
            try:
                return {key.hex() for (key,) in database.execute("SELECT key FROM answers")}
            except sqlite3.OperationalError:
                return set()

    def noted(self, word):
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return {line.split()[1] for line in lines if line.startswith(word)}

    def live(self, begin, end, seconds=None):
        """Let the client live, for a time; return how it ended."""
        self.client.stdin.write(f"{begin} {end}\n")
        self.client.stdin.flush()
        process = int(self.client.stdout.readline())
        if seconds is not None:
            time.sleep(seconds)
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return int(self.client.stdout.readline())


@contextmanager
def lives(folder):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    serve = [sys.executable, "-m", "tastegraph.testing.chat_server", "--latency", "0.02", "--trouble", "0.02"]
    with subprocess.Popen(serve, **pipes) as server:
        url = server.stdout.readline().strip()
        places = str(folder / "a.sqlite"), str(folder / "notes")
        command = [sys.executable, "-c", CLIENT, url, *places, str(CONCURRENCY)]
        with subprocess.Popen(command, **pipes) as client:
            yield Lives(folder, url, client)


@pytest.mark.parametrize("kills", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_kept_is_paid_again(kills, tmp_path):
    rng = np.random.default_rng(0)
    killed, cut_off, kept, asked, answered = 0, 0, set(), {}, {}
    with lives(tmp_path) as world:
        while killed < kills:
            end = 1 + max((world.order[key] for key in kept), default=-1) + MORE
            world.know(end)
            killed += world.live(max(0, end - MORE - AGAIN), end, rng.uniform(0.0, 0.3)) == -signal.SIGKILL
            asked_before, answered_before, kept_before = asked, answered, kept
            asked, answered = world.counts()
            kept = world.on_disk()

            new = {key for key in asked if asked[key] > asked_before.get(key, 0)}
            came = {key for key in answered if answered[key] > answered_before.get(key, 0)}
            assert kept_before <= kept
            assert not new & kept_before
            assert world.noted("seen") <= kept
            assert len(world.noted("received") - kept) <= 1 + cut_off
            assert len(came - kept) <= CONCURRENCY
            cut_off = len(world.noted("received") - kept)

        assert world.live(0, end) == 0
        again, answered = world.counts()
        kept_before, kept = kept, world.on_disk()
        assert all(again[key] == asked[key] for key in kept_before)
        assert kept == world.noted("seen") == world.order.keys()
        assert answered.keys() == kept
        assert sum(answered.values()) - len(kept) <= kills * CONCURRENCY
        with closing(sqlite3.connect(world.path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)

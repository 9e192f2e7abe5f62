"""How near a chat client comes to the rate that a server's latency allows.

    python benchmarks/chat_throughput.py

A scripted server answers after 200 ms; 10,000 different requests are asked, 64 at once, so that 320 a second is what is
possible. Server and client are processes of their own. The client is measured alone and with the cache in front of it,
which writes each answer to the disk. Writes benchmarks/results/chat-throughput.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tastegraph.evaluate import package_versions
from tastegraph.text.chat import CachedChatModel, ChatAnswer, ChatModel, ChatRequest, HTTPChatModel, Message

RESULT = Path(__file__).parent / "results" / "chat-throughput.json"
REQUESTS, LATENCY, CONCURRENCY = 10_000, 0.2, 64
TEXT = "Two brothers steal a train full of clocks and learn that time cannot be sold. " * 6
SCHEMA = {"type": "object", "properties": {"said": {"type": "string"}}, "required": ["said"]}


def main() -> None:
    """Measure both, each with a fresh server and in a process of its own, and write the result."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(sys.argv[1] == "cached")))
        return
    rows = {}
    for name in ("client", "cached"):
        found = subprocess.run([sys.executable, __file__, name], check=True, stdout=subprocess.PIPE)
        rows[name] = json.loads(found.stdout)
    document = {
        "requests": REQUESTS,
        "latency_seconds": LATENCY,
        "concurrency": CONCURRENCY,
        "possible_per_second": CONCURRENCY / LATENCY,
        "rows": rows,
        "versions": package_versions(),
    }
    RESULT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def measure(cached: bool) -> dict[str, float]:
    """Ask all requests of a server in another process."""
    command = [sys.executable, "-m", "tastegraph.testing.chat_server", "--latency", str(LATENCY)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        model: ChatModel = HTTPChatModel(server.stdout.readline().strip(), "scripted", concurrency=CONCURRENCY)
        if cached:
            model = CachedChatModel(model, Path(folder) / "answers.sqlite")
        wall, processor = time.perf_counter(), time.process_time()
        answered = sum(isinstance(outcome, ChatAnswer) for _, outcome in model.answer(requests()))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        server.terminate()
        server.wait()
        of_server = os.times().children_user + os.times().children_system
    possible = REQUESTS * LATENCY / CONCURRENCY
    return {
        "answered": answered,
        "seconds": round(wall, 2),
        "requests_per_second": round(answered / wall, 1),
        "share_of_possible": round(possible / wall, 4),
        "client_cpu_seconds": round(processor, 2),
        "client_cpu_milliseconds_per_request": round(1000 * processor / REQUESTS, 3),
        "server_cpu_seconds": round(of_server, 2),
    }


def requests():  # noqa: ANN201
    """Yield different requests, each a paragraph long."""
    for number in range(REQUESTS):
        yield ChatRequest((Message("user", f"{number}: {TEXT}"),), SCHEMA, 256)


if __name__ == "__main__":
    main()

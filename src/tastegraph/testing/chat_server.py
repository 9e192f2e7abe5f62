"""A scripted chat server in a process of its own.

    python -m tastegraph.testing.chat_server --latency 0.2

prints its address and serves until its standard input ends.
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np

from tastegraph.testing.scripted import AskedRequest, Script, ScriptedChatServer, ScriptedReply


def troubled(latency: float, share: float, seed: int) -> Script:
    """Return a script that answers with the last message, and makes trouble for a share of the requests.

    Args:
        latency: Seconds before each reply.
        share: Of the requests that get status 429 or 500, a cut connection or half of an answer.
        seed: Of the draw.
    """
    rng = np.random.default_rng(seed)
    troubles = (
        ScriptedReply("slow down", status=429, headers={"Retry-After": "0.05"}),
        ScriptedReply("out of order", status=500),
        ScriptedReply(cut=0),
        ScriptedReply(cut=150),
    )

    def script(asked: AskedRequest) -> ScriptedReply:
        usage = (10, 10)
        if rng.random() < share:
            return troubles[rng.integers(len(troubles))]
        return ScriptedReply(json.dumps({"said": asked.said}), usage=usage, latency=latency)

    return script


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(
        prog="python -m tastegraph.testing.chat_server", description="Serve a scripted chat model."
    )
    parser.add_argument("--port", type=int, default=0, help="to listen on; a free one by default")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each reply")
    parser.add_argument("--trouble", type=float, default=0.0, help="share of requests that are not answered")
    parser.add_argument("--seed", type=int, default=0, help="of the trouble")
    options = parser.parse_args()
    script = troubled(options.latency, options.trouble, options.seed)
    with ScriptedChatServer(script, port=options.port, keep=False) as server:
        sys.stdout.write(server.url + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()

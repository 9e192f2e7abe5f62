"""A chat server of one's own, over real HTTP, that does what a test tells it to."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import urlsplit

from tastegraph.text.chat.loop import LoopThread
from tastegraph.text.chat.tokens import estimate_tokens

_BACKLOG: Final = 1024
_REASONS: Final = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}


@dataclass(frozen=True)
class AskedRequest:
    """A request that arrived.

    Attributes:
        number: How many came before.
        earlier: How many of these were the same.
        key: SHA-256 of the body, in hex digits.
        body: As it was sent, read as JSON.
        headers: With their names in small letters.
    """

    number: int
    earlier: int
    key: str
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def said(self) -> str:
        """The last message."""
        text: str = self.body["messages"][-1]["content"]
        return text


@dataclass(frozen=True)
class ScriptedReply:
    """What the server does with a request.

    Attributes:
        text: Of the answer.
        finish: Why it ended.
        usage: Tokens sent and answered; None for an estimate.
        refusal: The model's refusal, instead of an answer.
        latency: Seconds before anything is sent.
        status: Of the reply; from 400 on, ``text`` is the message of the error.
        code: OpenAI's code of the error.
        headers: More of them.
        body: Sent as it is, instead of a completion.
        cut: Bytes of the reply after which the connection is cut; None for a whole reply.
        hang: Whether nothing is ever sent.
    """

    text: str = "{}"
    finish: str = "stop"
    usage: tuple[int, int] | None = None
    refusal: str | None = None
    latency: float = 0.0
    status: int = 200
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None
    hang: bool = False


Script = Callable[[AskedRequest], ScriptedReply]


def echo(asked: AskedRequest) -> ScriptedReply:
    """Answer with the last message, as ``{"said": …}``."""
    return ScriptedReply(json.dumps({"said": asked.said}, ensure_ascii=False))


class ScriptedChatServer:
    """Speaks ``/v1/chat/completions`` on a free port of this machine, by a script; a context manager.

    ``GET /asked`` tells how often each request, by its key, was ``asked`` and ``answered``, and how many are ``open``.

    Args:
        script: What is done with each request, called in the order in which they arrive; by default `echo`.
        port: To listen on; 0 for a free one.
        keep: Whether the requests are kept; counted they are always.

    Attributes:
        asked: The requests, in the order in which they arrived.
        times: How often each request arrived, by its key.
        answered: How often each request, by its key, was answered with status 200, the whole reply given to the
            system to send.
        open: How many requests are being answered now.
        most_open: The most that ever were.
    """

    def __init__(self, script: Script = echo, *, port: int = 0, keep: bool = True) -> None:
        self.script = script
        self.asked: list[AskedRequest] = []
        self.times: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.open = self.most_open = 0
        self._number = 0
        self._keep = keep
        self._port = port
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._loop = LoopThread("scripted chat server", self._end)

    @property
    def url(self) -> str:
        """Of the API, with its version."""
        return f"http://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> Self:
        self._loop.enter()
        listening: Future[int] = Future()
        self._loop.call(lambda: asyncio.ensure_future(self._listen(listening)))
        try:
            self._port = listening.result()
        except BaseException:
            self._loop.leave()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.leave()

    async def _listen(self, listening: Future[int]) -> None:
        try:
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(
                lambda: _Connection(self), "127.0.0.1", self._port, backlog=_BACKLOG
            )
        except OSError as error:
            listening.set_exception(error)
        else:
            listening.set_result(self._server.sockets[0].getsockname()[1])

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        self._abort()
        await asyncio.sleep(0)

    def close_connections(self) -> None:
        """Close all connections that clients keep open, soon."""
        self._loop.call(self._abort)

    def _abort(self) -> None:
        for connection in list(self._connections):
            connection.transport.abort()

    def _take(self, connection: _Connection, headers: dict[str, str], body: bytes) -> None:
        key = hashlib.sha256(body).hexdigest()
        asked = AskedRequest(self._number, self.times[key], key, json.loads(body), headers)
        self._number += 1
        self.times[key] += 1
        if self._keep:
            self.asked.append(asked)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        reply = self.script(asked)
        if not reply.hang:
            asyncio.get_running_loop().call_later(reply.latency, connection.reply, asked, reply)


class _Connection(asyncio.Protocol):
    """Reads requests of a keep-alive connection, one after the other."""

    transport: asyncio.Transport

    def __init__(self, server: ScriptedChatServer) -> None:
        self._server = server
        self._received = b""
        self._open = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._server._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's
        self._server._connections.discard(self)
        self._server.open -= self._open
        self._open = 0

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            first, *lines = self._received[:end].decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            whole = end + 4 + int(headers.get("content-length", 0))
            if len(self._received) < whole:
                return
            body, self._received = self._received[end + 4 : whole], self._received[whole:]
            method, target, _ = first.split(" ")
            # A client that takes this for a proxy sends the whole address.
            path = urlsplit(target).path
            if method == "GET" and path == "/asked":
                server = self._server
                counts = {"asked": server.times, "answered": server.answered, "open": server.open}
                self._write(200, json.dumps(counts).encode())
            elif method == "POST" and path == "/v1/chat/completions":
                self._open += 1
                self._server._take(self, headers, body)
            else:
                self._write(404, b'{"error": {"message": "there is nothing here"}}')

    def reply(self, asked: AskedRequest, reply: ScriptedReply) -> None:
        """Send a reply, or as much of it as the script wants."""
        if self.transport.is_closing():
            return
        self._open -= 1
        self._server.open -= 1
        body = _completion(asked, reply) if reply.body is None else reply.body
        # Counted first: who reads the reply may look at the count before this thread goes on.
        self._server.answered[asked.key] += reply.status == 200 and reply.cut is None
        self._write(reply.status, body, reply.headers, reply.cut)

    def _write(
        self, status: int, body: bytes, headers: Mapping[str, str] | None = None, cut: int | None = None
    ) -> None:
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        head = (
            f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        )
        whole = head.encode("latin-1") + body
        if cut is None:
            self.transport.write(whole)
        else:
            self.transport.write(whole[:cut])
            self.transport.close()


def _completion(asked: AskedRequest, reply: ScriptedReply) -> bytes:
    if reply.status >= 400:
        return json.dumps({"error": {"message": reply.text, "code": reply.code}}).encode()
    tokens_in, tokens_out = reply.usage or (
        sum(estimate_tokens(message["content"]) for message in asked.body["messages"]),
        estimate_tokens(reply.text),
    )
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    if reply.refusal is not None:
        message |= {"content": None, "refusal": reply.refusal}
    return json.dumps(
        {
            "object": "chat.completion",
            "model": asked.body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
            "usage": {"prompt_tokens": tokens_in, "completion_tokens": tokens_out},
        }
    ).encode()

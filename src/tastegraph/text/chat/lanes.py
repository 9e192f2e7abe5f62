"""Connections to one server, kept apart.

A pool such as httpx's looks at all its connections before and after each request: with 64 of them that took 11 ms of
processor time a request, where a connection on its own, from the layer below httpx, takes .4 ms. Through a proxy httpx
does it all.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from tastegraph.errors import InputError

if TYPE_CHECKING:
    import httpcore
    import httpx

_PATH: Final = "/chat/completions"
_KEPT: Final = 30.0
"""Seconds after which a connection that was not used is not used again: servers close them, too."""


class LaneError(Exception):
    """No whole reply came.

    Args:
        reason: In words.
        connected: Whether there was a connection at all.
    """

    def __init__(self, reason: str, *, connected: bool) -> None:
        super().__init__(reason)
        self.connected = connected


@dataclass(frozen=True)
class Reply:
    """What a server replied.

    Attributes:
        status: As in HTTP.
        headers: As they were sent.
        body: The whole of it.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Lanes:
    """Sends requests to one address, each on a connection that no other uses; the last one left is used first.

    Args:
        url: Of chat completions, as `completions_url` returns it.
        headers: Sent with each request.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        import httpcore
        import httpx

        self._url = url
        self._core_url = httpcore.URL(url)
        self._headers = {"host": httpx.URL(url).netloc.decode("ascii"), **headers}
        self._tls = httpx.create_ssl_context() if self._core_url.scheme == b"https" else None
        self._proxied = is_proxied(url)
        self._direct: list[httpcore.AsyncHTTPConnection] = []
        self._client: httpx.AsyncClient | None = None

    async def post(self, body: bytes) -> Reply:
        """Send a body and return the whole reply.

        Raises:
            LaneError: The connection cannot be made, or is cut.
        """
        return await (self._through_proxy(body) if self._proxied else self._straight(body))

    async def close(self) -> None:
        """Close all connections; later requests open new ones."""
        while self._direct:
            await self._direct.pop().aclose()
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _straight(self, body: bytes) -> Reply:
        import httpcore

        connection = await self._connection()
        headers = [*self._headers.items(), ("content-length", str(len(body)))]
        request = httpcore.Request("POST", self._core_url, headers=headers, content=body)
        try:
            response = await connection.handle_async_request(request)
            try:
                content = await response.aread()
            finally:
                await response.aclose()
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            reason = str(error) or type(error).__name__
            raise LaneError(reason, connected=not isinstance(error, httpcore.ConnectError)) from None
        finally:
            if connection.is_available():
                self._direct.append(connection)
            else:
                await connection.aclose()
        return Reply(response.status, response.headers, content)

    async def _connection(self) -> httpcore.AsyncHTTPConnection:
        import httpcore

        while self._direct:
            connection = self._direct.pop()
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(self._core_url.origin, ssl_context=self._tls, keepalive_expiry=_KEPT)

    async def _through_proxy(self, body: bytes) -> Reply:
        import httpx

        if self._client is None:
            unlimited = httpx.Limits(max_connections=None, max_keepalive_connections=None)
            self._client = httpx.AsyncClient(verify=self._tls or True, timeout=None, limits=unlimited)
        try:
            response = await self._client.post(self._url, content=body, headers=self._headers)
        except httpx.RequestError as error:
            reason = str(error) or type(error).__name__
            raise LaneError(reason, connected=not isinstance(error, httpx.ConnectError | httpx.ProxyError)) from None
        return Reply(response.status_code, response.headers.raw, response.content)


def completions_url(url: str) -> str:
    """Return the address of chat completions of an API such as ``http://localhost:8000/v1``.

    Raises:
        InputError: It is not the address of a server.
    """
    import httpx

    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        httpx.URL(text)
    except (ValueError, httpx.InvalidURL):
        usable = False
    if not usable or any(character.isspace() for character in text):
        raise InputError(
            f"{url!r} is not the address of a chat server",
            field="chat.url",
            fix="Write it with its scheme and version, such as http://localhost:8000/v1",
        )
    return text if text.endswith(_PATH) else text + _PATH


def is_local(url: str) -> bool:
    """Return whether a server is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_proxied(url: str) -> bool:
    """Return whether the environment names a proxy for a server; what is on this machine is never behind one."""
    parts = urlsplit(url)
    proxies = getproxies()
    named = parts.scheme in proxies or "all" in proxies
    return named and not is_local(url) and not proxy_bypass(parts.hostname or "")

"""Whether a Ray cluster answers at an address: asked before Ray does, since Ray itself waits for minutes."""

from __future__ import annotations

import os
import socket
from typing import Final
from urllib.parse import urlsplit

from tastegraph.errors import InputError

WAIT: Final = 10.0
"""Seconds that a connection, and then an answer, may take."""
_FOUND_BY_RAY: Final = ("auto", "local")
"""Addresses that Ray looks up by itself, and at once."""
_GREETING: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
"""How a client of HTTP/2 begins, an empty SETTINGS frame included (RFC 9113, section 3.4)."""
_SETTINGS: Final = 4
"""Type of the frame that the server must answer with; the type is the fourth byte."""


def check_reachable(address: str) -> None:
    """Return if a gRPC server, as those of Ray are, answers at ``host:port`` or ``ray://host:port``.

    Raises:
        InputError: The address is malformed, nobody listens there, or who does is no gRPC server.
    """
    if address in _FOUND_BY_RAY:
        return
    host, port = _host_and_port(address)
    try:
        with socket.create_connection((host, port), timeout=WAIT) as connection:
            if os.environ.get("RAY_USE_TLS") == "1":
                return
            connection.settimeout(WAIT)
            connection.sendall(_GREETING)
            answer = connection.recv(9)
    except OSError as error:
        raise _unreachable(address, error.strerror or str(error)) from None
    if len(answer) < 4 or answer[3] != _SETTINGS:
        raise _unreachable(address, "who answers there is not Ray")


def _host_and_port(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address if "://" in address else f"ray://{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if host is None or port is None:
        raise InputError(f"{address!r} is not an address", field="address", fix="Write host:port, such as head:6379")
    return host, port


def _unreachable(address: str, reason: str) -> InputError:
    return InputError(
        f"the Ray cluster at {address} cannot be reached: {reason}",
        field="address",
        fix="Check the address and that the cluster runs (`ray status`), or start one with `ray start --head`",
    )

"""Which engine is in force, and what happens when there is none to be had."""

import builtins
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from tastegraph.engine import cpu_seconds_elsewhere, map_blocks, using
from tastegraph.errors import InputError


def test_the_local_engine_can_be_asked_for_by_name():
    with using("local"):
        assert map_blocks(str, range(3)) == ["0", "1", "2"]
        assert cpu_seconds_elsewhere() == 0


@pytest.mark.parametrize(
    ("name", "address", "message"),
    [
        ("spark", None, "no engine 'spark'.*Use local or ray"),
        ("local", "head:6379", "no address"),
        ("ray", "head", "'head' is not an address.*host:port"),
        ("ray", "head:many", "is not an address"),
    ],
)
def test_what_cannot_be_an_engine_is_refused(name, address, message):
    with pytest.raises(InputError, match=message), using(name, address=address):
        pass


def test_without_ray_installed_the_error_says_how_to_install_it(monkeypatch):
    whole = builtins.__import__

    def without_ray(name, *rest, **others):
        if name == "ray":
            raise ImportError(name)
        return whole(name, *rest, **others)

    monkeypatch.setattr(builtins, "__import__", without_ray)
    with pytest.raises(InputError, match=r'pip install "tastegraph\[ray\]"'), using("ray"):
        pass


@contextmanager
def listening(answer):
    """Somebody who is no Ray cluster; the port they listen on."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(64)
                if answer is not None:
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join()


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_an_address_where_nobody_listens_is_a_clear_error_at_once(scheme):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    started = time.monotonic()
    with (
        pytest.raises(InputError, match=f"127.0.0.1:{port} cannot be reached.*ray start --head"),
        using("ray", address=f"{scheme}127.0.0.1:{port}"),
    ):
        pass
    assert time.monotonic() - started < 15


def test_whoever_answers_but_is_not_ray_is_told_from_it():
    with (
        listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port,
        pytest.raises(InputError, match="who answers there is not Ray"),
        using("ray", address=f"127.0.0.1:{port}"),
    ):
        pass
    with (
        listening(None) as port,
        pytest.raises(InputError, match=r"cannot be reached|not Ray"),
        using("ray", address=f"127.0.0.1:{port}"),
    ):
        pass

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tastegraph.errors import InputError, StateError
from tastegraph.locking import exclusive

HOLD = """
import sys
from tastegraph.locking import exclusive
with exclusive(sys.argv[1], doing="build"):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds a folder until it is killed."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_the_second_process_is_told_who_holds_it_and_a_killed_holder_is_no_obstacle(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "graph"
    with hold(folder) as holder:
        with pytest.raises(StateError) as caught, exclusive(folder, doing="prune"):
            pass
        holder.kill()
    assert holder.returncode == -signal.SIGKILL
    assert f"{folder}: another process is writing here (build, process {holder.pid} on {socket.gethostname()}, " in str(
        caught.value
    )
    assert str(caught.value).endswith(" UTC). Run again when it has finished.")
    with exclusive(folder, doing="prune"):
        pass


def test_a_thread_enters_again_what_it_holds_and_another_does_not(tmp_path: Path) -> None:
    with exclusive(tmp_path, doing="build"), ThreadPoolExecutor(1) as other:
        with exclusive(tmp_path / "x" / "..", doing="write"), exclusive(tmp_path, doing="write"):
            pass
        with (
            exclusive(tmp_path, doing="write"),
            pytest.raises(StateError, match=f"build, process {os.getpid()} on"),
        ):
            other.submit(exclusive(tmp_path, doing="other").__enter__).result()
        with pytest.raises(StateError, match="build, process"):
            other.submit(exclusive(tmp_path, doing="other").__enter__).result()
    with exclusive(tmp_path, doing="write"):
        pass


def test_a_body_that_fails_frees_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path, doing="build"):
        raise ZeroDivisionError
    with ThreadPoolExecutor(1) as other:
        held = exclusive(tmp_path, doing="other")
        other.submit(held.__enter__).result()
        other.submit(held.__exit__, None, None, None).result()


@pytest.mark.parametrize("note", [b"", b"{", b"\xff"])
def test_a_note_that_cannot_be_read_is_left_out(tmp_path: Path, note: bytes) -> None:
    with exclusive(tmp_path, doing="build"), ThreadPoolExecutor(1) as other:
        (tmp_path / "write.lock").write_bytes(note)
        with pytest.raises(StateError, match=r"another process is writing here\. Run"):
            other.submit(exclusive(tmp_path, doing="other").__enter__).result()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"), exclusive(tmp_path / "file" / "graph", doing="build"):
        pass

"""Answers on disk."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from tastegraph.errors import InputError
from tastegraph.text.chat.answer import ChatAnswer, Usage

_log = logging.getLogger(__name__)

_WAIT_SECONDS: Final = 60.0
_SYNC_SECONDS: Final = 1.0
"""How long an answer may be written and not yet be safe from a loss of power."""
_ROOM: Final = 65536
"""Bytes that must find room before anything is asked."""
_UNREADABLE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS answers (
    key BLOB PRIMARY KEY, text TEXT NOT NULL, tokens_in INTEGER NOT NULL, tokens_out INTEGER NOT NULL,
    finish TEXT NOT NULL, model TEXT NOT NULL, labels TEXT NOT NULL, time REAL NOT NULL
) WITHOUT ROWID"""

T = TypeVar("T")


class AnswerStore:
    """Answers in a SQLite file with a write-ahead log, by the key of their request.

    An answer is committed by `put` before it returns, one transaction each. From then on it outlives the process,
    however that ends: what a process has written belongs to the operating system. Safe from a loss of power it is
    within a second, when a thread brings the log to the disk; to wait for the disk at each answer would hold up the
    others. Threads and processes may share the file.

    Args:
        path: Of the file; made with its folder.

    Raises:
        InputError: The file cannot be written or is no such file.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._synced = time.monotonic()
        self._syncing: threading.Thread | None = None
        self._database = self._guarded(lambda: _opened(self.path))

    def get(self, key: str) -> ChatAnswer | None:
        """Return the answer to a request, None where there is none."""
        row = self._guarded(
            lambda: self._execute(
                "SELECT text, tokens_in, tokens_out, finish, model FROM answers WHERE key = ?", (bytes.fromhex(key),)
            ).fetchone()
        )
        return None if row is None else _answer(*row)

    def put(self, key: str, answer: ChatAnswer, labels: Mapping[str, str], *, anew: bool = False) -> None:
        """Keep an answer; the first one stays, unless it is asked for anew.

        Raises:
            InputError: It cannot be written, for instance because the disk is full.
        """
        usage = answer.usage
        # JSON text has its lone surrogates escaped already; other text has them replaced, since SQLite takes none.
        text = answer.text.encode("utf-8", "replace").decode("utf-8")
        row = (bytes.fromhex(key), text, usage.tokens_in, usage.tokens_out, answer.finish, answer.model)
        labelled = json.dumps(dict(labels), sort_keys=True)
        insert = f"INSERT OR {'REPLACE' if anew else 'IGNORE'} INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        self._guarded(lambda: self._execute(insert, (*row, labelled, time.time())))
        if time.monotonic() - self._synced > _SYNC_SECONDS and (self._syncing is None or not self._syncing.is_alive()):
            self._syncing = threading.Thread(target=self.sync, name="answers to disk", daemon=True)
            self._syncing.start()

    def check(self) -> None:
        """Return if answers can be written now.

        Raises:
            InputError: They cannot, for instance because the disk is full or the file is read-only.
        """

        def probe() -> None:
            self._execute("CREATE TABLE IF NOT EXISTS room (block BLOB)", ())
            self._execute("INSERT INTO room VALUES (zeroblob(?))", (_ROOM,))
            self._execute("DELETE FROM room", ())

        self._guarded(probe)

    def sync(self) -> None:
        """Bring what was written to the disk, and the log into the file."""
        self._synced = time.monotonic()
        # A lock of another process, or a full disk: the answers are in the log, and it is tried again.
        with suppress(sqlite3.Error), closing(_connected(self.path)) as database:
            database.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def rows(self) -> Iterator[tuple[str, ChatAnswer, dict[str, str]]]:
        """Yield the key, the answer and the labels of each request, in order of the keys."""
        with closing(_connected(self.path)) as database:
            for key, *parts, labels in database.execute(
                "SELECT key, text, tokens_in, tokens_out, finish, model, labels FROM answers ORDER BY key"
            ):
                yield key.hex(), _answer(*parts), json.loads(labels)

    def close(self) -> None:
        """Bring all to the disk and let go of the file."""
        if self._syncing is not None:
            self._syncing.join()
        self.sync()
        self._database.close()

    def _execute(self, statement: str, values: tuple[Any, ...]) -> sqlite3.Cursor:
        with self._lock:
            return self._database.execute(statement, values)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF in _UNREADABLE:
                raise InputError(
                    f"is not a readable cache of answers ({error})",
                    path=self.path,
                    fix="Move it away; answers that are only in it would be paid again",
                ) from error
            raise self._unwritable(str(error)) from error
        except OSError as error:
            raise self._unwritable(error.strerror or str(error)) from error

    def _unwritable(self, reason: str) -> InputError:
        return InputError(
            f"answers cannot be kept here: {reason}",
            path=self.path,
            fix="Free some space or make the folder writable; what was kept before is not asked again",
        )


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = _connected(path)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        # The thread that syncs moves the log into the file, so that no answer waits for it.
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute(_TABLE)
    except BaseException:
        database.close()
        raise
    return database


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_WAIT_SECONDS, check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA synchronous = NORMAL")
    return database


def _answer(text: str, tokens_in: int, tokens_out: int, finish: str, model: str) -> ChatAnswer:
    return ChatAnswer(text, Usage(tokens_in, tokens_out), finish, model)

"""Vectors kept on disk by the content of their text, so that nothing is encoded twice."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from tastegraph.errors import InputError
from tastegraph.text.encoder import TextEncoder

_log = logging.getLogger(__name__)

_BLOCK: Final = 2048
"""Texts looked up, or encoded and saved, at once: what an interruption can cost."""
_WAIT_SECONDS: Final = 60.0
_UNREADABLE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

T = TypeVar("T")


class CachedEncoder:
    """A text encoder that remembers: what it has encoded once it reads from a SQLite file.

    The key is the SHA-256 of the encoder's name and the text, so a changed text or model is encoded anew. Several
    processes may share the file. A file that SQLite cannot read is replaced, with a warning in the log.

    Args:
        encoder: Encodes what is missing.
        path: Of the file; made at the first text, with its folder.

    Attributes:
        hits: How many distinct texts were found so far, summed over the calls.
        misses: How many had to be encoded.
    """

    def __init__(self, encoder: TextEncoder, path: str | Path) -> None:
        self.encoder = encoder
        self.path = Path(path)
        self.hits = 0
        self.misses = 0

    @property
    def name(self) -> str:
        """Name of the encoder behind it."""
        return self.encoder.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.encoder.dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return float32 [len(texts), dimension], a row of length 1 for each text, in order.

        Raises:
            InputError: The file cannot be written, for instance because the disk is full. What was encoded
                before is kept.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        distinct = list(dict.fromkeys(texts))
        keys = [self._key(text) for text in distinct]
        vectors = np.empty((len(distinct), self.dimension), dtype=np.float32)
        found = self._run(partial(_recall, keys=keys, vectors=vectors))
        # Texts of like length meet in one block; the longest come first, so that a lack of memory shows at once.
        missing = sorted(np.flatnonzero(~found).tolist(), key=lambda row: -len(distinct[row]))
        for start in range(0, len(missing), _BLOCK):
            rows = missing[start : start + _BLOCK]
            vectors[rows] = self.encoder.encode([distinct[row] for row in rows])
            entries = [(keys[row], vectors[row].tobytes()) for row in rows]
            self._run(partial(_remember, entries=entries))
        self.hits += len(distinct) - len(missing)
        self.misses += len(missing)
        place = {text: row for row, text in enumerate(distinct)}
        return vectors[[place[text] for text in texts]]

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.name}\0{text}".encode("utf-8", "surrogatepass")).digest()

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work on the file; on a new file where this one turns out to be unreadable."""
        try:
            try:
                return _with_database(self.path, work)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF not in _UNREADABLE:
                    raise
                _log.warning("%s is not a readable cache (%s); starting a new one", self.path, error)
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            return _with_database(self.path, work)
        except (OSError, sqlite3.Error) as error:
            raise InputError(
                f"vectors cannot be kept here: {error}",
                path=self.path,
                fix="Free some space, or make the folder writable",
            ) from error


def _with_database(path: Path, work: Callable[[sqlite3.Connection], T]) -> T:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=_WAIT_SECONDS)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            database.execute("CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
            return work(database)


def _recall(
    database: sqlite3.Connection, keys: Sequence[bytes], vectors: npt.NDArray[np.float32]
) -> npt.NDArray[np.bool_]:
    """Write the vectors that are known into their rows; return bool [keys]: which these are."""
    row_of = {key: row for row, key in enumerate(keys)}
    found = np.zeros(len(keys), dtype=np.bool_)
    for start in range(0, len(keys), _BLOCK):
        block = keys[start : start + _BLOCK]
        marks = ",".join("?" * len(block))
        for key, blob in database.execute(f"SELECT key, vector FROM embeddings WHERE key IN ({marks})", block):
            if len(blob) == vectors[0].nbytes:
                vectors[row_of[key]] = np.frombuffer(blob, dtype=np.float32)
                found[row_of[key]] = True
    return found


def _remember(database: sqlite3.Connection, entries: Sequence[tuple[bytes, bytes]]) -> None:
    database.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?)", entries)

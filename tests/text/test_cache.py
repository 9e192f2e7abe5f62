"""What was encoded once is found again, whatever happens to the file."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tastegraph.errors import InputError
from tastegraph.text import CachedEncoder, cache

TEXTS = ["sea", "lighthouse", "storm", "sea", "", "海"]


class LetterEncoder:
    """Counts characters; remembers what it was asked."""

    dimension = 8

    def __init__(self, name: str = "letters@1") -> None:
        self.name = name
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        vectors = np.ones((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text + self.name:
                vectors[row, ord(character) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_nothing_is_encoded_twice_even_by_another_process(tmp_path):
    path = tmp_path / "made" / "embeddings.sqlite"
    encoder = LetterEncoder()
    first = CachedEncoder(encoder, path)
    vectors = first.encode(TEXTS)

    again = LetterEncoder()
    second = CachedEncoder(again, path)

    assert np.array_equal(vectors, LetterEncoder().encode(TEXTS))
    assert np.array_equal(second.encode(TEXTS[::-1]), vectors[::-1])
    assert sorted(encoder.asked) == sorted(set(TEXTS))
    assert again.asked == []
    assert (first.hits, first.misses, second.hits, second.misses) == (0, 5, 5, 0)


def test_only_what_is_missing_is_encoded(tmp_path):
    encoder = LetterEncoder()
    cached = CachedEncoder(encoder, tmp_path / "e.sqlite")
    cached.encode(["sea"])
    cached.encode(["sea", "storm"])

    assert encoder.asked == ["sea", "storm"]


def test_another_model_has_vectors_of_its_own(tmp_path):
    one = CachedEncoder(LetterEncoder("letters@1"), tmp_path / "e.sqlite").encode(["sea"])
    two = CachedEncoder(LetterEncoder("letters@2"), tmp_path / "e.sqlite").encode(["sea"])

    assert not np.array_equal(one, two)


@given(st.lists(st.text()))
def test_the_cache_changes_nothing(tmp_path_factory, texts):
    path = tmp_path_factory.getbasetemp() / "law.sqlite"

    assert np.array_equal(CachedEncoder(LetterEncoder(), path).encode(texts), LetterEncoder().encode(texts))


def garbage(path: Path) -> None:
    path.write_bytes(b"this was never a database" * 100)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [garbage, cut])
def test_an_unreadable_file_is_replaced_with_a_warning(tmp_path, caplog, damage):
    path = tmp_path / "e.sqlite"
    many = [f"text {number}" for number in range(300)]
    CachedEncoder(LetterEncoder(), path).encode(many)
    damage(path)

    with caplog.at_level(logging.WARNING, "tastegraph"):
        vectors = CachedEncoder(LetterEncoder(), path).encode(many)

    assert np.array_equal(vectors, LetterEncoder().encode(many))
    assert "not a readable cache" in caplog.text
    again = CachedEncoder(LetterEncoder(), path)
    again.encode(many)
    assert again.misses == 0


def test_a_vector_of_the_wrong_length_is_encoded_anew(tmp_path):
    path = tmp_path / "e.sqlite"
    vectors = CachedEncoder(LetterEncoder(), path).encode(["sea"])
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE embeddings SET vector = x'0000'")
    database.close()

    cached = CachedEncoder(LetterEncoder(), path)
    assert np.array_equal(cached.encode(["sea"]), vectors)
    assert cached.misses == 1


def test_an_interruption_costs_one_block_at_most(tmp_path, monkeypatch):
    class Interrupted(LetterEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            if self.asked:
                raise KeyboardInterrupt
            return super().encode(texts)

    monkeypatch.setattr(cache, "_BLOCK", 10)
    texts = [f"text {number}" for number in range(25)]
    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(Interrupted(), tmp_path / "e.sqlite").encode(texts)

    after = CachedEncoder(LetterEncoder(), tmp_path / "e.sqlite")
    after.encode(texts)
    assert (after.hits, after.misses) == (10, 15)


def test_several_threads_may_share_the_file(tmp_path):
    texts = [f"text {number}" for number in range(200)]
    expected = LetterEncoder().encode(texts)

    def work(_: int) -> np.ndarray:
        return CachedEncoder(LetterEncoder(), tmp_path / "e.sqlite").encode(texts)

    with ThreadPoolExecutor(4) as pool:
        assert all(np.array_equal(vectors, expected) for vectors in pool.map(work, range(8)))


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(InputError, match="cannot be kept") as error:
        CachedEncoder(LetterEncoder(), tmp_path / "file" / "e.sqlite").encode(["sea"])

    assert error.value.path == tmp_path / "file" / "e.sqlite"
    assert error.value.fix

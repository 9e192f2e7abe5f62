from __future__ import annotations

import numpy as np
import pytest

from tastegraph.engine import using
from tastegraph.graph.resolve.entities import neighbours
from tastegraph.graph.resolve.entities.neighbours import near


@pytest.mark.parametrize(("rows", "columns"), [(7, 11), (1024, 8192)])
def test_tiles_find_what_the_whole_matrix_has(monkeypatch: pytest.MonkeyPatch, rows: int, columns: int) -> None:
    monkeypatch.setattr(neighbours, "_ROWS", rows)
    monkeypatch.setattr(neighbours, "_COLUMNS", columns)
    vectors = np.random.default_rng(2).standard_normal((60, 5)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    left, right, cosine = near(vectors, 60, 0.7)
    whole = np.triu(vectors @ vectors.T, 1)
    assert np.array_equal(np.column_stack([left, right]), np.argwhere(whole >= 0.7))
    assert np.allclose(cosine, whole[left, right], atol=1e-6)

    left, right, _ = near(vectors, 2, 0.3)
    for row in range(60):
        best = np.sort(whole[row][whole[row] >= 0.3])[::-1][:2]
        assert np.allclose(np.sort(whole[row, right[left == row]])[::-1], best, atol=1e-6)


def test_no_names_and_one_name_have_no_neighbours() -> None:
    with using("local"):
        assert [len(part) for part in near(np.empty((0, 4), np.float32), 3, 0.5)] == [0, 0, 0]
        assert [len(part) for part in near(np.ones((1, 1), np.float32), 3, 0.5)] == [0, 0, 0]

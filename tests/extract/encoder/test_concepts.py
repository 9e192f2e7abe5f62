"""Near-synonyms become one concept, opposites do not; the vectors are made up so that the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from tastegraph.extract.encoder.concepts import SAME_MEANING, merge_phrases


def at_angles(*degrees: float) -> np.ndarray:
    radians = np.radians(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


NEAR = float(np.degrees(np.arccos(SAME_MEANING))) - 1


def merged(names: list[str], degrees: list[float], texts: list[int]) -> list[str]:
    concept = merge_phrases(at_angles(*degrees), names, np.array(texts))
    return [names[number] for number in concept]


def test_the_most_widespread_phrase_names_the_concept():
    assert merged(["murderer", "killer", "ship"], [0, NEAR, 180], [2, 5, 3]) == ["killer", "killer", "ship"]


def test_neighbours_of_neighbours_do_not_chain():
    names = ["centre", "left", "right", "far right"]
    assert merged(names, [0, -NEAR, NEAR, 2 * NEAR], [9, 3, 3, 2]) == ["centre", "centre", "centre", "far right"]


@pytest.mark.parametrize(
    "names",
    [
        ["husband", "wife"],
        ["two brothers", "three brothers"],
        ["19th century", "20th century"],
        ["World War I", "World War II"],
        ["侦探", "老师"],
    ],
)
def test_what_excludes_each_other_stays_apart(names):
    assert merged(names, [0, 1], [3, 2]) == names


def test_blocks_do_not_change_the_answer(monkeypatch):
    from tastegraph.extract.encoder import concepts

    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((300, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names, texts = [f"{'x' * number}" for number in range(300)], rng.integers(2, 9, 300)
    whole = merge_phrases(vectors, names, texts)
    monkeypatch.setattr(concepts, "_BLOCK", 7)

    assert np.array_equal(merge_phrases(vectors, names, texts), whole)
    cosines = (vectors * vectors[whole]).sum(axis=1)
    assert cosines.min() >= SAME_MEANING - 1e-6
    assert (whole[whole] == whole).all()
    assert 1 < len(set(whole.tolist())) < 300

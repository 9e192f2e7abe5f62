from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from tastegraph.errors import InputError
from tastegraph.graph import Evidence, Statement

KNOWN = Statement("50", "genre", "Sci-Fi", evidence=Evidence("50", "Genre", 0, 6, "Sci-Fi"))


def test_equal_values_are_one_statement_and_any_other_value_is_another() -> None:
    assert {KNOWN, replace(KNOWN)} == {KNOWN}
    for other in ({"object": "Drama"}, {"object_type": "genre"}, {"confidence": 0.5}, {"evidence": None}, {"time": 1}):
        assert replace(KNOWN, **other) != KNOWN


def test_it_cannot_change() -> None:
    with pytest.raises(FrozenInstanceError):
        KNOWN.object = "Drama"  # type: ignore[misc]


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(InputError, match="confidence"):
        Statement("50", "genre", "Sci-Fi", confidence)


@pytest.mark.parametrize("names", [(50, "genre", "Sci-Fi"), ("50", None, "Sci-Fi"), ("50", "released", 1977)])
def test_names_that_are_not_text_are_refused(names: tuple[str, str, str]) -> None:
    with pytest.raises(InputError, match=r"str\(value\)"):
        Statement(*names)

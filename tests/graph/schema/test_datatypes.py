from __future__ import annotations

import pytest

from tastegraph.graph.schema import Datatype, fits_datatype


@pytest.mark.parametrize(
    ("datatype", "fitting", "others"),
    [
        ("year", ["1979", " 44 BC ", "-44", "2024年"], ["", "19790", "1979-05", "nineteen"]),
        (
            "date",
            [
                *("1979-05-25", "1979-05", "1979", "25 May 1979", "May 25, 1979", "May 1979", "01 January 2010"),
                *("25.5.1979", "2024年5月1日", "2024-05-01T12:00:00Z", "5th of June 1944"),
            ],
            ["", "soon", "Ridley Scott", "32 May 1979", "117 minutes"],
        ),
        (
            "number",
            ["7", "-3.5", "1,200,000", "$11,000,000", "€ 3.5", "117 min", "2.5 kg", "85%", "1e6", "89.0", "4,5"],
            ["", "seven", "1979-05-25", "Room 7", "1 2 3 4 of them"],
        ),
        ("text", ["x", "1979"], ["", "  "]),
    ],
)
def test_forms(datatype: Datatype, fitting: list[str], others: list[str]) -> None:
    assert [text for text in fitting if not fits_datatype(text, datatype)] == []
    assert [text for text in others if fits_datatype(text, datatype)] == []


def test_long_texts_are_judged_at_once() -> None:
    assert not fits_datatype("1,000" * 20_000 + "x1", "number")
    assert not fits_datatype("1" * 100_000 + "!", "date")

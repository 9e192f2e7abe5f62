import numpy as np
import pyarrow as pa
import pytest

from tastegraph.report.charts import Bar, confidences, counted, degrees


def test_values_are_counted_the_most_frequent_first_and_the_rare_together():
    names = ["genre"] * 8 + ["cast"] * 4 + [f"rare {place:02}" for place in range(20)]
    bars = counted(pa.chunked_array([names]), {"genre": "hue-0"})
    assert bars[:2] == (Bar("genre", "8", 1.0, "hue-0"), Bar("cast", "4", 0.5, "grey"))
    assert bars[-1] == Bar("8 more", "8", 1.0, "grey")
    assert len(bars) == 15
    assert sum(int(bar.text) for bar in bars) == 32
    assert counted(pa.chunked_array([["facts"]])) == (Bar("facts", "1", 1.0, "accent"),)


def test_confidences_fall_into_tenths_and_certainty_into_the_last():
    columns = confidences(np.array([0.0, 0.05, 0.1, 0.95, 1.0, 1.0, 1.0]))
    assert [column.text for column in columns] == ["2", "1", *[""] * 7, "4"]
    assert [column.height for column in columns] == [0.5, 0.25, *[0] * 7, 1]
    assert {column.height for column in confidences(np.zeros(0))} == {0}


def test_degrees_are_counted_on_logarithmic_axes():
    plot = degrees(np.array([10, 10, 1000]), np.array([1] * 100))
    items, others = ([(round(dot.x, 6), round(dot.y, 6)) for dot in series.dots] for series in plot.series)
    assert items == [(pytest.approx(1 / 3, abs=1e-6), pytest.approx(np.log10(2) / 2, abs=1e-6)), (1, 0)]
    assert others == [(0, 1)]
    assert [(tick.label, round(tick.at, 6)) for tick in plot.x_ticks] == [
        ("1", 0), ("10", 0.333333), ("100", 0.666667), ("1,000", 1),
    ]  # fmt: skip
    assert [tick.label for tick in plot.y_ticks] == ["1", "10", "100"]
    assert degrees(np.zeros(0, int), np.zeros(0, int)).series[0].dots == ()

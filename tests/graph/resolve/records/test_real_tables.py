"""Products of two shops, software of two shops, films of two databases: no label is used, all settings are the same."""

import pytest

from tastegraph.graph.resolve.records import agreement, match_records, read_records, read_truth

REACHED = {
    "resolution-abt-buy": (("abt.csv", "buy.csv", "gt.csv"), 0.96, 0.955),
    "resolution-amazon-google": (("amazon.csv", "gp.csv", "gt.csv"), 0.69, 0.72),
    "resolution-films": (("stage3_A.csv", "stage3_B.csv", "stage3_G.csv"), 0.985, 0.985),
}


@pytest.mark.slow
@pytest.mark.parametrize("folder", REACHED)
def test_as_good_as_was_measured(real_data, folder):
    files, precision, f1 = REACHED[folder]
    left, right, truth = (real_data / folder / file for file in files)
    tables = read_records(left), read_records(right)
    known = read_truth(truth, *tables)
    found = match_records(*tables)
    measured = agreement(((pair.left, pair.right) for pair in found.pairs), known)
    assert measured.precision >= precision
    assert measured.f1 >= f1
    assert all(pair.reasons for pair in found.pairs)

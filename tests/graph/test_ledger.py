from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph import Merge
from tastegraph.graph.ledger import MERGES, merges_table, read_merges

merges = st.builds(
    Merge,
    type=st.text(),
    alias=st.text(),
    name=st.text(),
    score=st.floats(0, 1),
    reasons=st.lists(st.text(), max_size=3).map(tuple),
    method=st.sampled_from(["name", "cascade", "person"]),
    time=st.integers(0, 2**40),
)


@given(st.lists(merges, max_size=5))
def test_columns_bring_back_the_same_merges_once_each(given: list[Merge]) -> None:
    table = merges_table([*given, *given])
    assert table.schema == MERGES
    assert list(read_merges(table.to_batches())) == list(dict.fromkeys(given))

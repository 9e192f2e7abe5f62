from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.graph.resolve.entities.clusters import Clusters

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


@given(PAIRS, st.sets(st.frozensets(st.integers(0, 9), min_size=2, max_size=2), max_size=12))
def test_no_cluster_holds_a_pair_that_is_kept_apart(
    pairs: list[tuple[int, int]], kept_apart: set[frozenset[int]]
) -> None:
    clusters = Clusters(10)
    for left, right in pairs:
        together = clusters.unite(left, right, lambda one, other: frozenset((one, other)) in kept_apart)
        assert together == (clusters.find(left) == clusters.find(right))
    members = [clusters.members(place) for place in range(10)]
    assert not any(pair <= set(group) for group in members for pair in kept_apart)
    assert all(place in group and members[group[0]] == group for place, group in enumerate(members))


def test_without_a_guard_it_is_a_union_find() -> None:
    clusters = Clusters(5)
    for left, right in ((0, 1), (3, 4), (1, 3)):
        assert clusters.unite(left, right, lambda _one, _other: False)
    assert clusters.members(4) == [0, 1, 3, 4]
    assert clusters.members(2) == [2]

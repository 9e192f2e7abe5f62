import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tastegraph.report.choice import most_telling

SIZE = 40
NAMES = [f"item{place}" for place in range(9)] + [f"entity{place}" for place in range(9)]
TRIPLES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["a", "b"]), st.sampled_from(NAMES)), max_size=60)


def chosen_names(network, size):
    return set(network.names.take(most_telling(network, size)).to_pylist())


def test_shared_by_few_is_shown_before_shared_by_all_and_by_none(network_of):
    items = [f"item{place}" for place in range(400)]
    triples = [(item, "country", "everywhere") for item in items]
    triples += [(item, "cast", f"unknown {item}") for item in items]
    triples += [(item, "directed by", f"director {place // 5}") for place, item in enumerate(items[:30])]
    triples += [(item, "starring", f"star {place % 5}") for place, item in enumerate(items[:30])]
    found = chosen_names(network_of(triples), SIZE)
    assert {f"star {place}" for place in range(5)} <= found
    assert found & {f"director {place}" for place in range(6)}
    assert "everywhere" not in found
    assert not [name for name in found if name.startswith("unknown")]


def test_graph_in_which_nothing_is_shared_shows_the_items_that_say_most(network_of):
    triples = [(f"item{item}", "tag", f"{item}/{tag}") for item in range(20) for tag in range(item + 1)]
    found = chosen_names(network_of(triples), 60)
    assert {"item19", "item18"} <= found
    assert "item0" not in found


def test_doubtful_links_go_first(network_of):
    triples = [(f"item{place}", "genre", f"genre {place % 4}") for place in range(40)]
    sure = [0.2 if place % 4 < 2 else 0.9 for place in range(40)]
    assert chosen_names(network_of(triples, sure), 22) >= {"genre 2", "genre 3"}
    assert not chosen_names(network_of(triples, sure), 22) & {"genre 0", "genre 1"}


def test_what_is_quoted_is_shown_before_what_is_not(network_of):
    triples = [(f"item{place}", "genre", f"genre {place % 4}") for place in range(40)]
    found = chosen_names(network_of(triples, quoted=[place % 4 >= 2 for place in range(40)]), 22)
    assert found >= {"genre 2", "genre 3"}
    assert not found & {"genre 0", "genre 1"}


def test_small_graph_is_shown_whole_except_what_only_refers_to_itself(network_of):
    network = network_of([("item1", "genre", "Drama"), ("item2", "genre", "Drama"), ("alone", "is", "alone")])
    assert chosen_names(network, SIZE) == {"item1", "item2", "Drama"}


@settings(deadline=None)
@given(TRIPLES, st.integers(2, 18))
def test_chosen_entities_are_few_and_each_is_joined_with_another(network_of, triples, size):
    network = network_of(triples)
    chosen = most_telling(network, size)
    assert len(chosen) <= size
    assert np.array_equal(chosen, np.unique(chosen))
    inside = np.isin(network.subject, chosen) & np.isin(network.object, chosen) & (network.subject != network.object)
    joined = np.concatenate([network.subject[inside], network.object[inside]])
    assert np.array_equal(chosen, np.unique(joined))

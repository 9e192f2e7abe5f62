import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tastegraph.report.layout import arrange


def overlapping(places, boxes):
    reach = (boxes[:, None] + boxes) / 2
    touching = (reach - np.abs(places[:, None] - places) > 0.5).all(axis=2)
    np.fill_diagonal(touching, False)
    return int(touching.sum()) // 2


@settings(deadline=None, max_examples=50)
@given(
    arrays(np.float64, st.tuples(st.integers(0, 25), st.just(2)), elements=st.floats(10, 90)),
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=50),
)
def test_boxes_stand_on_the_canvas_and_not_on_each_other(boxes, pairs):
    links = np.array([pair for pair in pairs if max(pair) < len(boxes)], np.int64).reshape(-1, 2).T
    places = arrange(links, boxes, 1000, 800)
    assert (places >= boxes / 2 - 1e-9).all()
    assert (places <= [1000, 800] - boxes / 2 + 1e-9).all()
    assert overlapping(places, boxes) == 0


def test_linked_boxes_are_near_each_other():
    groups = np.arange(40) % 4
    first, second = np.triu_indices(40, 1)
    links = np.stack([first, second])[:, groups[first] == groups[second]]
    places = arrange(links, np.full((40, 2), [60.0, 20.0]), 1000, 800)
    distance = np.hypot(*(places[:, None] - places).T)
    same = groups[:, None] == groups
    assert distance[same].mean() < 0.5 * distance[~same].mean()

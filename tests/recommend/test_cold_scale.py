"""New items speak in the units of known ones."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Interactions
from tastegraph.recommend import LinearConfig, LinearRecommender
from tastegraph.recommend.linear.cold_scale import cold_scale, some_known
from tastegraph.represent import FeatureBlock, Knowledge


def test_the_scale_undoes_a_known_shrinkage():
    rng = np.random.default_rng(0)
    X = csr_array((rng.random((300, 20)) < 0.3).astype(np.float32))
    items = np.arange(20)
    E = (rng.random((20, 20)) / 10).astype(np.float32)
    np.fill_diagonal(E, 0)
    scale = cold_scale(X, items, E)
    scores = X @ E
    assert scale == pytest.approx((X.toarray() * scores).sum() / (scores**2).sum(), rel=1e-4)
    assert cold_scale(X, items, E / 4) == pytest.approx(4 * scale, rel=1e-4)
    assert cold_scale(X, items, csr_array(E)) == pytest.approx(scale, rel=1e-6)
    assert cold_scale(X, items, E + np.eye(20, dtype=np.float32) * 9) == pytest.approx(scale, rel=1e-6)
    assert cold_scale(X, items, np.zeros((20, 20), np.float32)) == 1


def test_only_items_with_behaviour_are_looked_at():
    assert some_known(np.array([0, 3, 0, 1])).tolist() == [1, 3]
    assert len(some_known(np.ones(5_000))) == 500


@pytest.mark.parametrize("form", ["exact", "sparse"])
@pytest.mark.parametrize("knowledge", [0, 1])
def test_a_new_item_of_ones_taste_is_found_among_known_ones(form, knowledge):
    """Five tastes of nine items each, and a new item of each taste: it belongs to the ten best, whatever shrinks it."""
    rng = np.random.default_rng(5)
    pairs = [(u, int(i)) for u in range(60) for i in rng.permutation(np.arange(u % 5, 45, 5))[:6]]
    log = Interactions.from_pairs(*zip(*pairs, strict=True))
    items = IdMap(range(50))
    tastes = csr_array((np.ones(50, np.float32), (range(50), [item % 5 for item in range(50)])), shape=(50, 5))
    config = LinearConfig(form=form, knowledge=knowledge, regularisation=300, smoothing=100, support=30)
    model = LinearRecommender(config).fit(log, Knowledge(items, (FeatureBlock("taste", tastes),)))
    for user in range(5):
        assert 45 + user in [one.item for one in model.recommend([user], k=10)[0]]

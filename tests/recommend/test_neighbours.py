"""Item-kNN against values worked out by hand."""

import numpy as np
from scipy.sparse import csr_array

from tastegraph.recommend.neighbours import cosine_neighbours

# Items a, b, c; users {a, b}, {a, b}, {a, c}: |a| = 3, |b| = 2, |c| = 1; together ab = 2, ac = 1, bc = 0.
X = csr_array(np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1]], dtype=np.float32))


def test_cosine_by_hand():
    found = cosine_neighbours(X, neighbours=5, shrinkage=0).toarray()
    ab, ac = 2 / np.sqrt(6), 1 / np.sqrt(3)
    assert np.allclose(found, [[0, ab, ac], [ab, 0, 0], [ac, 0, 0]])


def test_shrinkage_grows_the_denominator():
    assert np.isclose(cosine_neighbours(X, 5, 10.0).toarray()[0, 1], 2 / (np.sqrt(6) + 10))


def test_only_the_nearest_stay_and_blocks_do_not_matter():
    rng = np.random.default_rng(0)
    log = csr_array((rng.random((50, 40)) < 0.2).astype(np.float32))
    whole = cosine_neighbours(log, 3, 1.0)
    assert np.diff(whole.tocsc().indptr).max() <= 3
    assert np.allclose(whole.toarray(), cosine_neighbours(log, 3, 1.0, block=7).toarray())
    everything = cosine_neighbours(log, 40, 1.0).toarray()
    assert np.allclose(np.sort(whole.toarray(), axis=0)[-3:], np.sort(everything, axis=0)[-3:])

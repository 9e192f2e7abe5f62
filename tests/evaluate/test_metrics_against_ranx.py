"""Agreement with ranx, an independent library. Its compiler needs some seconds, so it runs with ``-m slow``."""

import numpy as np
import pytest
from scipy import sparse

from tastegraph.evaluate import average_precision, hit_rate, mark_hits, ndcg, precision, recall, reciprocal_rank

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

USERS, ITEMS = 200, 60


@pytest.fixture(scope="module")
def case():
    rng = np.random.default_rng(11)
    order = np.argsort(rng.random((USERS, ITEMS)), axis=1)
    truth = sparse.csr_array(rng.random((USERS, ITEMS)) < rng.random((USERS, 1)) * 0.6)
    truth[np.arange(USERS), rng.integers(0, ITEMS, USERS)] = True
    return order, sparse.csr_array(truth)


@pytest.mark.parametrize("k", [1, 5, 10, 30])
@pytest.mark.parametrize(
    ("metric", "name"),
    [
        (recall, "recall"),
        (precision, "precision"),
        (hit_rate, "hit_rate"),
        (reciprocal_rank, "mrr"),
        (average_precision, "map"),
        (ndcg, "ndcg"),
    ],
)
def test_ranx_agrees(case, metric, name, k):
    ranx = pytest.importorskip("ranx")
    order, truth = case
    qrels = ranx.Qrels(
        {f"{u:03}": {str(i): 1 for i in truth.indices[truth.indptr[u] : truth.indptr[u + 1]]} for u in range(USERS)}
    )
    run = ranx.Run({f"{u:03}": {str(i): float(ITEMS - rank) for rank, i in enumerate(order[u])} for u in range(USERS)})
    theirs = ranx.evaluate(qrels, run, f"{name}@{k}", return_mean=False)
    sizes = np.diff(truth.indptr)
    if name == "map":
        # ranx divides by |truth| also where the list is too short to hold it.
        theirs = theirs * sizes / np.minimum(sizes, k)
    np.testing.assert_allclose(metric(mark_hits(order, truth)[:, :k], sizes), theirs, rtol=1e-9)

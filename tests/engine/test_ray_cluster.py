"""A Ray cluster of two nodes: the same results to 1e-6, also where one of the nodes is killed on the way."""

import time

import numpy as np
import pyarrow.parquet as pq
import pytest

from tastegraph.engine import map_blocks, stream_blocks, using
from tastegraph.evaluate import evaluate_ranking
from tastegraph.project import batch, recommend_all
from tastegraph.recommend import EASERecommender, LinearConfig
from tastegraph.recommend.linear import gram, sparse, sparse_weights
from tastegraph.recommend.weights import binary
from tastegraph.testing import two_crowds

pytestmark = pytest.mark.slow
pytest.importorskip("ray")

NODE = {"num_cpus": 1, "object_store_memory": 100 * 2**20}
NOTICE_SOON = {
    "health_check_initial_delay_ms": 0,
    "health_check_period_ms": 1000,
    "health_check_timeout_ms": 5000,
    "health_check_failure_threshold": 3,
}
"""Otherwise the head waits longer before it gives a dead node up."""


class Nodes:
    """A head, to which this process belongs, and a second node that can be killed."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.second = None

    def ensure_two(self):
        if self.second is None:
            self.second = self.cluster.add_node(**NODE)
            self.cluster.wait_for_nodes()

    def kill_one(self):
        if self.second is not None:
            self.cluster.remove_node(self.second, allow_graceful=False)
            self.second = None


@pytest.fixture(scope="module")
def nodes():
    from ray.cluster_utils import Cluster

    head = NODE | {"include_dashboard": False, "_system_config": NOTICE_SOON}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        with using("ray", address=cluster.address):
            yield Nodes(cluster)
    finally:
        cluster.shutdown()


@pytest.fixture
def two_nodes(nodes):
    """Two nodes that have begun to work: a process takes seconds to start."""

    def node_after_a_while(_):
        import ray

        time.sleep(0.2)
        return ray.get_runtime_context().get_node_id()

    nodes.ensure_two()
    for _ in range(20):
        if len(set(map_blocks(node_after_a_while, range(4)))) == 2:
            return nodes
    pytest.fail("one of the nodes never worked")


@pytest.fixture(scope="module")
def crowds():
    return two_crowds(users=600, items=400, history=20)


def gram_matrix(crowds, folder, tell):
    def told(*arguments):
        for number, result in enumerate(stream_blocks(*arguments)):
            tell(number)
            yield result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gram, "BLOCK", 20)
        patch.setattr(gram, "stream_blocks", told)
        return gram.weighted_gram(binary(crowds[0].matrix), np.linspace(0.5, 2, 600, dtype=np.float32))


def evaluation(crowds, folder, tell):
    train, test = crowds
    with using("local"):
        model = EASERecommender().fit(train)
    found = evaluate_ranking(model, train, test, (5, 20), block=30, progress=lambda done, _: tell(done // 30 - 1))
    return np.stack([*found.per_user.values(), np.full(len(found.users), sum(found.values()))])


def batch_recommendation(crowds, folder, tell):
    with using("local"):
        model = EASERecommender().fit(crowds[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "BLOCK", 30)
        recommend_all(model, folder / "recs.parquet", k=5, progress=lambda _, done, total: tell(done // 30 - 1))
    table = pq.read_table(folder / "recs.parquet")
    assert table.num_rows == 5 * 600
    places = [model.items.position(item) for item in table.column("item").to_pylist()]
    return np.stack([places, table.column("score").to_numpy(), table.column("rank").to_numpy()])


def sparse_solution(crowds, folder, tell):
    def told(*arguments):
        found = []
        for number, result in enumerate(stream_blocks(*arguments)):
            tell(number)
            found.append(result)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "BLOCK", 20)
        patch.setattr(sparse, "map_blocks", told)
        return sparse_weights(binary(crowds[0].matrix), None, LinearConfig(support=30)).toarray()


WORK = [gram_matrix, evaluation, batch_recommendation, sparse_solution]


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__)
def test_two_nodes_give_what_threads_give(two_nodes, crowds, tmp_path, work):
    there = work(crowds, tmp_path, lambda _: None)
    with using("local"):
        here = work(crowds, tmp_path, lambda _: None)
    np.testing.assert_allclose(there, here, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__)
def test_a_node_that_is_killed_on_the_way_changes_nothing(two_nodes, crowds, tmp_path, work):
    told = []

    def kill_after_the_second_block(number):
        told.append(number)
        if number == 1:
            two_nodes.kill_one()

    there = work(crowds, tmp_path, kill_after_the_second_block)
    assert told == list(range(20))
    with using("local"):
        here = work(crowds, tmp_path, lambda _: None)
    np.testing.assert_allclose(there, here, rtol=1e-6, atol=1e-6)


def test_results_that_lay_on_a_killed_node_are_made_again(two_nodes):
    def large(block):
        import ray

        time.sleep(0.2)
        # Too large to be sent with the answer: it stays where it was made.
        return ray.get_runtime_context().get_node_id(), np.full(500_000, block, dtype=np.float32)

    before, after = [], []
    for number, (node, values) in enumerate(stream_blocks(large, range(12))):
        (before if two_nodes.second is not None else after).append(node)
        assert set(values) == {number}
        if number == 3:
            time.sleep(1.5)  # the next blocks are done by now, and wait on both nodes
            two_nodes.kill_one()
    assert len(set(before)) == 2, "the node that was killed had worked"
    assert len(set(after)) == 1, "and what lay there was made again on the other"

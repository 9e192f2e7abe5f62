"""A real Ray, on this machine: the same results, errors and limits as with threads."""

import importlib
import os

import numpy as np
import pytest
from scipy.sparse import csr_array
from threadpoolctl import threadpool_info

from tastegraph.engine import cpu_seconds_elsewhere, map_blocks, stream_blocks, using
from tastegraph.errors import InputError
from tastegraph.evaluate import cpu_clock
from tastegraph.recommend.linear import gram
from tastegraph.recommend.linear.gram import weighted_gram
from tastegraph.text import MiniLMEncoder

pytest.importorskip("ray")


@pytest.fixture(scope="module", autouse=True)
def ray_engine():
    with using("ray", address="local"):
        yield


def test_blocks_run_elsewhere_in_order_with_what_they_share():
    def work(block, table, factor):
        return os.getpid(), float(table.sum()) * block * factor

    found = list(stream_blocks(work, iter(range(12)), np.ones(1000), 2))
    assert [value for _, value in found] == [block * 2000.0 for block in range(12)]
    assert os.getpid() not in {process for process, _ in found}
    assert map_blocks(work, [3], np.ones(10), 1) == [(os.getpid(), 30.0)], "a single block runs here"
    assert cpu_seconds_elsewhere() > 0


def test_the_cpu_clock_counts_blocks_that_ran_elsewhere():
    def spins(_):
        import time

        end = time.process_time() + 0.2
        while time.process_time() < end:
            pass

    with cpu_clock() as clock:
        map_blocks(spins, range(4))
    assert clock.seconds > 0.8


def test_errors_arrive_as_they_were_raised():
    def fails(block):
        raise InputError(f"block {block} is bad", field="k", fix="Give another")

    with pytest.raises(InputError) as error:
        map_blocks(fails, range(3))
    assert str(error.value) == "field 'k': block 0 is bad. Give another."
    with pytest.raises(ZeroDivisionError):
        map_blocks(lambda block: 1 / block, range(3))


def test_a_block_has_one_core_and_blocks_inside_it_stay_there():
    def outer(_):
        import numpy as np

        from tastegraph.engine import map_blocks

        np.ones((2, 2)) @ np.ones((2, 2))
        threads = {library["num_threads"] for library in threadpool_info()}
        return os.getpid(), set(map_blocks(lambda _: os.getpid(), range(3))), threads

    for process, inner, threads in map_blocks(outer, range(2)):
        assert inner == {process}
        assert threads == {1}


def test_a_process_that_dies_is_replaced(tmp_path):
    def dies_once(block):
        if block == 1 and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os._exit(1)
        return block

    assert map_blocks(dies_once, range(4)) == [0, 1, 2, 3]
    assert (tmp_path / "died").exists()


def test_the_gram_matrix_is_the_same(monkeypatch):
    monkeypatch.setattr(gram, "BLOCK", 16)
    rng = np.random.default_rng(0)
    X = csr_array((rng.random((200, 50)) < 0.2).astype(np.float32))
    weights = rng.random(200).astype(np.float32)
    there = weighted_gram(X, weights)
    with using("local"):
        np.testing.assert_array_equal(weighted_gram(X, weights), there)
    dense = X.toarray()
    np.testing.assert_allclose(there, dense.T @ (weights[:, None] * dense), rtol=1e-5)


def test_a_machine_that_lacks_a_package_is_told_of(tmp_path, monkeypatch):
    (tmp_path / "only_here.py").write_text("def work(block):\n    return block\n")
    monkeypatch.syspath_prepend(tmp_path)
    only_here = importlib.import_module("only_here")
    with pytest.raises(InputError, match=r"lacks what a block needs: .*No module named 'only_here'.*every machine"):
        map_blocks(only_here.work, range(3))


@pytest.mark.slow
def test_the_vectors_of_texts_are_the_same():
    texts = [f"{number} lighthouse keepers and a storm " * (1 + number % 20) for number in range(60)]
    encoder = MiniLMEncoder()
    there = encoder.encode(texts)
    with using("local"):
        np.testing.assert_allclose(encoder.encode(texts), there, atol=1e-6)

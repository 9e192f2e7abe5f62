"""Blocks in threads: in order, one core each, a bounded number ahead, and errors are not swallowed."""

import threading
import time

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from tastegraph.engine import cores, local, map_blocks, map_here, sized_for, stream_blocks


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(local, "cores", lambda: 2)


def threads_of_libraries(_=None):
    np.ones((2, 2)) @ np.ones((2, 2))
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_results_are_in_the_order_of_the_blocks_whichever_is_done_first():
    def later_is_faster(block, shared):
        time.sleep(0.002 * (10 - block % 10))
        return block * shared

    assert map_blocks(later_is_faster, range(30), 3) == [block * 3 for block in range(30)]
    assert list(stream_blocks(later_is_faster, iter(range(30)), 3)) == [block * 3 for block in range(30)]
    assert map_here(str, range(3)) == ["0", "1", "2"]
    assert map_blocks(str, []) == []
    assert cores() >= 1


def test_blocks_run_side_by_side():
    meeting = threading.Barrier(2, timeout=20)
    assert len(set(map_blocks(lambda _: (meeting.wait(), threading.get_ident())[1], range(2)))) == 2


def test_an_error_in_a_block_is_raised_and_the_blocks_behind_it_are_dropped():
    begun = []

    def fails(block):
        begun.append(block)
        time.sleep(0.001)
        return 1 / block

    with pytest.raises(ZeroDivisionError):
        map_blocks(fails, range(1000))
    assert len(begun) < 20


def test_only_a_few_blocks_are_taken_ahead_of_the_consumer():
    taken = []
    results = stream_blocks(lambda block: block, (taken.append(block) or block for block in range(1000)))
    for number in range(5):
        assert next(results) == number
        time.sleep(0.01)
        assert len(taken) <= number + 2 * 2 + 1
    results.close()
    assert len(taken) < 20


def test_each_block_has_one_thread_and_afterwards_all_is_as_before():
    with threadpool_limits(2):
        assert set(threads_of_libraries()) == {2}
        assert all(set(threads) == {1} for threads in map_blocks(threads_of_libraries, range(4)))
        assert set(threads_of_libraries()) == {2}
        assert set(map_blocks(threads_of_libraries, [0])[0]) == {2}, "a single block may use all cores"
        with sized_for(10):
            assert set(threads_of_libraries()) == {1}
        first, second = (stream_blocks(str, range(9)) for _ in range(2))
        next(first), next(second)
        list(first)
        assert set(threads_of_libraries()) == {1}, "the second still runs"
        list(second)
        assert set(threads_of_libraries()) == {2}


def test_blocks_inside_a_block_follow_one_another_in_its_thread():
    def inner(_):
        return threading.get_ident()

    def outer(_):
        return threading.get_ident(), set(map_blocks(inner, range(4))), set(map_here(inner, range(4)))

    for thread, mapped, mapped_here in map_blocks(outer, range(4)):
        assert mapped == mapped_here == {thread}
        assert thread != threading.get_ident()

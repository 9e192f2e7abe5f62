"""Blocks are mapped in order, and errors are not swallowed."""

import pytest

from tastegraph.engine import cores, map_blocks


def test_results_are_in_the_order_of_the_blocks():
    assert map_blocks(lambda block: block * block, list(range(50))) == [block * block for block in range(50)]
    assert map_blocks(str, []) == []
    assert cores() >= 1


def test_an_error_in_a_block_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_blocks(lambda block: 1 / block, [1, 0, 2])

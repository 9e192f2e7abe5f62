from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tastegraph.cli.memory import out_of_memory


def test_the_size_that_numpy_asked_for_is_said():
    with pytest.raises(MemoryError) as caught:
        np.empty((1 << 30, 1 << 20), dtype=np.float32)
    message = out_of_memory(caught.value)
    assert "4.00 PiB in one piece were asked for, an array of the shape (1073741824, 1048576)" in message
    assert "Use fewer items" in message


def test_the_size_that_arrow_asked_for_is_said():
    with pytest.raises(MemoryError) as caught:
        pa.allocate_buffer(1 << 50, memory_pool=pa.system_memory_pool())
    assert f"{1 << 30:,} MiB in one piece were asked for" in out_of_memory(caught.value)


def test_without_a_size_the_message_still_says_what_helps():
    assert out_of_memory(MemoryError()).startswith("Out of memory. Use fewer items")

import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from tastegraph.evaluate import cost, cpu_clock, memory_peak


def test_the_work_of_all_threads_counts_and_sleep_does_not():
    spent = []

    def work():
        while time.thread_time() < 0.1:
            sum(range(1000))
        spent.append(time.thread_time())

    threads = [Thread(target=work) for _ in range(2)]
    with cpu_clock() as clock:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(0.3)
    assert sum(spent) <= clock.seconds < sum(spent) + 0.2


def test_the_clock_stops_on_errors_too():
    with pytest.raises(ZeroDivisionError), cpu_clock() as clock:
        sum(range(100_000)) / 0
    assert clock.seconds > 0


def test_the_peak_is_that_of_this_process_and_stays():
    # The child imports the module alone, which keeps it small.
    child = """if True:
        from cost import peak_memory_mb
        before = peak_memory_mb()
        block = b"1" * (100 * 2**20)
        del block
        print(before, peak_memory_mb())
    """
    parent = np.ones((300, 2**20), dtype=np.uint8)
    folder = Path(cost.__file__).parent
    command = [sys.executable, "-c", child]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    before, after = map(float, output.split())
    assert before < len(parent)
    assert 90 < after - before < 110


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can start the measurement anew")
def test_a_peak_is_that_of_its_block_alone():
    before = np.ones((400, 2**20), dtype=np.uint8)
    held = before.nbytes / 2**20
    del before
    with memory_peak() as small:
        pass
    with pytest.raises(ZeroDivisionError), memory_peak() as large:
        np.ones((200, 2**20), dtype=np.uint8)
        _ = 1 / 0
    assert 190 < large.mb - small.mb < 210
    assert large.mb < small.mb + held

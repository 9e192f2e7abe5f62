"""A log several times as large as the memory that the process may take is trained on like any other."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

resource = pytest.importorskip("resource", reason="limits are set as on Unix")

LIMIT = 400 << 20
TIMES = 3
USERS, ITEMS, ROWS_AT_A_TIME = 60_000, 1000, 1 << 18

TOML = """
[items]
path = "items.csv"
id = "item"

[interactions]
path = "log.csv"
user = "user"
item = "item"
timestamp = "timestamp"

[model]
name = "ease"
knowledge = false
"""

# RLIMIT_DATA counts what is private to the process and can be written: the heap, stacks and anonymous memory. Files
# mapped into memory are not in it, as the system can take that memory back at any time. RLIMIT_AS would count them,
# and also 1 GB of libraries and reserved addresses that nobody ever touches; RLIMIT_RSS does nothing on Linux.
LIMITED = """
import resource, sys
import numpy as np
limit = int(sys.argv.pop(1))
if limit:
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    try:
        np.ones(limit, dtype=np.uint8)
    except MemoryError:
        pass
    else:
        sys.exit("the limit does not bite")
from tastegraph.cli import main
main()
"""

# Each thread of OpenBLAS and Arrow reserves buffers, and Arrow's own allocator a gigabyte, which the limit counts in
# full although hardly any of it is used. The threshold gives large arrays back to the system as soon as they are freed.
ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
}


def uuids(count, rng):
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    text = np.full((count, 36), ord("-"), dtype=np.uint8)
    text[:, [place for place in range(36) if place not in (8, 13, 18, 23)]] = digits[rng.integers(16, size=(count, 32))]
    return pa.array(text.tobytes()[place : place + 36].decode() for place in range(0, text.size, 36))


def write_log(path, least_bytes):
    """Users of ten topics, and beside what is needed two columns that nobody asked for."""
    rng = np.random.default_rng(0)
    users, items = uuids(USERS, rng), uuids(ITEMS, rng)
    sessions = uuids(USERS, rng)
    pages = pa.array(f"https://example.org/{'a/long/way/' * 20}{page}?query=nothing" for page in range(1000))
    schema = pa.schema(
        [(name, pa.string()) for name in ("user", "session", "item", "page")] + [("timestamp", pa.int64())]
    )
    with pyarrow.csv.CSVWriter(path, schema) as file:
        while path.stat().st_size < least_bytes:
            user = rng.integers(USERS, size=ROWS_AT_A_TIME)
            topic = np.where(rng.random(ROWS_AT_A_TIME) < 0.2, rng.integers(10, size=ROWS_AT_A_TIME), user % 10)
            item = topic + 10 * ((ITEMS // 10) ** rng.random(ROWS_AT_A_TIME) - 1).astype(np.int64)
            columns = [
                users.take(pa.array(user)),
                sessions.take(pa.array(rng.integers(USERS, size=ROWS_AT_A_TIME))),
                items.take(pa.array(item)),
                pages.take(pa.array(rng.integers(1000, size=ROWS_AT_A_TIME))),
                pa.array(1_700_000_000 + rng.integers(10**7, size=ROWS_AT_A_TIME)),
            ]
            file.write_batch(pa.record_batch(columns, schema=schema))
    return items


def train(folder, limit):
    """What ``tastegraph train`` says, and the model it leaves."""
    command = [sys.executable, "-c", LIMITED, str(limit), "train", str(folder), "--budget", "10m", "--json"]
    done = subprocess.run(command, env=os.environ | ALONE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    model = folder / ".tastegraph" / "model"
    return json.loads(done.stdout), {path.name: path.read_bytes() for path in model.iterdir()}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA counts all private memory on Linux alone")
def test_a_log_three_times_as_large_as_the_memory_trains_as_without_a_limit(tmp_path):
    items = write_log(tmp_path / "log.csv", TIMES * LIMIT)
    (tmp_path / "items.csv").write_text("item\n" + "\n".join(items.to_pylist()) + "\n")
    (tmp_path / "tastegraph.toml").write_text(TOML)
    answer, model = train(tmp_path, LIMIT)
    expected_answer, expected = train(tmp_path, 0)
    assert answer["interactions"] > 2_000_000
    assert answer["validation"] == expected_answer["validation"]
    assert answer["log"] == expected_answer["log"]
    assert model == expected

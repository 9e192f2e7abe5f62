import json
import math
import resource
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from pydantic import ValidationError

from tastegraph.errors import InputError, ReadError
from tastegraph.evaluate import Run


@pytest.fixture
def run():
    return Run(
        model="Linear (no knowledge)",
        protocol="random 80/20, full ranking",
        selected_on="validation",
        metrics={"recall@10": 0.25, "novelty@10": math.nan},
        baselines={"popularity": {"recall@10": 0.125}},
        cpu_seconds={"fit": 1.5, "recommend": 0.5},
        data="0f" * 32,
        seed=7,
        config={"regularisation": 250.0, "blocks": ["genre"]},
    )


def test_a_record_comes_back_as_it_was(run, tmp_path):
    path = tmp_path / "runs" / run.file_name
    run.write(path)
    again = Run.read(path)
    assert math.isnan(again.metrics["novelty@10"])
    assert again.model_dump_json() == run.model_dump_json()
    assert list(path.parent.iterdir()) == [path]


def test_the_file_is_plain_json_with_the_fixed_keys(run, tmp_path):
    run.write(tmp_path / "run.json")
    document = json.loads((tmp_path / "run.json").read_text(), parse_constant=pytest.fail)
    assert document["metrics"] == {"recall@10": 0.25, "novelty@10": None}
    fixed = {"model", "protocol", "selected_on", "metrics", "baselines", "cpu_seconds", "peak_memory_mb", "versions"}
    assert document.keys() == fixed | {"data", "seed", "config", "time"}


def test_time_versions_and_memory_are_filled_in(run):
    age = datetime.now(UTC) - datetime.fromisoformat(run.time)
    assert 0 <= age.total_seconds() < 60
    assert run.versions["python"] == ".".join(map(str, sys.version_info[:3]))
    assert run.versions["numpy"] == np.__version__
    assert run.peak_memory_mb > 10


def test_the_name_sorts_by_time_and_is_safe_as_a_file(run):
    named = run.model_copy(update={"time": "2025-01-31T09:05:00+00:00"})
    assert named.file_name == "20250131T090500-linear-no-knowledge.json"


def test_a_record_is_frozen_and_strict(run):
    with pytest.raises(ValidationError):
        run.seed = 8
    with pytest.raises(ValidationError):
        Run(**run.model_dump(), metric=1)


def test_a_disk_that_fills_up_leaves_the_older_file_whole(run, tmp_path):
    path = tmp_path / "run.json"
    path.write_text("older")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(InputError, match=r"run\.json.*cannot be written.*Free some space"):
            run.write(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_named(run, tmp_path):
    (tmp_path / "runs").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        run.write(tmp_path / "runs" / "run.json")


def test_a_file_that_is_no_record_is_refused(run, tmp_path):
    path = tmp_path / "run.json"
    with pytest.raises(ReadError, match="no such file"):
        Run.read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ReadError, match="utf-8"):
        Run.read(path)
    path.write_text('{"model": ')
    with pytest.raises(ReadError, match="JSON"):
        Run.read(path)
    document = json.loads(run.model_dump_json())
    del document["seed"]
    path.write_text(json.dumps(document))
    with pytest.raises(ReadError, match=r"'seed'.*required"):
        Run.read(path)

"""``recommend --all`` writes for everybody what ``recommend --user`` says to one."""

import json
import socket
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest


def tastegraph(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tastegraph", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def written(trained, out, *options):
    done = tastegraph("recommend", trained, "--all", "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), pq.read_table(out).to_pylist()


def test_everybody_gets_what_one_user_gets(trained, tmp_path):
    said, rows = written(trained, tmp_path / "new" / "recs.parquet", "-k", 4)
    assert set(said) == {"users", "rows", "out", "seconds"}
    assert (said["users"], said["rows"]) == (60, 240)
    assert len(rows) == 240
    assert [row["rank"] for row in rows[:8]] == [1, 2, 3, 4, 1, 2, 3, 4]

    one = json.loads(tastegraph("recommend", trained, "--user", "viewer-003", "-k", 4, "--json").stdout)["items"]
    of_one = [row for row in rows if row["user"] == "viewer-003"]
    assert [row["item"] for row in of_one] == [item["item"] for item in one]
    assert [row["state"] for row in of_one] == [item["state"] for item in one]
    assert [row["score"] for row in of_one] == pytest.approx([item["score"] for item in one], rel=1e-5)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["recs.parquet"]


def test_only_some_items_are_ranked(trained, tmp_path):
    for only in ("cold", "warm"):
        _, rows = written(trained, tmp_path / "recs.parquet", "--only", only)
        assert {row["state"] for row in rows} == {only}


def test_people_get_a_line(trained, tmp_path):
    done = tastegraph("recommend", trained, "--all", "--out", tmp_path / "recs.parquet")
    assert done.returncode == 0
    assert "600 recommendations for 60 users" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--all"], "Give both or neither"),
        (["--user", "viewer-003", "--out", "recs.parquet"], "Give both or neither"),
        (["--all", "--user", "viewer-003", "--out", "recs.parquet"], "Give one of them, or --all"),
        (["--all", "--out", "recs.csv"], ".parquet"),
        (["--user", "viewer-003", "--engine", "ray"], "add --all"),
        (["--all", "--out", "{folder}/recs.parquet", "--address", "head:6379"], "no address"),
        (["--all", "--out", "{folder}/file/recs.parquet"], "cannot be written"),
    ],
)
def test_bad_input_ends_in_one_line_and_exit_code_2(trained, tmp_path, options, message):
    (tmp_path / "file").write_text("in the way")
    done = tastegraph("recommend", trained, *(option.format(folder=tmp_path) for option in options))
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("command", ["build", "train", "evaluate", "benchmark --format kgat"])
def test_a_cluster_that_cannot_be_reached_ends_in_exit_code_2_and_soon(trained, command):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    started = time.monotonic()
    done = tastegraph(*command.split(), trained, "--engine", "ray", "--address", f"127.0.0.1:{port}", "--json")
    assert time.monotonic() - started < 60
    assert done.returncode == 2, done.stderr
    assert "cannot be reached" in json.loads(done.stdout)["error"]
    assert "Traceback" not in done.stderr

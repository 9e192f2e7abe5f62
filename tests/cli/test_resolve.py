"""``tastegraph resolve`` as other programs call it."""

import csv
import json
import subprocess
import sys

import pytest

LEFT = "id|title|year\n1|The Old Harbour|1999\n2|Night Ferry|2004\n3|Alien|1979\n"
RIGHT = "key|title|year\na|Old Harbour, The|1999\nb|Day Train|1988\nc|Alien 3|1992\n"


@pytest.fixture
def tables(tmp_path):
    for name, text in (("left.csv", LEFT), ("right.csv", RIGHT), ("truth.csv", "D1|D2\n1|a\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def resolve(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tastegraph", "resolve", *map(str, arguments)],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_pairs_reasons_and_agreement(tables):
    out = tables / "pairs.csv"
    done = resolve(
        tables / "left.csv",
        tables / "right.csv",
        "--truth",
        tables / "truth.csv",
        "--out",
        out,
        "--one-to-one",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(pair["left"], pair["right"]) for pair in found["pairs"]] == [("1", "a")]
    assert "year 1999 in both" in found["pairs"][0]["reasons"]
    assert (found["precision"], found["recall"], found["f1"]) == (1.0, 1.0, 1.0)
    assert found["truth"]["reading"] == "complete"
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["right"] for row in csv.DictReader(stream)] == ["a"]


def test_for_a_person(tables):
    done = resolve(tables / "left.csv", tables / "right.csv", "--id", "id", "--id-right", "key")
    assert done.returncode == 0, done.stderr
    assert "1 pairs" in done.stdout
    assert "too small to learn from" in done.stdout


def test_bad_input_ends_in_one_line(tables):
    for arguments, says in (
        ((tables / "left.csv", tables / "gone.csv"), "gone.csv"),
        ((tables / "left.csv", tables / "right.csv", "--id", "key"), "no such column"),
    ):
        done = resolve(*arguments)
        assert done.returncode == 2
        assert says in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1

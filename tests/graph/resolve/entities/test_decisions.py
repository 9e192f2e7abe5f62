from __future__ import annotations

import json
from pathlib import Path

import pytest

from tastegraph.errors import InputError, ReadError
from tastegraph.graph.resolve.entities import Decision, Split, read_decisions, record

SAME = Decision(type="person", left="Tim Robbins", right="Robbins, Tim", decision="same", time=3, note="蒂姆")
SPLIT = Split(type="person", name="Steve McQueen", documents=("7", "x,y"), new_name="Steve McQueen (2)", time=4)


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    assert read_decisions(path).entries == ()
    record(path, SAME)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    assert record(path, SPLIT) == read_decisions(path)
    assert read_decisions(path).entries == (SAME, SPLIT)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == {"type": "person", "left": "Tim Robbins", "right": "Robbins, Tim", "decision": "same", "time": 3,
                       "note": "蒂姆"}  # fmt: skip
    assert rows[1]["decision"] == "split"
    assert [entry.name for entry in tmp_path.iterdir()] == ["decisions.jsonl"]


def test_of_two_about_one_pair_the_later_holds(tmp_path: Path) -> None:
    turned = Decision(type="person", left="Robbins, Tim", right="Tim Robbins", decision="different", time=5)
    rejoined = Decision(type="person", left="Steve McQueen (2)", right="Steve McQueen", decision="same", time=6)
    found = record(tmp_path / "decisions.jsonl", SAME, SPLIT, turned, rejoined)
    assert found.verdict("person", "Tim Robbins", "Robbins, Tim") == "different"
    assert found.verdict("band", "Tim Robbins", "Robbins, Tim") is None
    assert found.splits == ()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{", None),
        ("[]", None),
        ('{"type": "person", "left": "a", "right": "b", "decision": "maybe", "time": 1}', None),
        ('{"type": "person", "left": "a", "decision": "same", "time": 1}', "right"),
        ('{"type": "person", "left": "a", "right": " ", "decision": "same", "time": 1}', "right"),
        ('{"type": "person", "left": "a", "right": "b", "decision": "same", "time": "now"}', "time"),
        ('{"type": "person", "left": "a", "right": "a", "decision": "same", "time": 1}', None),
        ('{"type": "item", "left": "1", "right": "2", "decision": "same", "time": 1}', None),
        ('{"type": "person", "name": "a", "new_name": "b", "documents": [], "decision": "split", "time": 1}',
         "documents"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: str, field: str | None) -> None:
    path = tmp_path / "decisions.jsonl"
    record(path, SAME)
    before = path.read_text(encoding="utf-8") + line + "\n"
    path.write_text(before, encoding="utf-8")
    for read in (lambda: read_decisions(path), lambda: record(path, SPLIT)):
        with pytest.raises(ReadError) as caught:
            read()
        assert (caught.value.row, caught.value.field, caught.value.path) == (2, field, path)
        assert caught.value.fix
    assert path.read_text(encoding="utf-8") == before


def test_items_are_not_decided_about() -> None:
    with pytest.raises(InputError, match="neither merged nor split"):
        Decision(type="item", left="1", right="2", decision="same", time=1)

"""``graph DIR merges | unmerge | split | review`` on a Project, and what the next build makes of them."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from tastegraph.cli import main
from tastegraph.graph import KnowledgeGraph
from tastegraph.project import Project

TOML = """
[items]
path = "films.csv"
id = "film"
title = "title"
facts.actors = { relation = "actor", separator = "; ", type = "person" }

[interactions]
path = "log.csv"
user = "user"
item = "film"

[extract]
method = "facts"
"""
FILMS = """film,title,actors
1,The Player,Tim Robbins
2,Jacob's Ladder,Tim Robbins
3,Bob Roberts,"Robbins, Tim"
4,Bullitt,Steve McQueen
5,Shame,Steve McQueen
6,Hunger,Steve McQueen
7,Amici miei,Leo Benvenuti
8,Dillinger,Leonardo Benvenuti
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tastegraph.toml").write_text(TOML)
    (tmp_path / "films.csv").write_text(FILMS)
    (tmp_path / "log.csv").write_text("user,film\nanna,1\n")
    Project.open(tmp_path).build()
    return tmp_path


@pytest.fixture
def call(project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    def called(*arguments: object, code: int = 0) -> dict[str, object]:
        monkeypatch.setattr(sys, "argv", ["tastegraph", "graph", str(project), *map(str, arguments), "--json"])
        try:
            main()
        except SystemExit as caught:
            assert (caught.code or 0) == code
        sys.stdout.flush()
        return json.loads(capfd.readouterr().out)

    return called


def cast(project: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in KnowledgeGraph.open(project / ".tastegraph" / "graph").statements(predicate="actor"):
        found.setdefault(one.subject, []).append(one.object)
    return found


def rebuilt(project: Path) -> dict[str, list[str]]:
    (project / "films.csv").write_text(FILMS.replace("Bullitt", "Bullitt!"))
    Project.open(project).build()
    return cast(project)


def test_a_merge_is_explained_and_can_be_undone_for_good(project: Path, call) -> None:
    (row,) = call("merges")["merges"]
    assert (row["alias"], row["name"], row["method"]) == ("Robbins, Tim", "Tim Robbins", "cascade")
    assert row["reasons"]
    assert call("merges", "--type", "genre")["merges"] == []
    assert call("merges", "--entity", "Tim Robbins")["merges"] == [row]
    assert cast(project)["3"] == ["Tim Robbins"]

    found = call("unmerge", "Robbins, Tim")
    assert (found["statements"], found["decisions"][0]["decision"]) == (1, "different")
    assert cast(project)["3"] == ["Robbins, Tim"]
    assert rebuilt(project)["3"] == ["Robbins, Tim"]
    assert call("merges")["merges"] == []
    assert "no merge of 'Robbins, Tim'" in call("unmerge", "Robbins, Tim", code=2)["error"]


def test_a_split_survives_the_next_build(project: Path, call) -> None:
    assert "document '1'" in call("split", "Steve McQueen", "--type", "person", "--documents", "5,1", code=2)["error"]
    assert not (project / "decisions.jsonl").exists()
    found = call("split", "Steve McQueen", "--type", "person", "--documents", "5, 6")
    assert found["decisions"][0]["new_name"] == "Steve McQueen (2)"
    expected = {"4": ["Steve McQueen"], "5": ["Steve McQueen (2)"], "6": ["Steve McQueen (2)"]}
    assert {film: cast(project)[film] for film in expected} == expected
    after = rebuilt(project)
    assert {film: after[film] for film in expected} == expected
    again = call("split", "Steve McQueen (2)", "--type", "person", "--documents", "6", "--as", "Steve M.")
    assert again["statements"] == 1


def test_questions_are_answered_by_number_and_not_asked_again(project: Path, call) -> None:
    found = call("review")
    (question,) = found["shown"]
    assert (question["left"], question["right"]) == ("Leo Benvenuti", "Leonardo Benvenuti")
    assert question["question"] == "same"
    assert question["examples"]["Leo Benvenuti"][0]["subject"] == "7"
    assert "no open question 9" in call("review", "--accept", 9, code=2)["error"]
    call("review", "--accept", question["number"])
    assert cast(project)["8"] == ["Leo Benvenuti"]
    assert call("review")["questions"] == 0
    assert rebuilt(project)["8"] == ["Leo Benvenuti"]


def test_a_table_carries_the_answers(project: Path, call, tmp_path: Path) -> None:
    table = tmp_path / "queue.csv"
    assert call("review", "--out", table)["questions"] == 1
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["decision"] = "different"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert call("review", "--read", table)["statements"] == 0
    assert call("review")["questions"] == 0
    before = (project / "decisions.jsonl").read_text(encoding="utf-8")
    table.write_text(table.read_text(encoding="utf-8").replace("different", "who knows"), encoding="utf-8")
    assert "row 1, field 'decision'" in call("review", "--read", table, code=2)["error"]
    assert (project / "decisions.jsonl").read_text(encoding="utf-8") == before


def test_two_names_are_declared_the_same(project: Path, call) -> None:
    call("review", "--same", "Steve McQueen", "Tim Robbins")
    assert cast(project)["1"] == ["Steve McQueen"]
    assert "no type has both" in call("review", "--different", "Steve McQueen", "Tim", code=2)["error"]
    assert "do not go together" in call("review", "--accept", 1, "--reject", 2, code=2)["error"]

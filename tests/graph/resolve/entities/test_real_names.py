"""People of two film tables that write them differently: Korean and Chinese orders, accents, transcriptions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tastegraph.graph import Evidence, Statement, normal_name
from tastegraph.graph.resolve.entities import Resolution, resolve_entities

SAME = [
    ("Tae-hyun Cha", "Cha Tae-hyun"),
    ("Jae-young Kwak", "Kwak Jae-yong"),
    ("Wok-suk Song", "Song Ok-Suk"),
    ("Kar-Wai Wong", "Wong Kar-wai"),
    ("Tony Chiu-Wai Leung", "Tony Leung Chiu-Wai"),
    ("Stanislaw Lem", "Stanisław Lem"),
    ("Elit Iscan", "Elit İşcan"),
    ("J.A. Bayona", "Juan Antonio Bayona"),
    ("Alejandro G. Iñárritu", "Alejandro González Iñárritu"),
    ("Sammo Kam-Bo Hung", "Sammo Hung"),
    ("Maximilian Schreck", "Max Schreck"),
    ("Cliff De Young", "Cliff DeYoung"),
    ("I.A.L. Diamond", "I. A. L. Diamond"),
]
OTHERS = [
    ("John Cusack", "Joan Cusack"),
    ("Joel Coen", "Ethan Coen"),
    ("Bernard Blier", "Bertrand Blier"),
    ("Ethan Coen", "Etan Cohen"),
    ("Ingrid Bergman", "Ingmar Bergman"),
    ("Will Smith", "Willow Smith"),
    ("Andy Lau", "Andrew Lau"),
    ("George Miller", "George T. Miller"),
    ("Chin Tsai", "Tsai Chin"),
    ("Morgan Freeman", "Morgan J. Freeman"),
    ("Barkhad Abdi", "Barkhad Abdirahman"),
]


@pytest.fixture(scope="module")
def found(real_data: Path) -> Resolution:
    statements = []
    for table in ("A", "B"):
        with (real_data / "resolution-films" / f"stage3_{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                film = f"{normal_name(row['title'])} ({row['release_year'].partition('.')[0]})"
                for column, relation in (("directors", "directed by"), ("cast", "actor"), ("writers", "written by")):
                    names = [name.strip() for name in row[column].split(";") if name.strip(" -")]
                    for name in names:
                        evidence = Evidence(table + film, column, 0, len(name), name)
                        statements.append(Statement(film, relation, name, evidence=evidence, object_type="person"))
    return resolve_entities(statements)


@pytest.mark.slow
def test_names_of_one_person_meet_and_others_do_not(found: Resolution) -> None:
    name_of = {row.alias: row.name for row in found.merges}
    seen = {statement.object_alias or statement.object for statement in found.statements}
    same = [pair for pair in SAME if seen.issuperset(pair)]
    others = [pair for pair in OTHERS if seen.issuperset(pair)]
    assert len(same) >= 10
    assert len(others) >= 6
    assert [pair for pair in same if len({name_of.get(name, name) for name in pair}) > 1] == []
    assert [pair for pair in others if len({name_of.get(name, name) for name in pair}) == 1] == []


@pytest.mark.slow
def test_few_of_many_are_merged_and_fewer_asked_about(found: Resolution) -> None:
    """When each was looked at, there were 253 merges of 27,419 names, and 67 questions."""
    assert 200 < len(found.merges) < 320
    assert len(found.queue) < 150

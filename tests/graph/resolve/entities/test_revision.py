from __future__ import annotations

from pathlib import Path

import pytest

from tastegraph.errors import ReadError, UnknownIdError
from tastegraph.graph import Evidence, KnowledgeGraph, Statement, StoredDocument
from tastegraph.graph.resolve.entities import (
    Candidate,
    Decision,
    Decisions,
    Revision,
    Split,
    answer,
    examples,
    joined_queues,
    open_questions,
    read_queue,
    read_table,
    resolve_entities,
    write_queue,
    write_table,
)

CAST = {"1": "Tim Robbins", "2": "Tim Robbins", "3": "Robbins, Tim", "4": "ROBBINS, TIM", "5": "Time Robbins"}


def said(item: str, name: str) -> Statement:
    return Statement(item, "actor", name, evidence=Evidence(item, "Actors", 0, len(name), name), object_type="person")


def decision(left: str, right: str, word: str) -> Decision:
    return Decision.model_validate({"type": "person", "left": left, "right": right, "decision": word, "time": 5})


@pytest.fixture
def graph(tmp_path: Path) -> KnowledgeGraph:
    made = KnowledgeGraph.create(tmp_path / "graph")
    documents = [StoredDocument(item, item, {"Actors": name}, name) for item, name in CAST.items()]
    found = resolve_entities([said(item, name) for item, name in CAST.items()], time=1)
    made.replace(documents, found.statements, merges=found.merges, fingerprint="built")
    return made


def cast(graph: KnowledgeGraph) -> dict[str, tuple[str, str | None]]:
    return {one.subject: (one.object, one.object_alias) for one in graph.statements()}


def built_again(decisions: list[Decision | Split], graph: KnowledgeGraph) -> dict[str, tuple[str, str | None]]:
    statements = [said(item, name) for item, name in CAST.items()]
    found = resolve_entities(statements, decisions=Decisions(tuple(decisions)), known=graph.merges())
    return {one.subject: (one.object, one.object_alias) for one in found.statements}


def test_an_undone_merge_takes_the_spellings_of_the_name_along(graph: KnowledgeGraph) -> None:
    assert cast(graph)["4"] == ("Tim Robbins", "ROBBINS, TIM")
    decided = [decision("Robbins, Tim", "Tim Robbins", "different")]
    revision = Revision(graph, decided)
    change = revision.publish()
    assert change is not None
    assert (change.added, change.removed, change.rejected, revision.changed) == (2, 2, (), 2)
    assert cast(graph)["3"] == ("Robbins, Tim", None)
    assert cast(graph)["4"] == ("Robbins, Tim", "ROBBINS, TIM")
    assert [(row.alias, row.name, row.method) for row in graph.merges()] == [("ROBBINS, TIM", "Robbins, Tim", "name")]
    assert graph.fingerprint is None, "the next build looks at everything again"
    assert built_again(decided, graph) == cast(graph)


def test_what_a_person_joins_goes_by_the_more_frequent_name(graph: KnowledgeGraph) -> None:
    decided = [decision("Time Robbins", "Robbins, Tim", "same")]
    Revision(graph, decided).publish()
    assert cast(graph)["5"] == ("Tim Robbins", "Time Robbins")
    row = next(row for row in graph.merges() if row.alias == "Time Robbins")
    assert (row.name, row.method, row.time) == ("Tim Robbins", "person", 5)
    assert built_again(decided, graph) == cast(graph)
    assert Revision(graph, decided).publish() is None, "once is enough"

    undone = decision("Time Robbins", "Tim Robbins", "different")
    Revision(graph, [undone]).publish()
    assert cast(graph)["5"] == ("Time Robbins", None)


def test_a_split_gives_documents_another_entity_until_it_is_taken_back(graph: KnowledgeGraph) -> None:
    split = Split(type="person", name="Robbins, Tim", documents=("2", "3"), new_name="Tim Robbins (2)", time=5)
    Revision(graph, [split]).publish()
    assert cast(graph)["2"] == ("Tim Robbins (2)", "Tim Robbins")
    assert cast(graph)["3"] == ("Tim Robbins (2)", "Robbins, Tim")
    assert cast(graph)["1"] == ("Tim Robbins", None)
    assert built_again([split], graph) == cast(graph)
    back = decision("Tim Robbins (2)", "Tim Robbins", "same")
    Revision(graph, [back]).publish()
    assert cast(graph)["2"] == ("Tim Robbins", None)
    assert cast(graph)["3"] == ("Tim Robbins", "Robbins, Tim")


def test_several_decisions_make_one_version(graph: KnowledgeGraph) -> None:
    version = graph.version
    decided = [decision("Time Robbins", "Tim Robbins", "same"), decision("Robbins, Tim", "Tim Robbins", "different")]
    Revision(graph, decided).publish()
    assert graph.version == version + 1
    assert built_again(decided, graph) == cast(graph)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (decision("Nobody", "No One", "same"), "no person 'Nobody'"),
        (Split(type="person", name="Nobody", documents=("1",), new_name="x", time=1), "no person 'Nobody'"),
        (Split(type="person", name="Tim Robbins", documents=("1", "5"), new_name="x", time=1), "document '5'"),
    ],
)
def test_what_is_not_there_changes_nothing(graph: KnowledgeGraph, entry: Decision | Split, message: str) -> None:
    with pytest.raises(UnknownIdError, match=message):
        Revision(graph, [entry])
    assert graph.version == 1


QUEUE = [
    Candidate("person", "Time Robbins", "Tim Robbins", 0.8, ("spelled alike",)),
    Candidate("person", "Tim Robbins", "Tim Robbins (2)", 0.4, ("two parts",), "split", ("2", "3")),
    Candidate("person", "=A, “b”\n", "C | d", 0.3, ("one; two",)),
]


def test_a_queue_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "review.jsonl"
    assert read_queue(path) == []
    write_queue(path, QUEUE)
    assert read_queue(path) == QUEUE
    new = Candidate("person", "Tim Robbins", "Time Robbins", 0.9, ("more",))
    assert joined_queues(QUEUE, [new]) == [new, QUEUE[1], QUEUE[2]]
    assert open_questions(QUEUE, Decisions((answer(QUEUE[1], yes=False, time=1),))) == [QUEUE[0], QUEUE[2]]
    path.write_text('{"type": "person"}\n')
    with pytest.raises(ReadError, match="row 1"):
        read_queue(path)


def test_a_table_that_is_filled_in_gives_decisions(tmp_path: Path, graph: KnowledgeGraph) -> None:
    path = tmp_path / "queue.csv"
    nodes = [(one.type, name) for one in QUEUE for name in (one.left, one.right)]
    write_table(path, enumerate(QUEUE, 1), examples(graph, nodes, 2))
    text = path.read_text(encoding="utf-8-sig")
    assert "5 actor Time Robbins [5]" in text
    assert read_table(path, QUEUE, 7) == []
    filled = text.replace("[5],1 actor Tim Robbins [1] | 2 actor Tim Robbins [2],,", "[5],,,Same ")
    filled = filled.replace("2 | 3,", "2 | 3,split")
    path.write_text(filled, encoding="utf-8")
    found = read_table(path, QUEUE, 7)
    assert found == [
        Decision(type="person", left="Time Robbins", right="Tim Robbins", decision="same", time=7),
        Split(type="person", name="Tim Robbins", documents=("2", "3"), new_name="Tim Robbins (2)", time=7),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("type,left,right\n", "no column 'decision'"),
        ("type,left,right,decision\nperson,a,b,\nperson,a,b,perhaps\n", "row 2, field 'decision': .*'perhaps'"),
        ("type,left,right,decision\nperson,,b,same\n", "row 1: a name or the type is empty"),
        ("", "no column 'type'"),
    ],
)
def test_a_table_that_cannot_be_understood(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "queue.csv"
    path.write_text(text)
    with pytest.raises(ReadError, match=message):
        read_table(path, [], 1)
    with pytest.raises(ReadError, match="no such file"):
        read_table(tmp_path / "none.csv", [], 1)

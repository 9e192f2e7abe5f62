"""``tastegraph score`` as a person or CI runs it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ("Ann Lee", "Bo Marsh", "Cleo Novak", "Dan Okoye", "Eva Price", "Finn Quist")


def score(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tastegraph", "score", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def write(path: Path, numbers: range, *, labels: bool = True) -> None:
    lines = []
    for number in numbers:
        author, title = NAMES[number % 6], f"Book Number {chr(65 + number % 26)}"
        text = f"{title} was written by {author} in {1950 + number}."
        line = {"id": f"b{number}", "text": text}
        if labels:
            line["triples"] = [
                {"subject": title, "predicate": "author", "object": author},
                {"subject": title, "predicate": "year", "object": str(1950 + number)},
            ]
        lines.append(json.dumps(line) + "\n")
    path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gold")
    write(folder / "train.jsonl", range(40))
    write(folder / "test.jsonl", range(40, 52))
    return folder


def test_json_has_every_figure_and_the_gate_decides_the_exit_code(gold: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    done = score(gold, "--method", "encoder", "--quick", "--json", "--errors", errors, "--at-least", "0.5")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    keys = {"precision", "recall", "f1", "f1_normalised", "conformance", "grounding", "hallucination", "by_relation"}
    assert keys <= document.keys()
    assert document["f1_normalised"] > 0.8
    assert (document["grounding"], document["hallucination"], document["passed"]) == (1.0, 0.0, True)
    assert set(document["by_relation"]["author"]) == {"precision", "recall", "f1", "gold", "predicted"}
    with errors.open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream))[:2] == ["relation", "kind"]

    better = tmp_path / "baseline.json"
    better.write_text(json.dumps({"f1_normalised": 1.1}), encoding="utf-8")
    failed = score(gold, "--quick", "--baseline", better)
    assert failed.returncode == 1
    assert "below the baseline 1.1" in failed.stderr
    assert "By relation" in failed.stdout


@pytest.mark.slow
def test_test_labels_do_not_reach_the_extractor(gold: Path, tmp_path: Path) -> None:
    """What is predicted without the labels is what is predicted beside wrong ones."""
    for name in ("train.jsonl", "test.jsonl"):
        text = (gold / name).read_text(encoding="utf-8")
        changed = text.replace('"object": "Ann Lee"', '"object": "Finn Quist"') if name == "test.jsonl" else text
        (tmp_path / name).write_text(changed, encoding="utf-8")
    told = [json.loads(score(folder, "--quick", "--json").stdout) for folder in (gold, tmp_path)]
    assert told[0]["predicted"] == told[1]["predicted"]
    assert told[0]["right"] > told[1]["right"]


def test_without_a_train_part_the_schema_leads(tmp_path: Path) -> None:
    write(tmp_path / "test.jsonl", range(6))
    relation = '[relations.author]\ndomain = "book"\nrange = "person"\ndescription = "written by"\n'
    schema = relation + "[types.book]\n[types.person]\n"
    (tmp_path / "schema.toml").write_text(schema, encoding="utf-8")
    done = score(tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["by_relation"]["author"]["recall"] > 0.5
    assert (document["hallucination"], document["conformance"]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({}, (), "has no test.jsonl"),
        ({"test.jsonl": "{"}, (), "row 1"),
        ({"test.jsonl": '{"text": "a"}\n'}, (), "no triple"),
        ({}, ("--method", "chat"), "test.jsonl"),
        ({}, ("--baseline", "nowhere.json"), "nowhere.json"),
    ],
)
def test_bad_input_ends_in_one_line_and_exit_code_2(
    tmp_path: Path, files: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = score(tmp_path, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_chat_model_is_asked_and_believed_where_its_quote_stands(tmp_path: Path) -> None:
    from tastegraph.testing.scripted import AskedRequest, ScriptedChatServer, ScriptedReply

    lines = [
        {"id": "s1", "text": "Acme Red Shoe", "triples": [{"subject": "s1", "predicate": "brand", "object": "Acme"}]},
        {"id": "s2", "text": "Bolt Blue Boot", "triples": [{"subject": "s2", "predicate": "brand", "object": "Bolt"}]},
    ]
    for name, chosen in (("train.jsonl", lines[:1]), ("test.jsonl", lines[1:])):
        (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in chosen), encoding="utf-8")

    def script(asked: AskedRequest) -> ScriptedReply:
        shown = [json.loads(line) for line in asked.body["messages"][1]["content"].split("\n")]
        records = [
            {"document": one["document"], "subject": "ITEM", "relation": "brand", "object": value, "quote": value}
            for one in shown
            for value in ("Bolt", "Zorro")
        ]
        return ScriptedReply(json.dumps({"statements": [record | {"confidence": 0.9} for record in records]}))

    assert score(tmp_path, "--method", "chat").returncode == 2
    with ScriptedChatServer(script) as server:
        done = score(
            tmp_path, "--method", "chat", "--url", server.url, "--model", "m", "--json", "--cache", tmp_path / "a.db"
        )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["method"], document["predicted"], document["f1"]) == ("chat", 1, 1.0)
    assert (document["grounding"], document["hallucination"]) == (1.0, 0.0)

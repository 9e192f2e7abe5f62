"""``tastegraph schema DIR``, as other programs call it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tastegraph.testing import ScriptedChatServer
from tastegraph.testing.scripted import ScriptedReply


def tastegraph(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tastegraph", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def document(*arguments: object) -> dict[str, object]:
    done = tastegraph(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def project(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schema") / "project"
    shutil.copytree(trained, folder)
    return folder


def test_from_a_suggestion_to_a_check_and_back_out(project: Path, tmp_path: Path) -> None:
    assert document("schema", project)["file"] is None
    found = document("schema", project, "suggest", "--write")
    assert found["path"] == str(project / "schema.toml")
    shown = document("schema", project)
    assert shown["file"] == str(project / "schema.toml")
    assert "directed by" in tastegraph("schema", project).stdout

    checked = document("schema", project, "check")
    assert checked["conformance"]["share"] == 1.0  # type: ignore[index]
    assert tastegraph("schema", project, "check", "--strict").returncode == 0

    refused = tastegraph("schema", project, "suggest", "--write")
    assert refused.returncode == 2
    assert "is there already" in refused.stderr
    assert document("schema", project, "suggest", "--write", "--force")["path"] == str(project / "schema.toml")

    for form in ("owl", "shacl"):
        out = tmp_path / f"{form}.ttl"
        assert document("schema", project, "export", out, "--format", form)["relations"] == 5
        assert "directed%20by" in out.read_text(encoding="utf-8")
    imported = document("schema", project, "import", tmp_path / "owl.ttl", "--out", tmp_path / "again.toml")
    assert (imported["types"], imported["relations"], imported["notes"]) == (4, 5, [])
    again, first = ((path).read_text(encoding="utf-8") for path in (tmp_path / "again.toml", project / "schema.toml"))
    assert [line for line in again.splitlines() if line[:1] == "["] == [
        line for line in first.splitlines() if line[:1] == "["
    ]


def test_violations_are_told_and_with_strict_end_with_one(project: Path) -> None:
    path = project / "schema.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else None
    text = "".join(
        f'[relations."{name}"]\nrange = "{kind}"\n{more}'
        for name, kind, more in (
            ("directed by", "person", "functional = true\n"), ("starring", "person", ""), ("genre", "genre", ""),
            ("country", "country", ""), ("decade", "decade", ""), ("set in", "place", ""),
        )
    )  # fmt: skip
    path.write_text(text, encoding="utf-8")
    try:
        found = document("schema", project, "check")["conformance"]
        (violation,) = found["violations"]  # type: ignore[index]
        assert (violation["relation"], violation["reason"]) == ("directed by", "max_objects")
        assert found["unused"] == ["set in"]  # type: ignore[index]
        told = tastegraph("schema", project, "check")
        assert (told.returncode, "max_objects" in told.stdout) == (0, True)
        assert "never stated: set in" in told.stdout
        assert tastegraph("schema", project, "check", "--strict").returncode == 1
    finally:
        path.unlink() if before is None else path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[relations.genre", "not valid TOML"),
        ("[types.a]\nparent = 'b'\n[types.b]\nparent = 'a'\n", "in a circle"),
        ("[relations.genre]\n", "items.facts.director of tastegraph.toml"),
    ],
)
def test_a_broken_file_ends_with_two(laid_out: Path, tmp_path: Path, text: str, told: str) -> None:
    folder = tmp_path / "project"
    shutil.copytree(laid_out, folder)
    assert tastegraph("schema", folder, "check").returncode == 0
    (folder / "schema.toml").write_text(text, encoding="utf-8")
    for arguments in (["check"], [], ["export", tmp_path / "out.ttl"]):
        done = tastegraph("schema", folder, *arguments)
        assert done.returncode == 2
        assert str(folder / "schema.toml") in done.stderr
        assert told in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.ttl").exists()


def test_an_ontology_of_text2kgbench_becomes_the_schema_of_a_catalogue(laid_out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(laid_out, folder)
    ontology = {
        "concepts": [{"qid": "Q11424", "label": "film"}, {"qid": "Q5", "label": "human"}],
        "relations": [{"pid": "P57", "label": "director", "domain": "Q11424", "range": "Q5"}],
    }
    (tmp_path / "ontology.json").write_text(json.dumps(ontology), encoding="utf-8")
    found = document("schema", folder, "import", tmp_path / "ontology.json", "--item", "film")
    assert (found["types"], found["relations"]) == (2, 1)
    assert '[relations.director]\ndomain = "item"\nrange = "human"' in (folder / "schema.toml").read_text("utf-8")
    refused = tastegraph("schema", folder, "import", tmp_path / "ontology.json", "--item", "book", "--force")
    assert (refused.returncode, "no type 'book'" in refused.stderr) == (2, True)


def test_the_chat_model_is_asked_where_it_is_named(laid_out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(laid_out, folder)
    refused = tastegraph("schema", folder, "suggest", "--method", "chat")
    assert (refused.returncode, "no chat model is named" in refused.stderr) == (2, True)
    with ScriptedChatServer(lambda _: ScriptedReply('{"relations": []}')) as server:
        with (folder / "tastegraph.toml").open("a", encoding="utf-8") as config:
            config.write(f'\n[chat]\nurl = "{server.url}"\nmodel = "m"\n')
        found = document("schema", folder, "suggest", "--method", "chat")
        asked = len(server.asked)
        assert asked > 0
        assert document("schema", folder, "suggest", "--method", "chat")["schema"] == found["schema"]
        assert len(server.asked) == asked, "an answer that was paid is not asked for again"

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tastegraph.config import ProjectConfig
from tastegraph.errors import InputError
from tastegraph.graph import EntityType, read_schema
from tastegraph.progress import silent
from tastegraph.project import Project
from tastegraph.project.schema import (
    Suggestion,
    improve_with_chat,
    project_schema,
    suggest_schema,
    with_own_relations,
)
from tastegraph.testing import ScriptedChatServer
from tastegraph.testing.scripted import AskedRequest, ScriptedReply
from tastegraph.text.chat import CachedChatModel, HTTPChatModel


@pytest.fixture
def project(laid_out: Path, tmp_path: Path) -> Project:
    shutil.copytree(laid_out, tmp_path / "project")
    return Project.open(tmp_path / "project")


def suggested(project: Project) -> Suggestion:
    return suggest_schema(project.config, project.layout.root, project.catalogue, lambda: project.encoder, silent)


def test_what_is_suggested_can_be_written_read_and_built_with(project: Project) -> None:
    found = suggested(project)
    project.layout.schema.write_text(found.text(), encoding="utf-8")
    assert read_schema(project.layout.schema) == found.schema
    schema = project_schema(project.layout.root, project.config)
    assert {one.name: one.range for one in schema.relations} == {
        "directed by": "person", "starring": "person", "genre": "genre", "country": "country", "decade": "decade",
    }  # fmt: skip
    assert [one.name for one in schema.relations if one.functional] == ["decade"]
    assert {kind.name for kind in schema.types} == {"person", "genre", "country", "decade"}
    project.build()
    assert all(with_own_relations(schema).conforms(one) is None for one in project.graph.statements())


def test_with_all_proposals_taken_the_file_still_reads(project: Project) -> None:
    text = project.layout.config.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("genre", "country")))
    project.layout.config.write_text(text, encoding="utf-8")
    found = suggested(Project.open(project.layout.root))
    assert {"genre", "country"} <= {one.name for one in found.proposals}
    head, _, proposals = found.text().partition("# Proposals.")
    taken = [line.removeprefix("# ") for line in proposals.splitlines()[1:]]
    # Above each table stand its notes, which are comments for good.
    kept = [line for line in taken if line.startswith(("[", "domain", "range", "functional", "datatype"))]
    project.layout.schema.write_text(head + "\n".join(kept), encoding="utf-8")
    assert {"genre", "country"} <= set(read_schema(project.layout.schema).names)


def documents_in(asked: AskedRequest) -> list[dict[str, object]]:
    return [json.loads(line) for line in asked.said.splitlines()]


def record(document: dict[str, object], quote: str, object_: str, **changes: object) -> dict[str, object]:
    return {
        "relation": "features", "domain": "item", "range": "Character", "datatype": "", "description": "who is in it",
        "functional": False, "symmetric": True, "transitive": False, "document": document["document"], "quote": quote,
        "subject": "ITEM", "object": object_,
    } | changes  # fmt: skip


Records = Callable[[dict[str, object], str, list[str]], list[dict[str, object]]]


def asked_chat(project: Project, records: Records, tmp_path: Path) -> tuple[Suggestion, ScriptedChatServer]:
    """What comes of a server that answers each document with the records made of its first sentence's words."""

    def script(asked: AskedRequest) -> ScriptedReply:
        told = []
        for document in documents_in(asked):
            sentence = str(document["text"]["synopsis"]).split(". ")[0]  # type: ignore[index]
            told += records(document, sentence, sentence.split())
        return ScriptedReply(json.dumps({"relations": told}))

    with ScriptedChatServer(script) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m"), tmp_path / "answers.sqlite")
        found = improve_with_chat(suggested(project), model, project.config, project.catalogue, silent)
    return found, server


def test_what_several_documents_prove_is_declared(project: Project, tmp_path: Path) -> None:
    found, server = asked_chat(
        project, lambda document, sentence, words: [record(document, sentence, words[0])], tmp_path
    )
    relation = found.schema.relation("features")
    assert (relation.domain, relation.range, relation.description) == ("item", "character", "who is in it")
    assert not relation.symmetric
    assert "character" in {kind.name for kind in found.schema.types}
    synopses = {document.fields["synopsis"] for document in project.catalogue.documents}
    for example in relation.examples:
        title, _, sentence = example.text.rpartition("\n")
        assert any(sentence in synopsis for synopsis in synopses)
        assert example.subject in (title or sentence)
        assert example.object in sentence
    prompt = str(server.asked[0].body["messages"][0]["content"])
    assert "- directed by (ITEM → person)" in prompt
    assert len(server.asked) <= 12
    project.layout.schema.write_text(found.text(), encoding="utf-8")
    assert read_schema(project.layout.schema) == found.schema


def test_what_one_document_proves_is_a_proposal(project: Project, tmp_path: Path) -> None:
    once = iter([True])
    found, _ = asked_chat(
        project,
        lambda document, sentence, words: [record(document, sentence, words[0])] if next(once, False) else [],
        tmp_path,
    )
    assert "features" not in found.schema.names
    assert [one.name for one in found.proposals][-2:] == ["character", "features"]
    assert isinstance(found.proposals[-2], EntityType)
    assert "in 1 of" in found.notes["features"]


def test_what_no_text_proves_is_left_out_and_counted(project: Project, tmp_path: Path) -> None:
    def records(document: dict[str, object], sentence: str, words: list[str]) -> list[dict[str, object]]:
        return [
            record(document, "It was directed by nobody at all in 1066.", "nobody"),
            record(document, sentence, "Nabonidus"),
            record({"document": 99}, sentence, words[0]),
            record(document, sentence, words[0], subject="Nabonidus"),
        ]

    before = suggested(project)
    found, _ = asked_chat(project, records, tmp_path)
    assert (found.schema, found.proposals) == (before.schema, before.proposals)
    assert "0 of its records are proved" in found.messages[-1]


def test_a_relation_that_is_there_gets_a_description_and_examples(project: Project, tmp_path: Path) -> None:
    found, _ = asked_chat(
        project,
        lambda document, sentence, words: [
            record(document, sentence, words[0], relation="Directed by", description="who made it", range="city")
        ],
        tmp_path,
    )
    relation = found.schema.relation("directed by")
    assert (relation.description, relation.range, len(relation.examples)) == ("who made it", "person", 3)
    assert "Directed by" not in found.schema.names


def test_answers_that_contradict_themselves_make_no_schema_that_does(project: Project, tmp_path: Path) -> None:
    found, _ = asked_chat(
        project,
        lambda document, sentence, words: [
            record(document, sentence, words[0], relation="r", domain="literal", range="any", transitive=True),
            record(document, sentence, words[0], relation="s", range="literal", datatype="colour", functional=True),
            record(document, sentence, words[0], relation="t", domain="ITEM", range="ITEM"),
        ],
        tmp_path,
    )
    assert (found.schema.relation("r").domain, found.schema.relation("r").transitive) == ("entity", False)
    assert (found.schema.relation("s").datatype, found.schema.relation("s").functional) == (None, True)
    assert found.schema.relation("t").symmetric


def test_chinese_texts_are_asked_in_chinese(project: Project, tmp_path: Path) -> None:
    catalogue = (project.layout.root / "films.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [
        json.dumps(json.loads(line) | {"synopsis": "一位厨师回到故乡，重新开起父亲留下的饭馆。"}) for line in catalogue
    ]
    (project.layout.root / "films.jsonl").write_text("\n".join(lines), encoding="utf-8")
    _, server = asked_chat(project, lambda *_: [], tmp_path)
    assert "你为知识图谱设计模式" in str(server.asked[0].body["messages"][0]["content"])


def test_a_server_that_answers_nothing_is_an_error_and_a_catalogue_without_text_too(
    project: Project, tmp_path: Path
) -> None:
    found = suggested(project)
    with ScriptedChatServer(lambda _: ScriptedReply(refusal="I would rather not")) as server:
        model = CachedChatModel(HTTPChatModel(server.url, "m"), tmp_path / "answers.sqlite")
        with pytest.raises(InputError, match="answered none of"):
            improve_with_chat(found, model, project.config, project.catalogue, silent)
        items = project.config.items.model_copy(update={"text": ()})
        config: ProjectConfig = project.config.model_copy(update={"items": items})
        with pytest.raises(InputError, match="Name the columns to be read"):
            improve_with_chat(found, model, config, project.catalogue, silent)

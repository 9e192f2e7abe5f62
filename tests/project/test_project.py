"""The verbs of a Project, on a small Project of real text."""

import json
import shutil

import numpy as np
import pytest

from tastegraph import Project
from tastegraph.errors import ConfigError, StateError, UnknownIdError
from tastegraph.graph import KnowledgeGraph


@pytest.fixture
def copy(trained, tmp_path):
    shutil.copytree(trained, tmp_path / "project")
    return tmp_path / "project"


def test_a_second_build_does_nothing_and_encodes_nothing(copy):
    project = Project.open(copy)
    again = project.build()
    assert not again.changed
    assert again.statements > 500
    assert "encoder" not in project.__dict__  # not even made


def test_build_counts_what_is_in_the_graph(trained):
    project = Project.open(trained)
    built = project.build()
    statements = list(project.graph.statements())
    assert built.statements == len(statements) == sum(built.by_method.values())
    assert set(built.by_method) == {"facts", "encoder"}
    assert built.documents == 80
    assert built.relations == len({one.predicate for one in statements})
    assert built.rejected == 0


def test_every_statement_stands_where_it_says(trained):
    rows = {film["film"]: film for film in map(json.loads, (trained / "films.jsonl").read_text().splitlines())}
    checked = 0
    for one in Project.open(trained).graph.statements():
        film = rows[one.evidence.document]
        cell = film[one.evidence.field]
        text = ", ".join(cell) if isinstance(cell, list) else str(cell)
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote
        checked += 1
    assert checked > 500


def test_a_changed_synopsis_changes_its_statements_only(copy):
    before = {one for one in Project.open(copy).graph.statements() if one.method == "facts"}
    lines = (copy / "films.jsonl").read_text().splitlines()
    film = json.loads(lines[5])
    film["genre"] = ["Western"]
    lines[5] = json.dumps(film)
    (copy / "films.jsonl").write_text("\n".join(lines))
    project = Project.open(copy)
    built = project.build()
    assert built.changed
    assert built.graph_version == 2
    after = {one for one in project.graph.statements() if one.method == "facts"}
    assert {(one.subject, one.predicate) for one in before ^ after} == {(film["film"], "genre")}
    assert len(list(KnowledgeGraph.open(copy / ".tastegraph/graph", version=1).statements())) > 500


def test_recommendations_name_their_reasons(trained):
    project = Project.open(trained)
    found = project.recommend("viewer-003", k=7)
    assert found.user == "viewer-003"
    assert found.basis == "history"
    assert len(found.items) == 7
    history = set(project.interactions.history("viewer-003"))
    for item in found.items:
        assert item.item not in history
        assert item.title == project.title(item.item) != item.item
        assert {reason.item for reason in item.because} <= history


def test_strangers_and_new_histories(trained):
    project = Project.open(trained)
    stranger = project.recommend("nobody", k=3)
    assert stranger.basis == "popularity"
    assert [item.because for item in stranger.items] == [(), (), ()]
    film = project.interactions.items[3]
    assert project.recommend(history=[film], k=3).basis == "history"
    assert [item.item for item in project.similar(film, k=3).items] == [
        item.item for item in project.recommend(history=[film], k=3).items
    ]
    with pytest.raises(UnknownIdError, match="no item 'no such film'"):
        project.recommend(history=["no such film"])


def test_explanations_add_up_and_their_paths_have_quotes(trained):
    project = Project.open(trained)
    best = project.recommend("viewer-003", k=1).items[0]
    why = project.explain("viewer-003", best.item)
    assert sum(part.contribution for part in why.contributions) == pytest.approx(why.score, abs=1e-5)
    assert why.score == pytest.approx(best.score, abs=1e-5)
    assert why.paths
    for path in why.paths:
        first, second = path["statements"]
        assert second["subject"] == best.item
        assert first["object"] == second["object"]
        assert first["evidence"]["quote"]


def test_the_unseen_film_is_cold_and_scored(trained):
    project = Project.open(trained)
    unseen = project.catalogue.documents[0].item
    why = project.explain("viewer-003", unseen)
    assert why.state == "cold"
    assert why.score != 0


def test_steps_that_are_missing_are_named(laid_out, tmp_path):
    with pytest.raises(ConfigError, match="tastegraph init"):
        Project.open(tmp_path)
    project = Project.open(laid_out)
    with pytest.raises(StateError, match="build"):
        project.train()
    with pytest.raises(StateError, match="train"):
        project.recommend("viewer-003")


def test_a_second_training_evaluates_nothing_again(copy):
    first = Project.open(copy).train()
    again = Project.open(copy).train()
    assert again.trials["made"] == 0
    assert again.trials["recalled"] > 10
    assert again.config == first.config
    assert again.validation == first.validation


@pytest.mark.parametrize(("updatable", "how"), [(True, "rank-"), (False, "refitted")])
def test_update_follows_the_log(copy, updatable, how):
    toml = (copy / "tastegraph.toml").read_text()
    toml = toml.replace("[model]", f"[model]\nupdatable = {str(updatable).lower()}")
    (copy / "tastegraph.toml").write_text(toml)
    project = Project.open(copy)
    config = project.train(budget=1).config
    assert config["updatable"] is updatable
    assert Project.open(copy).update().how == "nothing to do"

    rows = (copy / "viewings.csv").read_text().splitlines()
    gone = len(project.interactions.history("viewer-003"))
    unseen = project.catalogue.documents[0].item
    rows = [row for row in rows if not row.startswith("viewer-003,")]
    (copy / "viewings.csv").write_text("\n".join([*rows, rows[-1].replace(rows[-1].split(",")[1], unseen)]) + "\n")
    found = Project.open(copy).update()
    assert (found.users_changed, found.users_removed, found.items_added) == (1, 1, 0)
    assert (found.interactions_added, found.interactions_removed) == (1, gone)
    assert found.how.startswith(how)
    updated = Project.open(copy)
    assert updated.model.item_state(unseen) == "warm"
    assert updated.model.config.model_dump(mode="json") == config
    assert updated.recommend("viewer-003").basis == "popularity"


def test_only_some_models_can_be_updatable(copy):
    toml = (copy / "tastegraph.toml").read_text()
    (copy / "tastegraph.toml").write_text(toml.replace('name = "linear"', 'name = "itemknn"\nupdatable = true'))
    with pytest.raises(ConfigError, match=r"model\.updatable.*itemknn"):
        Project.open(copy).train(budget=1)


def test_removing_the_generated_folder_starts_afresh(copy):
    shutil.rmtree(copy / ".tastegraph")
    assert sorted(path.name for path in copy.iterdir()) == ["films.jsonl", "tastegraph.toml", "viewings.csv"]
    assert Project.open(copy).build().graph_version == 1


@pytest.mark.parametrize("split", ["random", "leave-last-out", "temporal", "cold-item"])
def test_every_split_can_be_evaluated(copy, split):
    toml = (copy / "tastegraph.toml").read_text()
    (copy / "tastegraph.toml").write_text(f'{toml}\n[evaluate]\nsplit = "{split}"\n')
    run = Project.open(copy).evaluate(budget=3)
    assert run.selected_on == "validation"
    assert {"popularity", "itemknn", "ease"} < set(run.baselines)
    assert all(np.isfinite(value) for value in run.metrics.values())
    assert list((copy / ".tastegraph/runs").glob("*.json"))
    if split == "cold-item":
        assert "16 cold items" in run.protocol
        assert run.metrics["ndcg@10"] > 0

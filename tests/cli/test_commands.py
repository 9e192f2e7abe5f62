"""The command line as other programs call it: one JSON document on stdout, exit codes 0, 2 and 1."""

import json
import shutil
import subprocess
import sys

import pytest

METRICS = {"recall@10", "ndcg@10", "recall@20", "ndcg@20", "coverage@10", "novelty@10"}


def tastegraph(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tastegraph", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def document(*arguments):
    done = tastegraph(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def project(trained, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "project"
    shutil.copytree(trained, folder)
    return folder


def test_build(project):
    found = document("build", project)
    keys = {"documents", "entities", "relations", "statements", "by_method", "rejected", "graph_version"}
    assert keys <= set(found)
    assert found["statements"] == sum(found["by_method"].values())


def test_recommend_similar_and_explain(project):
    found = document("recommend", project, "--user", "viewer-003", "-k", "4")
    assert found["user"] == "viewer-003"
    assert len(found["items"]) == 4
    best = found["items"][0]
    assert {"item", "title", "score", "state", "because"} <= set(best)
    assert set(best["because"][0]) == {"item", "title", "contribution"}

    why = document("explain", project, "--user", "viewer-003", "--item", best["item"])
    assert sum(part["contribution"] for part in why["contributions"]) == pytest.approx(why["score"], abs=1e-5)
    statement = why["paths"][0]["statements"][0]
    assert {"subject", "predicate", "object", "evidence"} <= set(statement)
    assert set(statement["evidence"]) == {"document", "field", "start", "end", "quote"}

    history = ",".join(reason["item"] for reason in best["because"])
    assert document("recommend", project, "--history", history)["basis"] == "history"
    assert document("similar", project, "--item", best["item"], "-k", "2")["items"]


def test_evaluate(project):
    found = document("evaluate", project, "--budget", "2s")
    assert set(found["metrics"]) == METRICS
    assert all(set(metrics) == METRICS for metrics in found["baselines"].values())
    assert {"model", "protocol", "selected_on", "cpu_seconds", "peak_memory_mb", "versions"} <= set(found)
    assert set(found["cpu_seconds"]) == {"fit", "recommend"}


def test_train_and_report(project, tmp_path):
    assert document("train", project, "--budget", "1s")["model"] == "linear"
    page = tmp_path / "page.html"
    assert document("report", project, "--out", page)["path"] == str(page)
    assert "<svg" in page.read_text(encoding="utf-8")


def test_update(project):
    found = document("update", project)
    keys = {"users_changed", "users_removed", "items_added", "interactions_added", "interactions_removed"}
    assert set(found) == keys | {"how", "cpu_seconds"}
    assert found["how"] == "nothing to do"
    assert "Nothing has changed" in tastegraph("update", project).stdout
    with (project / "viewings.csv").open("a", encoding="utf-8") as log:
        log.write(
            (project / "viewings.csv").read_text(encoding="utf-8").splitlines()[-1].replace("viewer-", "new-viewer-")
        )
    said = tastegraph("update", project).stdout
    assert "1 users changed and 0 left" in said
    assert "refitted" in said


def test_graph(project):
    counts = document("graph", project)
    rows = document("graph", project, "--sql", "SELECT count(*) AS n, sum(confidence) AS c FROM statements")["rows"]
    assert rows[0]["n"] == counts["statements"]
    assert isinstance(rows[0]["c"], float)
    item = document("recommend", project, "--user", "viewer-003", "-k", "1")["items"][0]["item"]
    assert document("graph", project, "--item", item)["statements"][0]["subject"] == item


def test_init_says_what_it_guessed(project, tmp_path):
    shutil.copy(project / "films.jsonl", tmp_path)
    shutil.copy(project / "viewings.csv", tmp_path)
    found = document("init", tmp_path, "--items", tmp_path / "films.jsonl", "--interactions", tmp_path / "viewings.csv")
    assert found["guessed"]
    assert (tmp_path / "tastegraph.toml").exists()


def test_doctor():
    found = document("doctor")
    assert found["healthy"]
    assert {"text encoder", "linear model", "graph store"} <= {check["name"] for check in found["checks"]}


def test_people_get_tables(project):
    done = tastegraph("recommend", project, "--user", "viewer-003", "-k", "2")
    assert done.returncode == 0
    assert "because of" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["recommend", "{project}", "--history", "no such film"], "no item 'no such film'"),
        (["recommend", "{project}"], "a user or a history"),
        (["similar", "{project}", "--item", "no such film"], "no item 'no such film'"),
        (["explain", "{project}", "--user", "viewer-003", "--item", "no such film"], "no item 'no such film'"),
        (["graph", "{project}", "--sql", "SELEC 1"], "sql"),
        (["graph", "{project}", "--sql", "SELECT * FROM read_csv('/etc/passwd')"], "sql"),
        (["train", "{project}", "--budget", "soon"], "not a duration"),
        (["build", "{project}/nowhere"], "tastegraph init"),
        (["benchmark", "{project}/nowhere", "--format", "kgat", "--model", "linear"], "nowhere"),
        (["benchmark", "{project}", "--format", "csv", "--model", "linear"], "csv"),
    ],
)
def test_bad_input_ends_in_one_line_and_exit_code_2(project, arguments, message):
    done = tastegraph(*(argument.format(project=project) for argument in arguments))
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["similar", "{project}", "--item", "no such film"], "no such film"),
        (["build", "{project}", "--max-tokens", "many"], "--max-tokens"),
        (["graph", "{project}", "prune"], "--keep"),
        (["graph", "{project}", "prnue"], "prnue"),
    ],
)
def test_bad_input_with_json_is_a_document_too(project, arguments, message):
    done = tastegraph(*(argument.format(project=project) for argument in arguments), "--json")
    assert done.returncode == 2
    assert message in json.loads(done.stdout)["error"]
    assert message in done.stderr


def test_an_interrupt_says_so(project):
    code = (
        "import signal, sys; from tastegraph.cli.app import main; "
        "from tastegraph.project import Project; "
        "Project.open = lambda folder: signal.raise_signal(signal.SIGINT); "
        f"sys.argv = ['tastegraph', 'graph', {str(project)!r}, '--json']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr.startswith("Interrupted")
    assert "Interrupted" in json.loads(done.stdout)["error"]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("[items]\npath = 1\nid = 'film'", "items.path"),
        ("[item]\nid = 'film'", "unknown key"),
        ("[items", "not valid TOML"),
    ],
)
def test_a_wrong_toml_names_the_key(tmp_path, section, message):
    (tmp_path / "tastegraph.toml").write_text(section)
    done = tastegraph("build", tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


def test_help_and_version():
    assert "explain" in tastegraph("--help").stdout
    assert tastegraph("--version").stdout.startswith("tastegraph ")
    assert tastegraph("no-such-command").returncode == 2

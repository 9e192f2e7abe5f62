"""``compare`` and ``ablate`` as other programs and people call them."""

import json
import shutil
import subprocess
import sys

import pytest


def tastegraph(*arguments, folder=None):
    command = [sys.executable, "-m", "tastegraph", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def test_compare_prints_the_record_keeps_it_and_draws_a_page(tastes, tmp_path):
    done = tastegraph(
        "compare", tastes, "--format", "kgat", "--models", "linear, popularity", "--seeds", "2",
        "--budget", "0.2s", "--out", tmp_path / "made", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout, parse_constant=pytest.fail)
    assert {"protocol", "seeds", "models", "comparisons"} <= document.keys()
    assert document["seeds"] == [0, 1]
    assert [model["name"] for model in document["models"]] == ["linear", "popularity"]
    assert document["comparisons"][0]["p_value_holm"] < 0.05
    page = tmp_path / "made" / "report.html"
    (record,) = set(page.parent.iterdir()) - {page}
    assert json.loads(record.read_text()) == document
    assert "<svg" in page.read_text(encoding="utf-8")
    assert str(page) in done.stderr


def test_people_get_tables_and_a_page_where_they_are(tastes, tmp_path):
    done = tastegraph(
        "compare", tastes, "--format", "kgat", "--models", "itemknn,popularity", "--seeds", "7,", "--k", "5",
        "--metric", "recall@5", "--budget", "0.1s", "--out", tmp_path / "record.json", "--report", "page.html",
        folder=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "difference in recall@5" in done.stdout
    assert "itemknn − popularity" in done.stdout
    assert json.loads((tmp_path / "record.json").read_text())["seeds"] == [7]
    assert {path.name for path in tmp_path.iterdir()} == {"record.json", "page.html"}


def test_ablate_of_a_benchmark(tastes, tmp_path):
    done = tastegraph(
        "ablate", tastes, "--format", "kgat", "--seeds", "1", "--budget", "0.3s", "--out", tmp_path, "--json"
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout, parse_constant=pytest.fail)
    assert {"protocol", "seeds", "variants", "comparisons"} <= document.keys()
    assert {"name", "metrics", "head", "tail", "cold"} <= document["variants"][0].keys()
    assert {test["group"] for test in document["comparisons"]} == {"all", "head", "tail", "cold"}
    assert "What each part of the knowledge is worth" in (tmp_path / "ablation.html").read_text(encoding="utf-8")


def test_a_project_is_ablated_with_its_text_and_shown_in_its_report(trained, tmp_path):
    project = tmp_path / "project"
    shutil.copytree(trained, project)
    done = tastegraph("ablate", project, "--seeds", "1", "--budget", "2s")
    assert done.returncode == 0, done.stderr
    for variant in ("without knowledge", "without genre", "without text and words"):
        assert variant in done.stdout
    for group in ("all items", "head items", "tail items"):
        assert group in done.stdout
    page = (project / ".tastegraph" / "report.html").read_text(encoding="utf-8")
    assert "What each part of the knowledge is worth" in page
    assert "Knowledge graph, version 1" in page
    assert len(list((project / ".tastegraph" / "ablations").glob("*.json"))) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "{tastes}"], "--format kgat or --format recbole"),
        (["compare", "{empty}", "--format", "recbole"], "no .inter file in this folder"),
        (
            ["compare", "{tastes}", "--format", "kgat", "--models", "ease,nonesuch"],
            "no recommender is called 'nonesuch'",
        ),
        (["compare", "{tastes}", "--format", "kgat", "--seeds", "0"], "0 seeds are too few"),
        (["compare", "{laid_out}", "--positive", "4"], "Set positive in tastegraph.toml"),
        (["ablate", "{laid_out}"], "build"),
    ],
)
def test_bad_input_ends_in_one_line_and_exit_code_2(tastes, laid_out, tmp_path, arguments, message):
    places = {"tastes": tastes, "laid_out": laid_out, "empty": tmp_path}
    done = tastegraph(*(argument.format(**places) for argument in arguments), folder=tmp_path)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []

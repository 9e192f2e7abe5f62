"""The demo does the whole job, and knowledge is worth something in it."""

import json

import pytest

from tastegraph.demo import run_demo
from tastegraph.demo.folder import bundled_films, lay_out, new_films
from tastegraph.errors import ConfigError


def test_the_folder_holds_no_facts_about_new_films_and_nobody_has_seen_them(tmp_path):
    lay_out(tmp_path)
    new = set(new_films(bundled_films()))
    films = {film["film"]: film for film in map(json.loads, (tmp_path / "films.jsonl").read_text().splitlines())}
    assert len(films) >= 240
    assert all(set(films[film]) == {"film", "title", "synopsis"} for film in new)
    assert not any(film in (tmp_path / "viewings.csv").read_text() for film in new)
    lay_out(tmp_path)  # again is fine


def test_another_project_is_not_overwritten(tmp_path):
    (tmp_path / "tastegraph.toml").write_text("[items]")
    with pytest.raises(ConfigError, match="another Project"):
        lay_out(tmp_path)


@pytest.mark.slow
def test_the_whole_demo(tmp_path):
    found = run_demo(tmp_path / "demo")
    metrics, baselines = found.run.metrics, found.run.baselines
    assert metrics["recall@10"] > 1.2 * max(values["recall@10"] for values in baselines.values())
    assert baselines["linear with knowledge shuffled"]["recall@10"] < baselines["linear without knowledge"]["recall@10"]
    assert all(item.state == "cold" for item in found.new.items)
    assert found.new_explanation.state == "cold"
    assert {one["predicate"] for path in found.new_explanation.paths for one in path["statements"]} <= {
        "about", "mentions", "genre", "country", "starring", "directed by"
    }  # fmt: skip
    assert found.build.rejected == 0
    assert "<svg" in (tmp_path / "demo" / "report.html").read_text(encoding="utf-8")
    json.dumps(found.to_json(), allow_nan=False)

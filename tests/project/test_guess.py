"""``init`` looks at the values."""

import json
import tomllib

import pytest

from tastegraph import Project
from tastegraph.errors import ConfigError, ReadError
from tastegraph.project.guess import guess_project

PLOT = "A long story about a town by the sea, a letter that came too late, and whoever reads it number {}."


@pytest.fixture
def shop(tmp_path):
    rows = [
        {
            "sku": f"p{place}", "name": f"Thing {place}", "about": PLOT.format(place),
            "colours": "red|blue" if place % 2 else "blue|green", "brand": f"Brand {place % 5}",
            "price": f"{place}.99", "photo": f"https://example.org/{place}.jpg", "kind": "thing",
            "authors": f"Ann (editor), Bob {place % 4} (foreword)", "launched": str(1990 + place % 30),
            "made": f"2020-01-{1 + place % 28:02d}",
        }
        for place in range(60)
    ]  # fmt: skip
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, rows)))
    lines = [f"c{place % 11},p{place % 60},{1 + place % 5},{1_600_000_000 + place}" for place in range(300)]
    (tmp_path / "log.csv").write_text("customer,product,stars,time\n" + "\n".join(lines))
    return tmp_path


def test_every_kind_of_column_is_told(shop):
    guess = guess_project(shop / "items.jsonl", shop / "log.csv", root=shop)
    config = tomllib.loads(guess.toml)
    assert config["items"]["path"] == "items.jsonl"
    assert (config["items"]["id"], config["items"]["title"], config["items"]["text"]) == ("sku", "name", ["about"])
    assert config["items"]["facts"] == {
        "colours": {"relation": "colours", "separator": "|"},
        "brand": {"relation": "brand"},
        "authors": {"relation": "written by", "separator": ",", "ignore": r"\s*\(.*\)$"},
        "launched": {"relation": "launched", "bin": 10},
    }
    assert config["interactions"] == {
        "path": "log.csv", "user": "customer", "item": "product",
        "rating": "stars", "timestamp": "time", "positive": 4,
    }  # fmt: skip
    assert any("sku" in note for note in guess.notes)


def test_the_written_project_opens_and_is_not_replaced_by_accident(shop):
    project, notes = Project.init(shop, items=shop / "items.jsonl", interactions=shop / "log.csv")
    assert project.config.items.id == "sku"
    assert notes
    with pytest.raises(ConfigError, match="--force"):
        Project.init(shop, items=shop / "items.jsonl", interactions=shop / "log.csv")
    Project.init(shop, items=shop / "items.jsonl", interactions=shop / "log.csv", force=True)


def test_files_that_do_not_belong_together_are_refused(shop):
    (shop / "other.csv").write_text("user,item\nu,x\nv,y\n")
    with pytest.raises(ReadError, match=r"no column holds ids of items\.jsonl"):
        guess_project(shop / "items.jsonl", shop / "other.csv", root=shop)
    (shop / "twice.csv").write_text("a,b\n1,1\n1,1\n")
    with pytest.raises(ReadError, match="Add an id column"):
        guess_project(shop / "twice.csv", shop / "log.csv", root=shop)


def test_paths_outside_the_project_stay_absolute_and_odd_names_are_quoted(shop, tmp_path_factory):
    (shop / "odd.csv").write_text('id,"the ""name""",tags\n' + "\n".join(f"p{n},N{n},a;b" for n in range(20)))
    elsewhere = tmp_path_factory.mktemp("project")
    config = tomllib.loads(guess_project(shop / "odd.csv", shop / "log.csv", root=elsewhere).toml)
    assert config["items"]["path"] == (shop / "odd.csv").as_posix()
    assert config["items"]["title"] == 'the "name"'


def test_real_films(real_data):
    films = real_data / "films-100k"
    config = tomllib.loads(guess_project(films / "metadata.jsonl", films / "ml-100k.inter", root=films).toml)
    assert (config["items"]["id"], config["items"]["title"]) == ("movie_id", "Title")
    assert config["items"]["text"] == ["Plot"]
    assert {"Genre", "Director", "Actors", "Writer", "Language", "Country"} <= set(config["items"]["facts"])
    assert not {"ml_title", "Poster", "imdbVotes", "imdbID", "Response", "Ratings"} & set(config["items"]["facts"])
    log = config["interactions"]
    assert (log["user"], log["item"], log["rating"], log["timestamp"]) == ("user_id", "item_id", "rating", "timestamp")
    assert log["positive"] == 4

"""The demo's Project folder, as a person would have laid it out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np

from tastegraph.demo.viewers import Viewing, simulate_viewers
from tastegraph.errors import ConfigError

SEED: Final = 20240101
LIKED: Final = 4
"""Ratings from here on count as liked."""
NEWEST: Final = 2023
"""Films of this year are new: nobody has seen them, and nothing but title and synopsis is known of them."""

TOML: Final = f"""\
# Films described for this demo, and viewings that were simulated: see tastegraph.demo.viewers.

[items]
path = "films.jsonl"
id = "film"
title = "title"
text = ["synopsis"]

[items.facts]
director = {{ relation = "directed by", type = "person", separator = "," }}
cast     = {{ relation = "starring", type = "person", separator = "," }}
genre    = {{ relation = "genre", type = "genre", separator = "," }}
country  = {{ relation = "country", type = "country", separator = "," }}
year     = {{ relation = "decade", type = "decade", bin = 10 }}

[interactions]
path = "viewings.csv"
user = "viewer"
item = "film"
rating = "rating"
timestamp = "timestamp"
positive = {LIKED}

[extract]
method = "encoder"

[model]
name = "linear"
"""


def bundled_films() -> list[dict[str, Any]]:
    """The films of the package."""
    text = (files("tastegraph.demo") / "films.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def lay_out(folder: Path) -> None:
    """Write catalogue, log and config.

    Of the newest films nothing is written but title and synopsis, and nobody has seen them: what the demo says about
    them, it says from their text alone. Older films that happen to have no viewer are left out.

    Raises:
        ConfigError: The folder holds another Project already.
    """
    config = folder / "tastegraph.toml"
    if config.exists() and config.read_text(encoding="utf-8") != TOML:
        raise ConfigError("holds another Project", path=folder, fix="Name another folder with --dir")
    folder.mkdir(parents=True, exist_ok=True)
    films = bundled_films()
    new = set(new_films(films))
    viewings = simulate_viewers(films, rng=np.random.default_rng(SEED), unseen=new)
    seen = {viewing.film for viewing in viewings if viewing.rating >= LIKED}
    shown = [
        {key: film[key] for key in ("film", "title", "synopsis")} if film["film"] in new else film
        for film in films
        if film["film"] in new | seen
    ]
    write_catalogue(folder / "films.jsonl", shown)
    write_log(folder / "viewings.csv", [viewing for viewing in viewings if viewing.film in seen])
    config.write_text(TOML, encoding="utf-8")


def new_films(films: Iterable[Mapping[str, Any]]) -> list[str]:
    """Ids of the films that nobody has seen yet."""
    return [film["film"] for film in films if film["year"] == NEWEST]


def write_catalogue(path: Path, films: Iterable[Mapping[str, Any]]) -> None:
    """Films as JSON Lines."""
    lines = (json.dumps(film, ensure_ascii=False) + "\n" for film in films)
    path.write_text("".join(lines), encoding="utf-8")


def write_log(path: Path, viewings: Iterable[Viewing]) -> None:
    """Viewings as CSV."""
    with path.open("w", encoding="utf-8", newline="") as log:
        writer = csv.writer(log)
        writer.writerow(["viewer", "film", "rating", "timestamp"])
        writer.writerows((seen.viewer, seen.film, seen.rating, seen.timestamp) for seen in viewings)

"""The bundled catalogue is well formed, uniformly spelled and connected."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tastegraph.demo import viewers
from tastegraph.demo.folder import new_films

KEYS = {"film", "title", "year", "director", "cast", "genre", "country", "synopsis"}
GENRES = {
    *("Drama", "Comedy", "Thriller", "Crime", "Science Fiction", "Fantasy", "Horror", "Romance", "Adventure"),
    *("Action", "Animation", "War", "Western", "Musical", "Mystery", "Family", "History"),
}
# A text extractor should find each of these in several synopses.
THEMES = set(
    re.findall(
        r"\w+",
        """
        actress alien astronaut ballet bank bomb boxer brothers casino chess chef circus conspiracy cooking
        courtroom dancer desert detective dictator divorce doctor dog dream dystopia escape factory faith farm
        filmmaker football forest gambler gangster ghost grief heist horse hospital hostage immigrant island
        jazz journalism jury kidnapped kitchen lawyer letters machine marriage memory motorcycle mountain murder
        music newspaper nun nurse ocean orphan painter piano politics poverty priest prison racism refugee
        reporter restaurant revenge revolution robot samurai ship sisters snow soldiers spaceship spy stage
        submarine summer surveillance teacher train trial undercover vampire village war wedding widow winter
        witch
        """,
    )
)
PHRASES = ["artificial intelligence", "boarding school", "coming of age", "road trip", "small town", "time travel"]


@pytest.fixture(scope="module")
def films() -> list[dict[str, Any]]:
    text = Path(viewers.__file__).with_name("films.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def plain(text: str) -> str:
    """Lower case without accents, spaces or signs, so that variant spellings collide."""
    folded = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ø", "o"))
    return re.sub(r"[^a-z0-9]", "", folded.lower())


def people(films: list[dict[str, Any]], *roles: str) -> Counter[str]:
    return Counter(name for film in films for role in roles for name in film[role])


def test_there_are_enough_films_with_unique_ids(films: list[dict[str, Any]]) -> None:
    ids = [film["film"] for film in films]
    assert len(ids) >= 264
    assert len(set(ids)) == len(ids)


def test_every_film_has_the_same_keys_and_sound_values(films: list[dict[str, Any]]) -> None:
    for film in films:
        assert set(film) == KEYS, film["film"]
        assert re.fullmatch(rf"[a-z0-9-]+-{film['year']}", film["film"])
        assert 1920 <= film["year"] <= 2023
        assert 3 <= len(film["cast"]) <= 4, film["film"]
        assert 1 <= len(film["genre"]) <= 3
        assert set(film["genre"]) <= GENRES, film["film"]
        for key in ("director", "cast", "genre", "country"):
            values = film[key]
            assert values, film["film"]
            assert len(set(values)) == len(values), film["film"]
            assert all(value and value == value.strip() for value in values), film["film"]


def test_synopses_are_short_and_do_not_name_the_director(films: list[dict[str, Any]]) -> None:
    for film in films:
        assert 25 <= len(film["synopsis"].split()) <= 60, film["film"]
        for director in film["director"]:
            assert director not in film["synopsis"], film["film"]
    assert len({film["synopsis"] for film in films}) == len(films)


def test_names_are_spelled_in_one_way(films: list[dict[str, Any]]) -> None:
    names = people(films, "director", "cast")
    countries = people(films, "country")
    assert len({plain(name) for name in names}) == len(names)
    assert len({plain(country) for country in countries}) == len(countries)


def test_people_and_places_connect_the_films(films: list[dict[str, Any]]) -> None:
    assert sum(count > 1 for count in people(films, "director").values()) >= 40
    assert sum(count > 1 for count in people(films, "cast").values()) >= 60
    assert len(people(films, "country")) >= 20
    assert {film["year"] // 10 for film in films} == set(range(192, 203))


def test_themes_recur_across_synopses(films: list[dict[str, Any]]) -> None:
    texts = [film["synopsis"].lower() for film in films]
    words = Counter(word for text in texts for word in set(re.findall(r"\w+", text)))
    assert [theme for theme in sorted(THEMES) if words[theme] < 3] == []
    assert [phrase for phrase in PHRASES if sum(phrase in text for text in texts) < 3] == []


def test_the_film_to_hold_back_is_in_the_catalogue(films: list[dict[str, Any]]) -> None:
    assert len(new_films(films)) >= 10

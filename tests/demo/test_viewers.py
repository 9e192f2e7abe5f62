"""The simulated viewers are repeatable and look like a viewing history."""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tastegraph.demo import viewers as demo_viewers
from tastegraph.demo.viewers import Viewing, simulate_viewers

Films = list[dict[str, Any]]


@pytest.fixture(scope="module")
def films() -> Films:
    text = Path(demo_viewers.__file__).with_name("films.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def viewings(films: Films) -> list[Viewing]:
    return simulate_viewers(films, rng=np.random.default_rng(7))


def by_viewer(viewings: list[Viewing]) -> dict[str, list[Viewing]]:
    groups: dict[str, list[Viewing]] = defaultdict(list)
    for viewing in viewings:
        groups[viewing.viewer].append(viewing)
    return groups


def test_the_same_seed_gives_the_same_viewings(films: Films, viewings: list[Viewing]) -> None:
    assert simulate_viewers(films, rng=np.random.default_rng(7)) == viewings


def test_another_seed_gives_other_viewings(films: Films, viewings: list[Viewing]) -> None:
    assert simulate_viewers(films, rng=np.random.default_rng(8)) != viewings


def test_every_viewer_watches_a_plausible_number_of_films(viewings: list[Viewing]) -> None:
    counts = [len(group) for group in by_viewer(viewings).values()]
    assert len(counts) == 600
    assert min(counts) >= 8
    assert max(counts) <= 90
    assert 20 <= np.median(counts) <= 30


def test_nobody_watches_an_unseen_film(films: Films) -> None:
    unseen = {films[-1]["film"], films[0]["film"]}
    viewings = simulate_viewers(films, viewers=100, rng=np.random.default_rng(7), unseen=unseen)
    assert unseen.isdisjoint(viewing.film for viewing in viewings)


def test_films_come_from_the_catalogue_and_a_viewer_rates_none_twice(films: Films, viewings: list[Viewing]) -> None:
    assert {viewing.film for viewing in viewings} <= {film["film"] for film in films}
    assert len({(viewing.viewer, viewing.film) for viewing in viewings}) == len(viewings)


def test_ratings_are_whole_stars_and_mostly_kind(viewings: list[Viewing]) -> None:
    ratings = [viewing.rating for viewing in viewings]
    assert all(type(rating) is int for rating in ratings)
    assert set(ratings) == {1, 2, 3, 4, 5}
    assert np.mean(np.array(ratings) >= 4) == pytest.approx(0.55, abs=0.01)


def test_timestamps_increase_for_each_viewer_within_two_years(viewings: list[Viewing]) -> None:
    for group in by_viewer(viewings).values():
        times = [viewing.timestamp for viewing in group]
        assert all(type(time) is int for time in times)
        assert all(earlier < later for earlier, later in pairwise(times))
        assert times[0] >= demo_viewers.START
        assert times[-1] <= demo_viewers.START + demo_viewers.PERIOD


def test_popularity_has_a_long_tail(films: Films, viewings: list[Viewing]) -> None:
    ranked = sorted(Counter(viewing.film for viewing in viewings).values(), reverse=True)
    most_popular_tenth = sum(ranked[: len(films) // 10])
    assert most_popular_tenth > 0.2 * len(viewings)
    assert np.median(ranked) < np.mean(ranked)


def test_a_tiny_catalogue_still_works(films: Films) -> None:
    viewings = simulate_viewers(films[:2], viewers=3, rng=np.random.default_rng(7), unseen=[films[0]["film"]])
    assert [viewing.film for viewing in viewings] == [films[1]["film"]] * 3


def test_requests_that_make_no_sense_are_refused(films: Films) -> None:
    rng = np.random.default_rng(7)
    with pytest.raises(ValueError, match="not in the catalogue"):
        simulate_viewers(films, rng=rng, unseen=["no-such-film-1999"])
    with pytest.raises(ValueError, match="at least one viewer"):
        simulate_viewers(films, viewers=0, rng=rng)

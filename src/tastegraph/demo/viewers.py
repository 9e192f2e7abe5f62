"""Simulated viewers for the demo catalogue.

Real viewing histories cannot be shipped with a package, so the demo invents some:

* A film's *traits* are its facts (genre, director, actor, country, decade) and its
  themes (words found in the synopses of at least three films).
* Each viewer cares about a few traits, liking most of them and disliking some.
* Each viewer also has a hidden taste that no trait explains: a random vector, matched
  against a random vector per film. Only behaviour can reveal it.
* A film also has a quality that all viewers feel, and a long-tailed popularity: most
  viewings go to few films.
* Viewers watch what is popular and what suits them, and rate what they watch from
  1 to 5 by how well it suits them, with noise and a lenient or strict temperament.

So a recommender gains by using facts, words and behaviour together. It is given the
viewings only, never the interests that caused them. As the viewers are invented, scores
on them show how the parts of a recommender work together, not how well it serves people.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

START: Final = 1_704_067_200  # 1 January 2024, after the release of every film
PERIOD: Final = 2 * 365 * 24 * 3600

# Viewings per viewer: log-normal, kept between the fewest and the most.
MEDIAN_VIEWINGS, FEWEST_VIEWINGS, MOST_VIEWINGS = 25, 8, 90
VIEWINGS_SPREAD: Final = 0.6

#: How often an interest is of each kind; a kind is a catalogue key, or derived below.
KINDS: Final = {"genre": 0.22, "director": 0.20, "cast": 0.14, "country": 0.08, "decade": 0.06, "theme": 0.30}
INTERESTS_PER_VIEWER: Final = 6
DISLIKED_SHARE: Final = 0.2
FEWEST_FILMS_PER_TRAIT: Final = 3  # a trait of fewer films is not a shared taste
HIDDEN_TASTES: Final = 5

# What moves a viewer, each part being of unit spread before it is weighted.
TRAIT_PULL, HIDDEN_PULL, QUALITY_PULL = 1.0, 0.7, 0.4
POPULARITY_SPREAD: Final = 1.1
TEMPERAMENT_SPREAD: Final = 0.35
NOISE_SPREAD: Final = 0.6

#: The share of viewings rated 1, 2, 3, 4 and 5 stars: 55% are rated 4 or better.
RATING_SHARES: Final = (0.06, 0.13, 0.26, 0.33, 0.22)

# Words that say how a synopsis is told rather than what the film is about.
_STOP_WORDS: Final = """
about across after again against alone among another apart arrives asked asking asks away back become becomes been
before begins behind being beside between both bring brings builds cannot carries carry come comes days does door down
during each every face faces fall falls find finds five follow follows four from gets give gives goes good great grows
half have help hidden hides himself hold holds home inside into joins just keep keeps kind knows last later lead leads
learn learns leave leaves left lies life like little live lives living lonely long look looks loses lost made make
makes many meet meets more moves must name near need needs never next night nobody nothing once only opens
other over owner people place plan plans play player plays real returns room runs same sees sends sent share shared
show shows side small something stand stop story take takes talk talks tells than that their them then they three
through time told toward tries turn turns twenty under until wait waits wakes walk walks want wants watch what when
where whether which while whom whose will with without woman women word work works world would wrong year years young
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Viewing:
    """One viewer watched one film and rated it."""

    viewer: str
    film: str
    rating: int  #: 1 to 5 stars
    timestamp: int  #: seconds since 1970, UTC


def simulate_viewers(
    films: Sequence[Mapping[str, Any]],
    *,
    viewers: int = 600,
    rng: np.random.Generator,
    unseen: Collection[str] = (),
) -> list[Viewing]:
    """Invent what ``viewers`` people watched, grouped by viewer and in order of time.

    ``films`` are rows of the catalogue. Nobody watches the films named in ``unseen``.
    The same films, arguments and state of ``rng`` give the same viewings.
    """
    names: list[str] = [film["film"] for film in films]
    if unknown := set(unseen) - set(names):
        raise ValueError(f"unseen films are not in the catalogue: {sorted(unknown)}")
    available = np.array([name not in unseen for name in names])
    if viewers < 1 or not available.any():
        raise ValueError("a simulation needs at least one viewer and one film to watch")

    suits = _how_well_films_suit(films, viewers, rng)
    watched_by, watched, place = _choose_viewings(suits, available, rng)

    temperament = rng.normal(0, TEMPERAMENT_SPREAD, viewers)[watched_by]
    felt = suits[watched_by, watched] + temperament + rng.normal(0, NOISE_SPREAD, len(watched))
    # Cutting at quantiles keeps the shares of the stars whatever the catalogue.
    cuts = np.quantile(felt, np.cumsum(RATING_SHARES)[:-1])
    ratings = 1 + np.searchsorted(cuts, felt, side="right")

    # People join over the first year; ``place`` seconds keep their viewings distinct.
    joined = rng.uniform(0, 0.5, viewers)[watched_by]
    moments = joined + (1 - joined) * rng.random(len(watched))
    seconds = (START + moments * (PERIOD - MOST_VIEWINGS)).astype(np.int64)
    in_order = np.lexsort((seconds, watched_by))
    seconds[in_order] += place

    return [
        Viewing(f"viewer-{watched_by[i] + 1:03d}", names[watched[i]], int(ratings[i]), int(seconds[i]))
        for i in in_order
    ]


def _how_well_films_suit(films: Sequence[Mapping[str, Any]], viewers: int, rng: np.random.Generator) -> Floats:
    """Return how much each viewer (row) would like each film (column)."""
    has_trait, kinds = _trait_matrix(films)
    sizes = has_trait.sum(axis=0)
    suits = np.zeros((viewers, len(films)))

    if kinds:  # a tiny catalogue may share no trait
        # Square roots let common traits be common interests without crowding out the rest.
        weight = np.sqrt(sizes)
        for kind, share in KINDS.items():
            of_kind = np.array([k == kind for k in kinds])
            weight[of_kind] *= share / max(weight[of_kind].sum(), 1e-9)
        chosen = _weighted_order(np.log(np.tile(weight, (viewers, 1))), rng)[:, :INTERESTS_PER_VIEWER]
        strength = rng.dirichlet(np.ones(chosen.shape[1]), size=viewers)
        strength[rng.random(strength.shape) < DISLIKED_SHARE] *= -1
        interests = np.zeros((viewers, len(kinds)))
        np.put_along_axis(interests, chosen, strength, axis=1)
        # Meeting a rare interest in a film pleases more than meeting a common one.
        rarity = np.log(1 + len(films) / sizes)
        suits += TRAIT_PULL * _unit_spread(interests @ (has_trait * rarity).T)

    viewer_taste = rng.normal(size=(viewers, HIDDEN_TASTES))
    film_flavour = rng.normal(size=(len(films), HIDDEN_TASTES))
    suits += HIDDEN_PULL * _unit_spread(viewer_taste @ film_flavour.T)
    return suits + QUALITY_PULL * rng.normal(size=len(films))


def _choose_viewings(
    suits: Floats, available: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[Indices, Indices, Indices]:
    """Return viewers, films and places (0, 1, 2 ... within a viewer) of all viewings."""
    popularity = rng.normal(0, POPULARITY_SPREAD, len(available))  # in logs, hence long-tailed
    popularity[~available] = -np.inf
    order = _weighted_order(popularity + suits, rng)

    counts = MEDIAN_VIEWINGS * np.exp(rng.normal(0, VIEWINGS_SPREAD, len(suits)))
    counts = np.clip(counts.round(), FEWEST_VIEWINGS, MOST_VIEWINGS).clip(max=available.sum())
    watched_by, place = np.nonzero(np.arange(len(available)) < counts[:, None])
    return watched_by, order[watched_by, place], place


def _weighted_order(log_weights: Floats, rng: np.random.Generator) -> Indices:
    """Shuffle each row so that its first ``n`` entries are a weighted draw of ``n``.

    Sorting by log-weight plus Gumbel noise is sampling without replacement.
    """
    return np.argsort(-(log_weights + rng.gumbel(size=log_weights.shape)), axis=1)


def _unit_spread(values: Floats) -> Floats:
    """Scale values to a standard deviation of one."""
    return values / max(float(values.std()), 1e-9)


def _trait_matrix(films: Sequence[Mapping[str, Any]]) -> tuple[Floats, list[str]]:
    """Return films by traits (1 where a film has a trait) and the kind of each trait."""
    films_of: dict[tuple[str, str], list[int]] = {}
    for row, film in enumerate(films):
        for trait in dict.fromkeys(_traits(film)):
            films_of.setdefault(trait, []).append(row)
    shared = {t: rows for t, rows in films_of.items() if len(rows) >= FEWEST_FILMS_PER_TRAIT}
    matrix = np.zeros((len(films), len(shared)))
    for column, rows in enumerate(shared.values()):
        matrix[rows, column] = 1
    return matrix, [kind for kind, _ in shared]


def _traits(film: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the (kind, value) of each fact and theme of a film; a word may come twice."""
    for kind in ("genre", "director", "cast", "country"):
        yield from ((kind, value) for value in film[kind])
    yield "decade", str(film["year"] // 10 * 10)
    for word in re.findall(r"[^\W\d_]{4,}", film["synopsis"].lower()):
        if word not in STOP_WORDS:
            yield "theme", word

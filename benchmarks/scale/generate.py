"""Interactions of any size, with a structure that a recommender can find.

    python benchmarks/scale/generate.py OUT.csv --items 1000000 --interactions 10000000 --users 1000000 --seed 0

Items belong to topics of about 500 (``--topic``). A user likes one to four topics, the first of them most, and takes an
item of theirs with the probability 1 / rank (Zipf); one interaction in ten is with an item of any topic. Some users
do far more than others (log-normal). Ids say nothing about topic or rank.

OUT.csv has the columns ``user``, ``item``, ``timestamp`` (seconds since 1970, a year of them). No pair of a user and
an item occurs twice. Rows come user after user, so memory holds one block of users whatever the size; the same
arguments give the same file. It is one file: a benchmark holds out what it needs with
``tastegraph.data.random_split(interactions, test=0.1, seed=0)``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

MOST_TOPICS = 4
FAITH = np.array([0.5, 0.25, 0.15, 0.1])
"""How a user's interest is shared among the topics they like; those they do not have add to the first."""
ANYWHERE = 0.1
"""Share of the interactions that follow no topic of the user's."""
ACTIVITY_SPREAD = 1.0
"""Standard deviation of the logarithm of how much a user does."""
BLOCK_ROWS = 1 << 20
ROUNDS = 30
"""Draws again for what was drawn twice, at most."""
FIRST_SECOND, SECONDS = 1_700_000_000, 365 * 24 * 3600


@dataclass(frozen=True, eq=False)
class World:
    """Which items belong together.

    Attributes:
        ids: Id of each item, int64 [items]; those of one topic stand beside each other, popular ones first.
        starts: Where each topic begins in them, int64 [topics + 1].
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, items: int, topic: int, rng: np.random.Generator) -> World:
        """Items shared among topics of about the given size, each with one item at least."""
        topics = max(items // topic, 1)
        sizes = rng.multinomial(items - topics, rng.dirichlet(np.full(topics, 4.0))) + 1
        return cls(rng.permutation(items), np.concatenate(([0], np.cumsum(sizes))))

    @property
    def topics(self) -> int:
        """How many there are."""
        return len(self.starts) - 1

    def draw(self, liked: NDArray[np.int64], anywhere: float, rng: np.random.Generator) -> NDArray[np.int64]:
        """An item for each row of liked topics, int64 [rows × MOST_TOPICS], or, with some probability, any topic."""
        rows = len(liked)
        choice = np.searchsorted(np.cumsum(FAITH)[:-1], rng.random(rows), side="right")
        topic = liked[np.arange(rows), choice]
        strays = rng.random(rows) < anywhere
        topic[strays] = rng.integers(self.topics, size=int(strays.sum()))
        sizes = self.starts[topic + 1] - self.starts[topic]
        # The inverse of the distribution function of 1 / rank.
        rank = ((sizes + 1.0) ** rng.random(rows)).astype(np.int64) - 1
        return self.ids[self.starts[topic] + np.minimum(rank, sizes - 1)]


def interactions(
    users: int, items: int, count: int, *, topic: int, seed: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Blocks of users, items and times, int64 each; all rows of a user are in one block."""
    rng = np.random.default_rng(seed)
    world = World.of(items, topic, rng)
    activity = np.exp(rng.normal(0, ACTIVITY_SPREAD, users))
    # Nobody has seen more than a tenth of everything.
    counts = np.minimum(rng.multinomial(count, activity / activity.sum()), max(items // 10, 1))
    names = rng.permutation(users)
    cuts = np.searchsorted(np.cumsum(counts), np.arange(BLOCK_ROWS, counts.sum(), BLOCK_ROWS))
    for people in np.split(np.arange(users), np.unique(cuts)):
        wanted = counts[people]
        liked = rng.integers(world.topics, size=(len(people), MOST_TOPICS))
        has = rng.integers(1, MOST_TOPICS + 1, size=len(people))
        liked = np.where(np.arange(MOST_TOPICS) < has[:, None], liked, liked[:, :1])
        person, item = _distinct_pairs(wanted, liked, items, world, rng)
        times = FIRST_SECOND + rng.integers(SECONDS, size=len(person))
        yield names[people][person], item, times


def _distinct_pairs(
    wanted: NDArray[np.int64], liked: NDArray[np.int64], items: int, world: World, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """As many different items for each person as wanted: positions of the persons and ids of the items."""
    pairs = np.empty(0, dtype=np.int64)
    missing, anywhere = wanted, ANYWHERE
    for _ in range(ROUNDS):
        person = np.repeat(np.arange(len(wanted)), missing)
        # np.union1d hashes first, which takes ten times as long as this.
        pairs = np.sort(np.concatenate([pairs, person * items + world.draw(liked[person], anywhere, rng)]))
        pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
        missing = wanted - np.bincount(pairs // items, minlength=len(wanted))
        # Who has seen most of what their topics hold looks elsewhere.
        anywhere = min(2 * anywhere, 1.0)
        if not missing.any():
            break
    return pairs // items, pairs % items


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--interactions", type=int, default=10_000_000)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--topic", type=int, default=500, help="items of a topic, on average")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    schema = pa.schema([("user", pa.int64()), ("item", pa.int64()), ("timestamp", pa.int64())])
    written = 0
    with pyarrow.csv.CSVWriter(options.out, schema) as file:
        for columns in interactions(
            options.users, options.items, options.interactions, topic=options.topic, seed=options.seed
        ):
            file.write_batch(pa.record_batch(list(columns), schema=schema))
            written += len(columns[0])
    sys.stdout.write(f"{written:,} interactions in {options.out}\n")


if __name__ == "__main__":
    main()

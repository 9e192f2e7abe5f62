"""Which rows of two tables are the same thing, learned from the tables alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from tastegraph.graph.resolve.records.alignment import Aligned, align
from tastegraph.graph.resolve.records.candidates import candidate_pairs
from tastegraph.graph.resolve.records.comparisons import compare
from tastegraph.graph.resolve.records.decoys import play, play_apart
from tastegraph.graph.resolve.records.judging import Game, judge
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.reasons import Explainer
from tastegraph.graph.resolve.records.twins import MOST_TWINS, share_of_twins
from tastegraph.progress import Progress, silent
from tastegraph.text import TextEncoder


@dataclass(frozen=True)
class RecordPair:
    """Two rows that are the same thing.

    Attributes:
        left: Id in the left table.
        right: Id in the right table.
        score: Probability of a match, as far as the tables tell.
        reasons: Why, in words, the weightiest first.
    """

    left: str
    right: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Matching:
    """What two tables have in common.

    Attributes:
        pairs: The matches, by falling score.
        one_to_one: Whether each row has at most one partner.
        columns: The columns that were compared.
        name: The columns taken for the name of the record.
        candidates: How many pairs were looked at.
        learned: Whether the weights were learned from the tables; False where these are small.
    """

    pairs: tuple[RecordPair, ...]
    one_to_one: bool
    columns: tuple[Aligned, ...]
    name: Aligned | None
    candidates: int
    learned: bool


def match_records(
    left: Records,
    right: Records,
    *,
    encoder: TextEncoder | None = None,
    exclusive: bool | None = None,
    min_score: float = 0.5,
    progress: Progress = silent,
) -> Matching:
    """Find the rows of two tables that are the same thing, without labels.

    Args:
        left: One table.
        right: The other.
        encoder: Also compares names by meaning and looks for candidates by it; takes longer.
        exclusive: Whether each row has at most one partner; told from the tables where not given: it has where no
            table seems to hold a thing twice. Without, each row of the table with more twins (of the smaller table
            where none has more) has its best partner, whoever else has it; of both tables where both have many.
        min_score: Least probability of a match.
        progress: Told each stage.

    Returns:
        The pairs, by falling score and then in the order of the tables.
    """
    progress("comparing columns")
    columns = align(left, right)
    comparison = compare(left, right, columns, encoder)
    twins = share_of_twins(left, comparison.name, "left"), share_of_twins(right, comparison.name, "right")
    if exclusive is None:
        exclusive = max(twins) <= MOST_TWINS
    progress("looking for candidates")
    mine, other = candidate_pairs(list(comparison.ways), comparison.vectors)
    progress("comparing candidates")
    measured = comparison.measured(mine, other)
    progress("learning")
    rows, rest = (mine, other) if len(left) <= len(right) else (other, mine)
    games: list[Game] = [partial(play, mine, other, rows)]
    if not exclusive:
        # Of the table that holds things twice each row has one best partner, and its second best is a clean decoy.
        if twins[0] != twins[1]:
            rows, rest = (mine, other) if twins[0] > twins[1] else (other, mine)
        games = [partial(play_apart, rows)]
        if min(twins) > MOST_TWINS:
            games.append(partial(play_apart, rest))
    judged = judge(comparison.features, measured, rows, games)
    chosen = np.flatnonzero(judged.shares >= min_score)
    chosen = chosen[np.lexsort((chosen, -judged.scores[chosen]))]
    explain = Explainer(left, right, comparison, judged.weights)
    pairs = tuple(
        RecordPair(
            left.ids[mine[place]], right.ids[other[place]], round(float(judged.shares[place]), 4),
            explain(int(mine[place]), int(other[place]), measured[place]),
        )
        for place in chosen.tolist()
    )  # fmt: skip
    return Matching(pairs, exclusive, tuple(columns), comparison.name, len(mine), judged.learned)

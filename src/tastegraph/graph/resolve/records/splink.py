"""Records matched by Splink, a library of probabilistic record linkage that runs in DuckDB.

The model is that of I. P. Fellegi and A. B. Sunter, "A theory for record linkage" (Journal of the American Statistical
Association 64, 1969): each comparison has levels, and each level a probability among matches (m) and among other pairs
(u). Their ratios are multiplied, as if the comparisons were independent.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tastegraph.errors import InputError
from tastegraph.graph.resolve.records.alignment import align, name_of
from tastegraph.graph.resolve.records.assignment import one_to_one
from tastegraph.graph.resolve.records.levels import Levels, levels_of
from tastegraph.graph.resolve.records.matching import Matching, RecordPair
from tastegraph.graph.resolve.records.rare_words import Kept, rare_words
from tastegraph.graph.resolve.records.reading import Records
from tastegraph.graph.resolve.records.twins import MOST_TWINS, share_of_twins
from tastegraph.graph.resolve.records.weights import Rows, Values
from tastegraph.progress import Progress, silent

if TYPE_CHECKING:
    from splink import Linker

_SESSIONS: Final = 3
"""Ways to find pairs to learn from: the rarest word in common, the second and the third."""
_FEWEST: Final = 50
"""Pairs below which a way has too few to learn from."""
_SAMPLE: Final = 200_000
"""Random pairs that show how often records agree by chance."""
_SEED: Final = 1
_MOST_REASONS: Final = 5


def match_by_splink(
    left: Records,
    right: Records,
    *,
    exclusive: bool | None = None,
    min_score: float = 0.5,
    progress: Progress = silent,
) -> Matching:
    """Find the rows of two tables that are the same thing with Splink, without labels.

    Candidates are the pairs that share a rare word. How often others agree by chance is counted on random pairs, how
    often matches do is learned by expectation maximisation. Half of the smaller table is supposed to have a partner.

    Args:
        left: One table.
        right: The other.
        exclusive: Whether each row has at most one partner; told from the tables where not given, as in
            ``match_records``. Without, each row of the table with more twins has its best partner.
        min_score: Least probability of a match.
        progress: Told each stage.

    Returns:
        The pairs, by falling score and then in the order of the tables.

    Raises:
        InputError: The extra ``splink`` is not installed, or the tables have no words to meet in.
    """
    library = _library()
    progress("comparing columns")
    columns = align(left, right)
    name = name_of(columns, left, right)
    comparisons = levels_of(columns, name, left, right)
    twins = share_of_twins(left, name, "left"), share_of_twins(right, name, "right")
    if exclusive is None:
        exclusive = max(twins) <= MOST_TWINS
    kept = rare_words(columns, left, right)
    if not any(kept[0]):
        raise InputError(
            f"{left.path.name} and {right.path.name} share no rare word, and Splink has no pairs to compare",
            path=right.path,
            fix="Leave out --with splink",
        )
    with _quiet():
        linker = _linker(library, comparisons, (left, right), kept)
        learned = _learn(linker, kept, progress)
        progress("looking for candidates")
        candidates = linker.inference.compute_blocked_pairs_for_predict()
        number = int(candidates.as_duckdbpyrelation().count("*").fetchall()[0][0])
        progress("comparing candidates")
        found = linker.inference.predict(threshold_match_probability=min_score or None, warning_mode="never")
        told = [f"{kind}_comparison_{place}" for kind in ("gamma", "mw") for place in range(len(comparisons))]
        table = (
            found.as_duckdbpyrelation()
            .project(", ".join(["unique_id_l", "unique_id_r", "match_weight", "match_probability", *told]))
            .order("unique_id_l, unique_id_r")
            .to_arrow_table()
        )
    mine, other = (table[f"unique_id_{side}"].to_numpy().astype(np.int64) for side in "lr")
    weights = table["match_weight"].to_numpy().astype(np.float64)
    if exclusive:
        chosen = one_to_one(mine, other, weights)
    else:
        left_has_more = twins[0] > twins[1] or (twins[0] == twins[1] and len(left) <= len(right))
        chosen = _best((mine, other) if min(twins) > MOST_TWINS else (mine if left_has_more else other,), weights)
    rows = table.take(pa.array(chosen)).to_pylist()
    pairs = tuple(
        RecordPair(
            left.ids[row["unique_id_l"]],
            right.ids[row["unique_id_r"]],
            round(row["match_probability"], 4),
            _reasons(comparisons, row),
        )
        for row in rows
    )
    return Matching(pairs, exclusive, tuple(columns), name, number, learned)


def _library() -> ModuleType:
    try:
        import splink
    except ImportError:
        raise InputError(
            "--with splink needs the library splink", fix="Run: pip install 'tastegraph[splink]'"
        ) from None
    return splink


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's lines: what it says of levels that are not observed is of no use to a caller."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _linker(
    library: ModuleType, comparisons: Sequence[Levels], tables: tuple[Records, Records], kept: tuple[Kept, Kept]
) -> Linker:
    import duckdb
    from splink.comparison_library import CustomComparison

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    api = library.DuckDBAPI(connection)
    inputs = []
    for side, name in enumerate(("table_1", "table_2")):
        cells: dict[str, Any] = {
            "unique_id": pa.array(range(len(tables[side])), pa.int64()),
            "rare": pa.array(kept[side], pa.list_(pa.int64())),
        }
        for place in range(_SESSIONS):
            cells[f"rare_{place}"] = pa.array(_at(kept[side], place), pa.int64())
        for comparison in comparisons:
            cells |= {column: sides[side] for column, sides in comparison.cells.items()}
        connection.register(f"{name}_cells", pa.table(cells))
        connection.execute(f"CREATE TABLE {name} AS FROM {name}_cells")
        inputs.append(api.register(name, table_name=name))
    settings = library.SettingsCreator(
        link_type="link_only",
        comparisons=[
            CustomComparison(
                output_column_name=f"comparison_{place}",
                comparison_levels=[
                    {"sql_condition": comparison.missing, "is_null_level": True},
                    *({"sql_condition": level.condition} for level in comparison.levels),
                ],
            )
            for place, comparison in enumerate(comparisons)
        ],
        blocking_rules_to_generate_predictions=[{"blocking_rule": "l.rare = r.rare", "arrays_to_explode": ["rare"]}],
        probability_two_random_records_match=0.5 / max(map(len, tables)),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    linker: Linker = library.Linker(inputs, settings, log_level=None)
    return linker


def _learn(linker: Linker, kept: tuple[Kept, Kept], progress: Progress) -> bool:
    """Learn the probabilities of the levels; False where there are too few pairs, and those set by Splink stay."""
    from splink.internals.exceptions import EMTrainingException

    enough = [place for place in range(_SESSIONS) if _shared(_at(kept[0], place), _at(kept[1], place)) >= _FEWEST]
    if not enough:
        return False
    progress("counting what random pairs share")
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=_SEED)
    progress("learning")
    learned = False
    for place in enough:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                f"l.rare_{place} = r.rare_{place}", estimate_without_term_frequencies=True
            )
        except (EMTrainingException, ValueError):
            # No level but one, or a probability too small to be held: the other ways may do.
            continue
        learned = True
    return learned


def _at(kept: Kept, place: int) -> list[int | None]:
    return [words[place] if len(words) > place else None for words in kept]


def _shared(left: list[int | None], right: list[int | None]) -> int:
    others = Counter(right)
    return sum(others[word] for word in left if word is not None)


def _best(sides: Sequence[Rows], weights: Values) -> npt.NDArray[np.int64]:
    """Places of the best pair of each row of any side, by falling weight."""
    order = np.argsort(-weights, kind="stable")
    firsts = [order[np.unique(rows[order], return_index=True)[1]] for rows in sides]
    places = np.unique(np.concatenate(firsts))
    return places[np.argsort(-weights[places], kind="stable")].astype(np.int64)


def _reasons(comparisons: Sequence[Levels], row: dict[str, Any]) -> tuple[str, ...]:
    """What the levels of a pair say, the weightiest first, and what speaks against it last."""
    found: list[tuple[float, str]] = []
    for place, comparison in enumerate(comparisons):
        at = row[f"gamma_comparison_{place}"]
        if at < 0:
            continue
        level, weight = comparison.levels[len(comparison.levels) - 1 - at], row[f"mw_comparison_{place}"]
        if said := level.words if weight > 0 else level.against if weight < 0 else "":
            found.append((weight, said))
    found.sort(key=lambda entry: -entry[0])
    told = [said for weight, said in found if weight > 0][:_MOST_REASONS]
    return (*told, *(said for weight, said in found if weight < 0))

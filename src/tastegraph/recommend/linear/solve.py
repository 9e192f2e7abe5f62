"""The weights of the linear core in whichever form fits, fitted or brought up to date."""

from __future__ import annotations

import logging
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tastegraph.data import IdMap, Interactions
from tastegraph.engine import sized_for
from tastegraph.recommend.change import LogChange
from tastegraph.recommend.linear.config import LinearConfig
from tastegraph.recommend.linear.exact import Inverse, exact_inverse, weights_from
from tastegraph.recommend.linear.features import ItemFeatures
from tastegraph.recommend.linear.knowledge_model import KnowledgeModel
from tastegraph.recommend.linear.size import dense_bytes, fitting_form
from tastegraph.recommend.linear.sparse import SparseColumns, SparseProblem, solve_in_blocks, weights_of_columns
from tastegraph.recommend.linear.sparse_updating import moved_items, updated_columns
from tastegraph.recommend.linear.updating import PROBES, updated_inverse
from tastegraph.recommend.linear.weighting import LogScale, outgrown
from tastegraph.recommend.weights import ItemWeights, binary
from tastegraph.represent import Knowledge

_log = logging.getLogger(__name__)


def solve(interactions: Interactions, knowledge: Knowledge, config: LinearConfig) -> ItemWeights:
    """The weights for a log, and where the config is updatable, what an update needs.

    Args:
        interactions: The log, on the items of the knowledge.
        knowledge: What is known about them.
        config: The hyperparameters.
    """
    X = binary(interactions.matrix)
    features = ItemFeatures.of(knowledge, config.blocks)
    if _form(X, features, config) == "sparse":
        if config.form == "auto":
            _say_why_sparse(X.shape[1], features, config)
        problem = SparseProblem.of(X, features, config)
        columns = solve_in_blocks(np.arange(X.shape[1]), problem)
        return _sparse_weights(columns, X, problem, knowledge.items)
    with sized_for(X.shape[1]):
        inverse = exact_inverse(X, config, kernel=_kernel(knowledge, config))
        return _exact_weights(inverse, X, interactions, knowledge, config)


def solve_change(
    old: ItemWeights, change: LogChange, interactions: Interactions, knowledge: Knowledge, config: LinearConfig
) -> tuple[ItemWeights, str] | None:
    """The weights for a changed log out of the old ones, and how they were made.

    Args:
        old: The weights for the log before the change; not changed.
        change: From that log to this one.
        interactions: The changed log, on the items of the knowledge.
        knowledge: What is known about them now.
        config: The hyperparameters, those of the old weights.

    Returns:
        None where the model has to be fitted again: nothing was kept for an update, the log has outgrown the scale of
        its fit, the form changes, or an update would be no cheaper or not right.
    """
    X, features = change.histories, ItemFeatures.of(knowledge, config.blocks)
    form = _form(X, features, config)
    if ("inverse" if form == "exact" else "solution") not in old.kept:
        return None
    scale = LogScale(*map(float, old.kept["scale"]))
    if outgrown(scale, X, config):
        return None
    if form == "sparse":
        return _sparse_change(old, change, SparseProblem.of(X, features, config, scale), knowledge.items)
    with sized_for(X.shape[1]):
        found = updated_inverse(old.kept["inverse"], change, config, scale, kernel=_kernel(knowledge, config))
        if found is None:
            return None
        inverse, rank = found
        return _exact_weights(inverse, X, interactions, knowledge, config), f"rank-{rank:,} update"


def _form(X: csr_array, features: ItemFeatures | None, config: LinearConfig) -> str:
    return fitting_form(config.form, X.shape[1], knowledge=features is not None, updatable=config.updatable)


def _kernel(knowledge: Knowledge, config: LinearConfig) -> NDArray[np.float32] | None:
    model = KnowledgeModel.of(knowledge)
    return model.kernel(config.blocks) if config.coupling and model.names else None


def _exact_weights(
    inverse: Inverse, X: csr_array, interactions: Interactions, knowledge: Knowledge, config: LinearConfig
) -> ItemWeights:
    model = KnowledgeModel.of(knowledge)
    stand_ins = None
    if model.names:
        stand_ins = model.stand_ins(config.blocks, config.smoothing, interactions.item_counts > 0)
    B = weights_from(inverse, X, config, stand_ins=stand_ins, keep=config.updatable)
    if not config.updatable:
        return ItemWeights(B)
    return ItemWeights(B, kept={"inverse": inverse.P, "scale": _scale_array(inverse.scale)})


def _sparse_weights(columns: SparseColumns, X: csr_array, problem: SparseProblem, items: IdMap) -> ItemWeights:
    weights = weights_of_columns(columns, X, problem)
    if not problem.config.updatable:
        return ItemWeights(weights)
    kept = {"solution": columns.solution, "bare": columns.bare, "spread": columns.spread}
    kept["scale"] = _scale_array(problem.scale)
    if problem.features is not None:
        kept["probe"] = problem.features.probe(_signs(items))
    return ItemWeights(weights, kept=kept)


def _sparse_change(
    old: ItemWeights, change: LogChange, problem: SparseProblem, items: IdMap
) -> tuple[ItemWeights, str] | None:
    if ("probe" in old.kept) != (problem.features is not None):
        return None
    moved = np.zeros(len(change.places), dtype=np.bool_)
    if problem.features is not None:
        here = change.places < change.n_items
        had = np.zeros((change.n_items, 1), dtype=np.float32)
        had[change.places[here]] = 1
        now = problem.features.probe(_signs(items) * had)
        moved[here] = moved_items(old.kept["probe"][here], now[change.places[here]])
    columns = SparseColumns(old.kept["solution"], old.kept["bare"], old.kept["spread"])
    found = updated_columns(columns, change, problem, moved)
    if found is None:
        return None
    columns, solved = found
    return _sparse_weights(columns, change.histories, problem, items), f"{solved:,} columns solved again"


def _signs(items: IdMap) -> NDArray[np.float32]:
    """A few vectors of ±1, float32 [items × probes], told by the ids, whatever their order."""
    hashes = np.fromiter((crc32(f"{item}".encode()) for item in items), dtype=np.uint32, count=len(items))
    bits = (hashes[:, None] >> np.arange(3, 3 + PROBES, dtype=np.uint32)) & 1
    return bits.astype(np.float32) * 2 - 1


def _scale_array(scale: LogScale) -> NDArray[np.float64]:
    return np.array([scale.users, scale.items])


def _say_why_sparse(n_items: int, features: ItemFeatures | None, config: LinearConfig) -> None:
    needed = dense_bytes(n_items, knowledge=features is not None, updatable=config.updatable) / 1e9
    _log.warning(
        "%s items: the exact form would take %.1f GB and %s³ operations; solved in the sparse form, "
        "each item on the %d nearest",
        f"{n_items:,}", needed, f"{n_items:,}", config.support,
    )  # fmt: skip

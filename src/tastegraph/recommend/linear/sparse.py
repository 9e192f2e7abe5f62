"""The sparse form of the linear core: the same objective, each column solved on the items nearest to it.

The exact form is one dense matrix, items × items. Hardly any of its entries matter: column j lives on the items that
share users, or knowledge, with j. Here these are found first, and the objective is solved exactly on them alone: a
few small systems for each item, and memory in proportion to the items. Fixing the support of the columns by nearest
neighbours is fsSLIM of Ning and Karypis, "SLIM", ICDM 2011; the loss is that of the exact form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, vstack

from tastegraph.engine import map_blocks
from tastegraph.recommend.linear.cold_scale import cold_scale, some_known
from tastegraph.recommend.linear.config import LinearConfig
from tastegraph.recommend.linear.features import ItemFeatures
from tastegraph.recommend.linear.neighbour_term import with_neighbours
from tastegraph.recommend.linear.weighting import LogScale, ridge, scaled, stand_in_scale, user_weights, weighted_counts
from tastegraph.recommend.neighbours import largest_of_each_row, nearest_by_cosine

BLOCK: Final = 128
"""Items solved at a time: their systems take BLOCK · support² numbers."""
SHRINKAGE: Final = 10.0
"""Added to the denominator of the cosine by which neighbours are found."""


@dataclass(frozen=True, eq=False)
class SparseProblem:
    """What all columns share.

    Attributes:
        by_user: W^½ X, float32 CSR [users × items].
        by_item: Its transpose, float32 CSR [items × users].
        counts: g, the weighted interactions of each item, float32 [items].
        ridge: Diagonal of Λ, float32 [items].
        features: What is known about the items; None where nothing is.
        config: The hyperparameters.
        scale: The scale of the weights.
    """

    by_user: csr_array
    by_item: csr_array
    counts: NDArray[np.float32]
    ridge: NDArray[np.float32]
    features: ItemFeatures | None
    config: LinearConfig
    scale: LogScale

    @classmethod
    def of(
        cls, X: csr_array, features: ItemFeatures | None, config: LinearConfig, scale: LogScale | None = None
    ) -> SparseProblem:
        """The problem of users × items, binary, and of what is known about the items; at the scale of X by itself."""
        scale = scale or LogScale.of(X, config)
        W = user_weights(X, config.user_exponent, scale.users)
        by_user = X if W is None else (diags_array(np.sqrt(W)) @ X).astype(np.float32).tocsr()
        counts = weighted_counts(X, W)
        held = ridge(counts, config, scale.items).astype(np.float32)
        return cls(by_user, by_user.T.tocsr(), counts, held, features, config, scale)

    def gram(self, items: NDArray[np.integer]) -> NDArray[np.float32]:
        """XᵀWX of some items, float32 [items × items]."""
        rows = self.by_item[items]
        return np.asarray((rows @ rows.T).toarray())


@dataclass(frozen=True, eq=False)
class SparseColumns:
    """Some columns of the solution, as rows: CSR [targets × items] each.

    Attributes:
        solution: B, or the prior where nobody has the item.
        bare: What B would be without a prior.
        spread: P_jj of the targets.
    """

    solution: csr_array
    bare: csr_array
    spread: NDArray[np.float32]


def sparse_weights(X: csr_array, features: ItemFeatures | None, config: LinearConfig) -> csr_array:
    """B of the joint objective on the support of each column, scaled for histories and targets.

    Args:
        X: users × items, binary.
        features: What is known about the items, or None.
        config: The hyperparameters; ``support`` items at most speak for a target by behaviour, and half as many more
            by knowledge.

    Returns:
        float32 CSR [items × items], zero diagonal.
    """
    problem = SparseProblem.of(X, features, config)
    return weights_of_columns(solve_in_blocks(np.arange(X.shape[1]), problem), X, problem)


def solve_in_blocks(targets: NDArray[np.integer], problem: SparseProblem) -> SparseColumns:
    """Many columns of B, in blocks of targets."""
    blocks = [targets[start : start + BLOCK] for start in range(0, len(targets), BLOCK)]
    parts = map_blocks(solve_columns, blocks, problem)
    return SparseColumns(
        vstack([part.solution for part in parts], format="csr"),
        vstack([part.bare for part in parts], format="csr"),
        np.concatenate([part.spread for part in parts]),
    )


def weights_of_columns(columns: SparseColumns, X: csr_array, problem: SparseProblem) -> csr_array:
    """All columns together, scaled for histories and targets; float32 CSR [items × items].

    Args:
        columns: Of all items, in their order.
        X: users × items, binary.
        problem: What was solved.
    """
    B, config = columns.solution.T.tocsr(), problem.config
    cold = problem.counts == 0
    if problem.features is not None and cold.any() and not cold.all():
        bare, held = columns.bare.T.tocsr(), columns.spread * problem.ridge
        known = some_known(problem.counts)
        kappa = cold_scale(X, known, _led_through(prior_columns(known, problem).T.tocsr(), bare, held, config.support))
        of_cold = (B @ diags_array(cold.astype(np.float32))).tocsr()
        of_cold = _led_through(of_cold, bare, held, config.support) * kappa
        B = (B @ diags_array((~cold).astype(np.float32)) + of_cold).tocsr()
    blended = with_neighbours(B, X, config.neighbours)
    weights: csr_array = scaled(blended, problem.counts, config, problem.scale.items)
    return weights


def solve_columns(targets: NDArray[np.integer], problem: SparseProblem) -> SparseColumns:
    """Some columns of B, each on its own support."""
    support = _support(targets, problem)
    m, width = support.shape
    there = support >= 0
    diagonal = np.arange(width)
    config, n_items = problem.config, len(problem.counts)

    A, r = _among(targets, support, problem.gram)
    held = np.where(there, problem.ridge[support], 1)
    prior = np.zeros_like(r)
    if problem.features is not None:
        K, k = _among(targets, support, problem.features.kernel)
        prior = _prior(K, k, support, problem)
        A += np.float32(config.coupling) * K
        r += np.float32(config.coupling) * k
    A[:, diagonal, diagonal] += held
    sides = np.stack([r + config.knowledge * held * prior, r], axis=-1)
    solved = np.linalg.solve(A, sides)
    cold = problem.counts[targets] == 0
    solution = np.where(cold[:, None], prior, solved[..., 0])
    explained = np.einsum("ms,ms->m", r, solved[..., 1])
    left = problem.counts[targets] + problem.ridge[targets] - explained
    rows = np.broadcast_to(np.arange(m)[:, None], support.shape)[there]

    def sparse(values: NDArray[np.floating]) -> csr_array:
        entries = values[there].astype(np.float32)
        matrix = csr_array((entries, (rows, support[there])), shape=(m, n_items))
        matrix.eliminate_zeros()
        return matrix

    return SparseColumns(sparse(solution), sparse(solved[..., 1]), (1 / np.maximum(left, 1e-6)).astype(np.float32))


def _support(targets: NDArray[np.integer], problem: SparseProblem) -> NDArray[np.int64]:
    """Items that may speak for each target, int64 [targets × at most 1.5 support], ascending; the rest is -1."""
    size = problem.config.support
    lengths = np.sqrt(problem.counts)
    near = nearest_by_cosine(targets, problem.by_item, problem.by_user, lengths, size, SHRINKAGE)
    found = [np.empty(0, dtype=np.int64)] * len(targets)
    for row in range(len(targets)):
        found[row] = near.indices[near.indptr[row] : near.indptr[row + 1]]
    if problem.features is not None:
        akin = problem.features.kernel_rows(targets)
        akin[:, problem.counts == 0] = 0
        akin[np.arange(len(targets)), targets] = 0
        best = np.argpartition(-akin, min(size, akin.shape[1] - 1), axis=1)[:, :size]
        for row, target in enumerate(targets):
            order = best[row][np.argsort(-akin[row, best[row]], kind="stable")]
            order = order[akin[row, order] > 0][: size if problem.counts[target] == 0 else size // 2]
            found[row] = np.union1d(found[row], order)
    width = max(1, *map(len, found))
    support = np.full((len(targets), width), -1, dtype=np.int64)
    for row, items in enumerate(found):
        support[row, : len(items)] = np.sort(items)
    return support


def _among(
    targets: NDArray[np.integer],
    support: NDArray[np.int64],
    product: Callable[[NDArray[np.integer]], NDArray[np.float32]],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Products among the support of each target [m × s × s], and between it and the target [m × s]; 0 where it is -1.

    Args:
        targets: Items [m].
        support: Their supports [m × s], -1 where there are fewer.
        product: The symmetric matrix of some items.
    """
    m, width = support.shape
    A, r = np.zeros((m, width, width), dtype=np.float32), np.zeros((m, width), dtype=np.float32)
    for row, target in enumerate(targets):
        items = np.append(support[row][support[row] >= 0], target)
        among, size = product(items), len(items) - 1
        A[row, :size, :size] = among[:-1, :-1]
        r[row, :size] = among[-1, :-1]
    return A, r


def _prior(
    K: NDArray[np.float32], k: NDArray[np.float32], support: NDArray[np.int64], problem: SparseProblem
) -> NDArray[np.float32]:
    """D T on the support: what the usable items of it predict, each as loud as the config says."""
    usable = (support >= 0) & (problem.counts[support] > 0)
    loudness = stand_in_scale(problem.counts, problem.config, problem.scale.items)
    return _stand_ins(K, k, usable, problem.config.smoothing) * loudness[support]


def _stand_ins(
    K: NDArray[np.float32], k: NDArray[np.float32], usable: NDArray[np.bool_], smoothing: float
) -> NDArray[np.float32]:
    """T on the support: (K + 1 + μI)⁻¹ (k + 1) over its usable items, 0 elsewhere; float32 [m × s]."""
    both = usable[:, :, None] & usable[:, None, :]
    A = np.where(both, K + 1, np.float32(0))
    diagonal = np.arange(K.shape[1])
    A[:, diagonal, diagonal] += np.float32(smoothing)
    side = np.where(usable, k + 1, np.float32(0))
    return np.asarray(np.linalg.solve(A, side[..., None])[..., 0], dtype=np.float32)


def prior_columns(targets: NDArray[np.integer], problem: SparseProblem) -> csr_array:
    """T of some targets on their supports, as rows: CSR [targets × items]."""
    starts = range(0, len(targets), BLOCK)
    return vstack([_prior_block(targets[start : start + BLOCK], problem) for start in starts], format="csr")


def _prior_block(targets: NDArray[np.integer], problem: SparseProblem) -> csr_array:
    assert problem.features is not None
    support = _support(targets, problem)
    prior = _prior(*_among(targets, support, problem.features.kernel), support, problem)
    there = support >= 0
    rows = np.broadcast_to(np.arange(len(targets))[:, None], support.shape)[there]
    shape = (len(targets), len(problem.counts))
    return csr_array((prior[there].astype(np.float32), (rows, support[there])), shape=shape)


def _led_through(T: csr_array, bare: csr_array, held: NDArray[np.floating], size: int) -> csr_array:
    """H T, where H = I − PΛ and P = (I − B) diag(P_jj), with so many entries in each column.

    Args:
        T: Columns that stand-ins predict [items × m].
        bare: B, the solution without a prior.
        held: P_jj Λ_jj [items].
        size: Entries kept, the largest.
    """
    through = diags_array(held.astype(np.float32)) @ T
    return largest_of_each_row((T - through + bare @ through).T.tocsr(), size).T.tocsr()

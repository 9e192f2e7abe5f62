"""Full ranking: every user's unseen items are ranked and compared with what the user chose later."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tastegraph.data import Id, IdMap, Interactions
from tastegraph.engine import stream_blocks
from tastegraph.errors import InputError, UnknownIdError
from tastegraph.evaluate import metrics
from tastegraph.evaluate.alignment import AlignedRows
from tastegraph.evaluate.evaluation import Evaluation
from tastegraph.evaluate.selection import top_k

_ACCURACY = {
    "recall": metrics.recall,
    "precision": metrics.precision,
    "hit_rate": metrics.hit_rate,
    "mrr": metrics.reciprocal_rank,
    "map": metrics.average_precision,
    "ndcg": metrics.ndcg,
}


class Scorer(Protocol):
    """A model that scores all items for any histories, of users known or unknown."""

    @property
    def items(self) -> IdMap:
        """The items it can score: the columns of histories and scores."""
        ...

    def score(self, histories: sparse.csr_array) -> NDArray[np.float32]:
        """Return scores, float32 [users, items], for histories, float32 CSR [users, items]; an empty row is allowed."""
        ...


@runtime_checkable
class Weighing(Protocol):
    """A model that does not read all interactions of a history alike, for instance old ones with less weight."""

    def weighted(self, interactions: Interactions) -> Interactions:
        """Return the same interactions, each with the weight at which the model reads it."""
        ...


def evaluate_ranking(
    model: Scorer,
    train: Interactions,
    test: Interactions,
    ks: Sequence[int] = (10, 20),
    *,
    exclude: Interactions | None = None,
    candidates: Sequence[Id] | None = None,
    features: sparse.csr_array | NDArray[np.floating] | None = None,
    block: int = 512,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Rank all items for every user with interactions in ``test`` and measure the lists at each k.

    Users and items are matched by id, so ``train`` and ``test`` may be numbered otherwise than the model.
    The truth is never made smaller: an item of ``test`` counts even if the model does not know it, it is masked
    or it is no candidate, and then it cannot be hit. A user of ``test`` who is not in ``train`` has an empty history.

    Args:
        model: What is measured.
        train: The histories that are scored, weighed as the model does; their items are masked in the ranking.
        test: The truth. Users without an interaction in it are left out.
        ks: Lengths of the lists.
        exclude: Interactions masked as well, though not part of the histories, such as the validation part.
        candidates: Ids of the only items to rank (cold protocol); they are also the items of coverage and gini.
        features: [model.items, features]; given these, ``intra_list_diversity`` is measured too.
        block: Users scored at a time: memory is about 4 · block · items bytes for each core that works on them,
            whatever the number of users.
        progress: Called as ``progress(done, total)`` in users after every block.

    Returns:
        Evaluation with the keys recall, precision, hit_rate, mrr, map, ndcg, coverage, gini, novelty
        (and intra_list_diversity) followed by ``@k``; ``docs/metrics.md`` defines them.

    Raises:
        InputError: ks or block is below 1, test is empty, or the model returns scores of another shape or NaN.
        UnknownIdError: A candidate is known neither to the model nor to the data.
    """
    cutoffs = sorted(set(ks))
    if not cutoffs or cutoffs[0] < 1:
        raise InputError(f"ks is {tuple(ks)}", field="ks", fix="Give at least one positive length")
    if block < 1:
        raise InputError(f"block is {block}", field="block", fix="Give a positive number of users")
    ranked = None if candidates is None else _Candidates.of(candidates, model.items, train, test)

    sizes = test.user_counts
    with_truth = np.flatnonzero(sizes)
    if not len(with_truth):
        raise InputError("test holds no interaction", field="test", fix="Hold out a larger part")
    sizes = sizes[with_truth]
    users = IdMap(test.users[int(user)] for user in with_truth)
    truth = AlignedRows.of(test, users, model.items)
    histories = AlignedRows.of(model.weighted(train) if isinstance(model, Weighing) else train, users, model.items)
    masks = [histories.as_mask()]
    if exclude is not None:
        masks.append(AlignedRows.of(exclude, users, model.items).as_mask())

    total = len(users)
    known = None if ranked is None else ranked.known
    lists = _Lists(model, histories, masks, truth, sizes, tuple(cutoffs), known)
    recommended = np.empty((total, cutoffs[-1]), dtype=np.int32)
    per_user = {f"{name}@{k}": np.empty(total) for k in cutoffs for name in _ACCURACY}
    parts = [slice(start, min(start + block, total)) for start in range(0, total, block)]
    for part, (found, accuracy) in zip(parts, stream_blocks(_measured, parts, lists), strict=True):
        recommended[part] = found
        for name, values_of_part in accuracy.items():
            per_user[name][part] = values_of_part
        if progress is not None:
            progress(part.stop, total)

    item_counts, n_train_users = histories.item_counts(), int(np.count_nonzero(train.user_counts))
    among, n_items = (recommended, len(model.items)) if ranked is None else ranked.renumber(recommended)
    values: dict[str, float] = {}
    for k in cutoffs:
        per_user[f"novelty@{k}"] = metrics.novelty(recommended[:, :k], item_counts, n_train_users)
        if features is not None:
            per_user[f"intra_list_diversity@{k}"] = metrics.intra_list_diversity(recommended[:, :k], features)
        values[f"coverage@{k}"] = metrics.coverage(among[:, :k], n_items)
        values[f"gini@{k}"] = metrics.gini(among[:, :k], n_items)
    return Evaluation({name: _mean(value) for name, value in per_user.items()} | values, per_user, users)


@dataclass(frozen=True, eq=False)
class _Candidates:
    """The items that may be ranked: indices of those the model knows, out of ``n_items``, the number of all."""

    known: NDArray[np.int64]
    n_items: int

    @classmethod
    def of(cls, candidates: Sequence[Id], items: IdMap, train: Interactions, test: Interactions) -> _Candidates:
        distinct = list(dict.fromkeys(candidates))
        if not distinct:
            raise InputError("no candidates", field="candidates", fix="Name at least one item or leave the option out")
        indices = items.index(distinct)
        for candidate, index in zip(distinct, indices, strict=True):
            if index < 0 and candidate not in train.items and candidate not in test.items:
                raise UnknownIdError(f"no item {candidate!r}", field="candidates", fix="Use ids of the data")
        return cls(np.sort(indices[indices >= 0]), len(distinct))

    def renumber(self, recommended: NDArray[np.int32]) -> tuple[NDArray[np.int64], int]:
        """Return the lists with each item's number among the candidates, and how many candidates there are."""
        numbers = np.searchsorted(self.known, recommended)
        return np.where(recommended >= 0, numbers, -1), self.n_items


@dataclass(frozen=True, eq=False)
class _Lists:
    """What the blocks of users share."""

    model: Scorer
    histories: AlignedRows
    masks: Sequence[AlignedRows]
    truth: AlignedRows
    sizes: NDArray[np.int64]
    cutoffs: tuple[int, ...]
    candidates: NDArray[np.int64] | None


def _measured(part: slice, lists: _Lists) -> tuple[NDArray[np.int32], dict[str, NDArray[np.float64]]]:
    """The longest list of each user of a block, and how accurate each user's lists are."""
    histories = lists.histories.block(part)
    scores = lists.model.score(histories)
    if scores.shape != histories.shape:
        raise InputError(
            f"the model returned scores of shape {scores.shape} for histories of shape {histories.shape}",
            fix="Scorer.score must return users × items",
        )
    first, *others = (mask.block(part) for mask in lists.masks)
    recommended, _ = top_k(scores, lists.cutoffs[-1], exclude=sum(others, first), candidates=lists.candidates)
    hits = metrics.mark_hits(recommended, lists.truth.block(part))
    sizes = lists.sizes[part]
    return recommended, {
        f"{name}@{k}": metric(hits[:, :k], sizes) for k in lists.cutoffs for name, metric in _ACCURACY.items()
    }


def _mean(values: NDArray[np.float64]) -> float:
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else math.nan

"""L(knowledge): which items stand in for an item, as far as knowledge can tell."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from tastegraph.recommend.linear.algebra import invert_in_place, self_excluding_solution
from tastegraph.recommend.linear.kernels import item_kernel, joins_items
from tastegraph.represent import Knowledge

OTHERS: Final = "other relations"
"""The name that blocks share which speak of few items."""
FEW: Final = 0.02
"""Share of the items below which a block has no weight of its own: too little to choose one by."""
REMEMBERED: Final = 8
"""Solutions kept: one for each fold of a search, and some to spare."""


class KnowledgeModel:
    """The exact solution of L(knowledge) for any weights of the blocks; the kernels are made once.

    Attributes:
        kernels: Block → similarity of the items in it, float32 [items × items]. Blocks that join no two items drop
            out; those that know little share one kernel, ``OTHERS``, and so one weight.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.kernels: dict[str, NDArray[np.float32]] = {}
        for block in knowledge.blocks:
            kernel = item_kernel(block)
            if joins_items(kernel):
                name = OTHERS if block.known.mean() < FEW else block.name
                self.kernels[name] = self.kernels[name] + kernel if name in self.kernels else kernel
        # While other hyperparameters are tried, each fold asks its question again and again.
        self._remembering = Lock()
        self._solved: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @classmethod
    def of(cls, knowledge: Knowledge) -> KnowledgeModel:
        """The model of this knowledge; asked again while the knowledge lives, the same one."""
        with _MAKING:
            if knowledge not in _MODELS:
                _MODELS[knowledge] = cls(knowledge)
            return _MODELS[knowledge]

    def stand_ins(self, weights: Mapping[str, float], smoothing: float, warm: NDArray[np.bool_]) -> NDArray[np.float32]:
        """T [items × items]: column j says which warm items' behaviour stands in for that of j, and how much.

        min_T ‖Fᵀ − FᵀT‖² + μ‖T‖², diag(T) = 0, with F Fᵀ = Σ_s α_s K_s + 1, the 1 being an intercept all items
        share: kernel ridge regression on the warm items, each left out of its own prediction. It is EASE with
        features in the place of users. Rows of cold items are zero: there is no behaviour to borrow.

        Args:
            weights: α of each block; 1 where not named.
            smoothing: μ.
            warm: Items with interactions.
        """
        question = f"{sorted(weights.items())} {smoothing} {hashlib.sha256(warm.tobytes()).hexdigest()}"
        with self._remembering:
            if question in self._solved:
                self._solved.move_to_end(question)
                return self._solved[question]
        answer = self._solve(weights, smoothing, warm)
        with self._remembering:
            self._solved[question] = answer
            if len(self._solved) > REMEMBERED:
                self._solved.popitem(last=False)
        return answer

    def _solve(self, weights: Mapping[str, float], smoothing: float, warm: NDArray[np.bool_]) -> NDArray[np.float32]:
        K = np.ones((len(warm), len(warm)), dtype=np.float32)
        for name, kernel in self.kernels.items():
            if weight := weights.get(name, 1.0):
                K += np.float32(weight) * kernel
        places, others = np.flatnonzero(warm), np.flatnonzero(~warm)
        Q = K[np.ix_(places, places)]
        Q[np.diag_indices_from(Q)] += smoothing
        Q = invert_in_place(Q)
        T = np.zeros_like(K)
        T[np.ix_(places, others)] = Q @ K[np.ix_(places, others)]
        T[np.ix_(places, places)] = self_excluding_solution(Q)
        return T


_MAKING = Lock()
_MODELS: WeakKeyDictionary[Knowledge, KnowledgeModel] = WeakKeyDictionary()

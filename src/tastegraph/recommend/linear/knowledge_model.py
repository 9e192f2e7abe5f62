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
from tastegraph.recommend.linear.features import ItemFeatures, joining_features
from tastegraph.represent import Knowledge, Matrix

REMEMBERED: Final = 8
"""Solutions kept at most: one for each fold of a search, and some to spare."""
ROOM: Final = 2**30
"""Bytes that the remembered solutions may take, and again the kernels."""


class KnowledgeModel:
    """The exact solution of L(knowledge) for any weights of the blocks; what is dear is made once, where it has room.

    Attributes:
        names: Of the blocks that join items, or of the groups of those that know little: whatever has a weight.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        parts: dict[str, list[Matrix]] = {}
        for name, features in joining_features(knowledge):
            parts.setdefault(name, []).append(features)
        self.names = tuple(parts)
        self._features = {name: ItemFeatures.beside(some) for name, some in parts.items()}
        self._n_items = len(knowledge.items)
        # While other hyperparameters are tried, each fold asks its question again and again.
        self._remembering = Lock()
        self._kernels: dict[str, NDArray[np.float32]] = {}
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
            while len(self._solved) > min(REMEMBERED, self._room):
                self._solved.popitem(last=False)
        return answer

    def kernel(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Σ_s α_s K_s, a new matrix float32 [items × items].

        Args:
            weights: α of each block; 1 where not named.
        """
        K = np.zeros((self._n_items, self._n_items), dtype=np.float32)
        for name, features in self._features.items():
            weight = weights.get(name, 1.0)
            if weight and features is not None:
                self._add_kernel(K, name, features, weight)
        return K

    @property
    def _room(self) -> int:
        """Matrices items × items that may be remembered of each kind."""
        return ROOM // max(4 * self._n_items**2, 1)

    def _add_kernel(self, K: NDArray[np.float32], name: str, features: ItemFeatures, weight: float) -> None:
        if len(self.names) > self._room:
            features.add_kernel(K, weight)
            return
        with self._remembering:
            if name not in self._kernels:
                self._kernels[name] = np.zeros_like(K)
                features.add_kernel(self._kernels[name])
        K += np.float32(weight) * self._kernels[name]

    def _solve(self, weights: Mapping[str, float], smoothing: float, warm: NDArray[np.bool_]) -> NDArray[np.float32]:
        K = self.kernel(weights)
        K += 1
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

"""How loud new items speak beside known ones.

What knowledge predicts is shrunk: stand-ins know less about an item than its own behaviour would. Known items tell by
how much. Predicted as if they were new, each left out of its own prediction, they have a scale at which the prediction
fits their behaviour best, in least squares. At that scale the columns of new items are in the units of the others.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

MOST_USERS: Final = 20_000
MOST_ITEMS: Final = 500
"""Looked at to find the scale, at most."""
LEAST, MOST = 0.2, 20.0
"""Bounds of the scale."""


def some_known(counts: NDArray[np.floating]) -> NDArray[np.int64]:
    """Items with behaviour, evenly spaced, as many as are looked at."""
    return _spread(np.flatnonzero(counts > 0), MOST_ITEMS)


def cold_scale(X: csr_array, items: NDArray[np.integer], predicted: NDArray[np.float32] | csr_array) -> np.float32:
    """κ = Σ x_uj s_uj / Σ s_uj², over users and known items, where s = X E with the diagonal of E left out.

    Args:
        X: users × items, binary.
        items: The known items that were predicted [m].
        predicted: Their columns of E, as if they were new [items × m].
    """
    E = predicted.copy() if isinstance(predicted, np.ndarray) else predicted.toarray()
    E[items, np.arange(len(items))] = 0
    rows = X[_spread(np.flatnonzero(np.diff(X.indptr)), MOST_USERS)]
    scores = np.asarray(rows @ E)
    squares = float(np.einsum("ij,ij->", scores, scores))
    agreement = float(rows[:, items].multiply(scores).sum())
    if squares <= 0 or agreement <= 0:
        return np.float32(1)
    return np.float32(np.clip(agreement / squares, LEAST, MOST))


def _spread(places: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """At most so many of the places, evenly spaced."""
    return places[np.unique(np.linspace(0, len(places) - 1, min(most, len(places))).astype(np.int64))]

"""What turns text into vectors, as every other package sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt


class TextEncoder(Protocol):
    """Turns texts into vectors whose scalar product is their cosine similarity.

    Attributes:
        name: Identity of the model, its weights included: equal names give equal vectors, up to rounding.
        dimension: Length of a vector.
    """

    @property
    def name(self) -> str:
        """Identity of the model and its weights."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return float32 [len(texts), dimension], a row of length 1 for each text, in order."""
        ...

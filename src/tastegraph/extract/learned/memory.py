"""What other examples say of the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.words import tight

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LabelMemory:
    """Name → in how many texts it had each label.

    Attributes:
        counts: `tight` name → float32 [labels].
        labels: How many labels there are.
    """

    counts: Mapping[str, FloatArray]
    labels: int

    @classmethod
    def of(cls, texts: Iterable[Mapping[str, Iterable[int]]], labels: int) -> LabelMemory:
        """The memory of texts, each given as name → numbers of its labels there."""
        counts: dict[str, FloatArray] = defaultdict(lambda: np.zeros(labels, dtype=np.float32))
        for names in texts:
            for name, numbers in names.items():
                counts[name][list(numbers)] += 1
        return cls(dict(counts), labels)

    def rows(self, names: Sequence[str], own: Mapping[str, Iterable[int]] | None = None) -> FloatArray:
        """float32 [names, labels]: log of 1 + the texts in which a name has a label, those of ``own`` not counted."""
        rows = np.zeros((len(names), self.labels), dtype=np.float32)
        for row, name in enumerate(map(tight, names)):
            if name in self.counts:
                rows[row] = self.counts[name]
            if own is not None and name in own:
                rows[row, list(own[name])] -= 1
        return np.log1p(np.maximum(rows, 0))

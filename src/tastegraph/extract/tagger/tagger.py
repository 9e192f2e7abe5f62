"""A tagger that learns from labelled examples to mark spans in texts, without a generative model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from tastegraph.extract.tagger.choice import Choice, Place, choose, places_of
from tastegraph.extract.tagger.describe import N_OF_ALL, NOTHING, Described
from tastegraph.extract.tagger.examples import Examples, checked_contexts
from tastegraph.extract.tagger.folds import fit_choice, split_folds
from tastegraph.extract.tagger.linear_chain import LinearChain
from tastegraph.extract.tagger.models import Models
from tastegraph.extract.tagger.neural import NeuralChain
from tastegraph.extract.tagger.pieces import split_pieces
from tastegraph.extract.tagger.spans import LabelledSpan, TaggedSpan
from tastegraph.extract.tagger.tagset import TagSet
from tastegraph.progress import Progress, silent

Effort = Literal["quick", "thorough"]

FOLDS: Final[dict[Effort, int]] = {"quick": 4, "thorough": 3}
_FEWEST_IN_FOLD: Final = 5


@dataclass(frozen=True)
class SpanTagger:
    """Marks labelled spans in texts like those it was fitted to.

    Attributes:
        tags: The labels, and the contexts each was seen in.
        once: Kinds of which a text holds one value.
        models: What gives each word its tags.
        choice: What turns their opinions into spans with a confidence.
    """

    tags: TagSet
    once: frozenset[int]
    models: Models
    choice: Choice

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        spans: Sequence[Sequence[LabelledSpan]],
        *,
        contexts: Sequence[str] | None = None,
        complete: Sequence[bool] | None = None,
        seed: int = 0,
        effort: Effort = "thorough",
        progress: Progress = silent,
    ) -> SpanTagger:
        """Learn from texts whose spans are given.

        Args:
            texts: The texts; any language.
            spans: For each text its spans. Spans of one place with several labels are learned as a kind of their own;
                of spans that overlap otherwise the longest is kept.
            contexts: For each text a word or two on what it is about; a label is only given in contexts that it was
                seen in, except in contexts that are new.
            complete: For each text whether all its spans are given; where they are not, words outside spans tell
                little of what is no span. All of them are, where this is left out.
            seed: Of the order in which texts are learned from.
            effort: ``quick`` does without the neural model.
            progress: Told the stages.

        Raises:
            InputError: The lengths differ, or a span does not lie in its text.
        """
        examples = Examples.of(texts, spans, contexts, complete)
        fold_models, choice = _by_folds(examples, seed, effort, progress)
        progress("learning from all texts")
        models = _fit_models(examples, "quick" if fold_models else effort, seed, progress)
        return cls(examples.tags, examples.once, replace(models, neural=fold_models or models.neural), choice)

    def tag(
        self, texts: Sequence[str], contexts: Sequence[str] | None = None, *, min_confidence: float | None = None
    ) -> list[list[TaggedSpan]]:
        """Return the spans of each text, ordered by place.

        Spans overlap only where they share one place and their labels stood together in training, too.

        Args:
            texts: The texts.
            contexts: For each text what it is about, as in ``fit``.
            min_confidence: Spans less sure are left out; where not given, a value that balances precision and recall.

        Raises:
            InputError: There are more or fewer contexts than texts.
        """
        pieces = split_pieces(texts, checked_contexts(texts, contexts))
        described = self.models.describe(pieces)
        places: list[list[Place]] = [[] for _ in texts]
        confidences: list[list[float]] = [[] for _ in texts]
        for piece, of_piece in zip(pieces, described, strict=True):
            places[piece.text].extend(places_of(piece, of_piece.spans))
            confidences[piece.text].extend(self.choice.confidences(of_piece.features).tolist())
        threshold = self.choice.threshold if min_confidence is None else min_confidence
        return [
            self._answer(of_text, np.array(sure), threshold) for of_text, sure in zip(places, confidences, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write the tagger to a folder: JSON, safetensors, and the models of crfsuite; an older one is replaced.

        Raises:
            InputError: The folder cannot be written.
        """
        from tastegraph.extract.tagger.storage import write_tagger

        write_tagger(self, folder)

    @classmethod
    def load(cls, folder: Path) -> SpanTagger:
        """Open a saved tagger; it answers as it did before, to the byte.

        Raises:
            StateError: There is no tagger in the folder.
            ReadError: It is damaged or of another format.
        """
        from tastegraph.extract.tagger.storage import read_tagger

        return read_tagger(folder)

    def _answer(
        self, places: Sequence[Place], confidences: npt.NDArray[np.float64], threshold: float
    ) -> list[TaggedSpan]:
        chosen = choose(places, confidences, threshold, self.once)
        return sorted(
            TaggedSpan(places[row].start, places[row].end, label, float(confidences[row]))
            for row in chosen
            for label in self.tags.kinds[places[row].kind]
        )


def _by_folds(
    examples: Examples, seed: int, effort: Effort, progress: Progress
) -> tuple[tuple[NeuralChain, ...], Choice]:
    """Fit the choice to what models say of texts that they were not fitted to; return the neural ones, too.

    Each of them has seen all texts but those of a fold. Their mean is better than one fitted to all texts, and costs
    nothing more.
    """
    n_folds = min(FOLDS[effort], examples.n_texts // _FEWEST_IN_FOLD)
    n_features = N_OF_ALL + (1 if effort == "quick" else 2)
    if n_folds < 2:
        return (), Choice.plain(n_features)
    described: list[Described] = [NOTHING] * len(examples.pieces)
    neural: list[NeuralChain] = []
    for fold, (rest, held_out) in enumerate(split_folds(examples, n_folds, seed)):
        progress("learning from a part, to be judged on the rest", fold, n_folds)
        models = _fit_models(examples.part(rest), effort, seed + fold, progress)
        neural.extend(models.neural)
        for row, one in zip(held_out, models.describe([examples.pieces[row] for row in held_out]), strict=True):
            described[row] = one
    return tuple(neural), fit_choice(examples, described, n_features)


def _fit_models(examples: Examples, effort: Effort, seed: int, progress: Progress) -> Models:
    pieces, labels, tags = examples.pieces, examples.labels, examples.tags
    linear = LinearChain.fit(pieces, labels, tags)
    neural: tuple[NeuralChain, ...] = ()
    if effort == "thorough":
        neural = (NeuralChain.fit(pieces, labels, examples.complete, tags, seed=seed, progress=progress),)
    return Models(linear, neural, linear.memory)

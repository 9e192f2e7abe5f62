"""Spans that may name something: where those begin and end that the labelled examples name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from tastegraph.extract.learned.network import SpanNetwork
from tastegraph.extract.learned.places import LONGEST, Basis, Place, ReadText, candidate_places, span_features

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

_LEAST: Final = 0.08
"""Probability from which a span is proposed."""
_MOST: Final = 8
"""Spans that are proposed in any text, and one more for every _PER words."""
_PER: Final = 6
_CROSSING: Final = 40
_ELSEWHERE: Final = 10
"""Spans of a text from which the borders are learned."""
_DOUBT: Final = 0.3
"""Weight of a span that crosses no labelled one: it may be one that nobody labelled."""


def fit_proposals(
    texts: Sequence[ReadText],
    labelled: Sequence[Collection[Place]],
    basis: Basis,
    rng: np.random.Generator,
    *,
    epochs: int,
    seed: int,
) -> SpanNetwork:
    """Learn the borders of labelled spans.

    What crosses a labelled span is none itself, however incomplete the labels are: that is what borders are learned
    from. Spans elsewhere count less.

    Args:
        texts: The texts.
        labelled: For each text its labelled spans.
        basis: Of the word vectors.
        rng: Draws the spans that are learned from.
        epochs: Passes over them.
        seed: Of the network.
    """
    features, targets, weights = [], [], []
    for text, gold in zip(texts, labelled, strict=True):
        known = [place for place in gold if place.last - place.first <= LONGEST]
        if not known:
            continue
        places = candidate_places(text)
        crossing = np.zeros(len(places), dtype=np.bool_)
        for place in gold:
            crossing |= (places[:, 0] < place.last) & (place.first < places[:, 1])
        chosen = np.concatenate(
            [
                np.array(known, dtype=np.int64),
                rng.permutation(places[crossing])[:_CROSSING],
                rng.permutation(places[~crossing])[:_ELSEWHERE],
            ]
        )
        is_gold = np.array([Place(*place) in gold for place in chosen.tolist()])
        is_elsewhere = np.arange(len(chosen)) >= len(chosen) - min(_ELSEWHERE, int((~crossing).sum()))
        features.append(span_features(basis.rows(text), chosen))
        targets.append(is_gold)
        weights.append(np.where(is_elsewhere, _DOUBT, 1.0))
    return SpanNetwork.fit(
        np.concatenate(features),
        np.concatenate(targets)[:, None].astype(np.float32),
        np.concatenate(weights).astype(np.float32),
        epochs=epochs,
        seed=seed,
    )


def propose(network: SpanNetwork, text: ReadText, basis: Basis) -> tuple[list[Place], FloatArray]:
    """Return the most probable spans of a text, and float32 [spans], how probable each is."""
    places = candidate_places(text)
    if not len(places):
        return [], np.zeros(0, dtype=np.float32)
    sure = network.of_places(basis.rows(text), places)[:, 0]
    order = np.argsort(-sure, kind="stable")[: _MOST + len(text.words) // _PER]
    order = order[sure[order] >= _LEAST]
    return [Place(*place) for place in places[order].tolist()], sure[order]

"""How sure the extractor is: each formula from 0 to 1, and growing with the evidence.

The constants were fitted once, on films that are in no reported figure; see docs/extraction.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from tastegraph.extract.encoder.words import FloatArray, IntArray

THEME_EVEN: Final = 0.25
"""Cosine of a phrase and its passage at which it is as likely as not a theme."""
THEME_SCALE: Final = 0.08
CONTEXT_EVEN: Final = 0.36
"""Cosine of a context with a hidden name and a fact at which a value of one relation is as likely as not a fact."""
WORD_EVEN: Final = 0.48
"""The same where the word itself is part of the context."""
RELATION_SCALE: Final = 0.08


def theme_confidence(cosine: FloatArray) -> FloatArray:
    """Confidence that a phrase is a theme: ``1 / (1 + exp(-(cosine - 0.25) / 0.08))``, element by element."""
    confidence: FloatArray = 1 / (1 + np.exp((THEME_EVEN - cosine) / THEME_SCALE))
    return confidence


def mention_confidence(words: int, cosine: float, *, capital: bool = True) -> float:
    """Confidence that a text means the entity it names: ``(1 - 2^-words) · cosine``.

    Args:
        words: Number of words of the name.
        cosine: Of the two spellings; 1 for equal names.
        capital: Whether the name begins with a capital exactly where the known one does; otherwise it is likely a
            common noun, and the confidence is halved.
    """
    return (1 - 0.5**words) * min(max(cosine, 0.0), 1.0) * (1.0 if capital else 0.5)


def relation_confidence(evidence: FloatArray, prior: FloatArray, mention: IntArray) -> FloatArray:
    """Confidence in each relation that a mention may stand for: a softmax in which one option is to abstain.

    ``w_r / (1 + Σ_s w_s)`` with ``w_r = prior_r · exp(evidence_r / 0.08)``, the sum over the relations of the same
    mention. It grows with the relation's own evidence and prior, and falls with those of its rivals.

    Args:
        evidence: float32 [pairs], cosine of context and verbalised fact, less CONTEXT_EVEN or WORD_EVEN.
        prior: float32 [pairs], confidence of the mention times the share of this relation in the known facts about
            its value; at most 1 a mention.
        mention: int64 [pairs], the mention that each pair belongs to, numbered from 0.
    """
    weight = prior * np.exp(evidence / RELATION_SCALE)
    confidence: FloatArray = weight / (1 + np.bincount(mention, weights=weight)[mention]).astype(np.float32)
    return confidence

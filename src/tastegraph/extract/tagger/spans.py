"""Labelled pieces of a text: what a tagger learns from and what it answers."""

from __future__ import annotations

from typing import NamedTuple


class LabelledSpan(NamedTuple):
    """``text[start:end]`` carries the label; an example to learn from."""

    start: int
    end: int
    label: str


class TaggedSpan(NamedTuple):
    """``text[start:end]`` was given the label, with a confidence in (0, 1) that the span and its label are right."""

    start: int
    end: int
    label: str
    confidence: float

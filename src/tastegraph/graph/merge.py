"""The ledger of entity resolution: which names were taken for one entity, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Merge:
    """One name taken for another name of the same entity.

    Args:
        type: Type of the entity.
        alias: The name that was found.
        name: The name that the entity goes by.
        score: How sure the method is, from 0 to 1.
        reasons: What spoke for it, in words, the strongest first.
        method: What decided: equal keys (``name``), the scored cascade (``cascade``) or a person (``person``).
        time: When, in seconds UTC.
    """

    type: str
    alias: str
    name: str
    score: float
    reasons: tuple[str, ...]
    method: Literal["name", "cascade", "person"]
    time: int

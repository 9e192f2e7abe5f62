"""The split that ``[evaluate]`` asks for."""

from __future__ import annotations

from tastegraph.config import EvaluateConfig
from tastegraph.data import Interactions, Split, cold_item_split, leave_last_out, random_split, temporal_split


def split_by(interactions: Interactions, config: EvaluateConfig, *, seed: int | None = None) -> Split:
    """The split that ``[evaluate]`` asks for, with its seed or another; time and log order know no seed.

    Where it has no validation part, that is drawn from the training part later, by tuning.
    """
    seed = config.seed if seed is None else seed
    if config.split == "random":
        return random_split(interactions, test=config.test, seed=seed)
    if config.split == "leave-last-out":
        return leave_last_out(interactions, test=1, validation=1)
    if config.split == "temporal":
        return temporal_split(interactions, test=config.test, validation=config.validation)
    return cold_item_split(interactions, items=config.test, seed=seed)

"""Durations as people write them: 90s, 10m, 1h."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from tastegraph.errors import ConfigError

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}

Budget = Annotated[str, typer.Option(help="Time that choosing a model's values may take: 90s, 10m, 1h.")]
BUDGET = "5m"


def seconds(text: str) -> float:
    """Seconds of a duration.

    Raises:
        ConfigError: It is not one.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", text.strip().lower())
    if not found:
        raise ConfigError(f"{text!r} is not a duration", field="--budget", fix="Write 90s, 10m or 1h")
    return float(found[1]) * _SECONDS[found[2]]

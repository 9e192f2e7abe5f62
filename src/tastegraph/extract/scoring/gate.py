"""A gate for continuous integration: a score that falls is an error."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Final

from tastegraph.errors import ReadError

KEY: Final = "f1_normalised"


def read_baseline(path: Path) -> float:
    """Return the normalised F1 of an earlier result of ``tastegraph score --json``.

    Raises:
        ReadError: The file cannot be read, or holds no such number.
    """
    fix = "Keep one with `tastegraph score GOLD --json > RESULT.json`"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path, fix=fix) from None
    except ValueError as error:
        raise ReadError(f"not valid JSON: {error}", path=path, fix=fix) from None
    value = document.get(KEY) if isinstance(document, dict) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ReadError("is no number", path=path, field=KEY, fix=fix)
    return float(value)


def shortfall(score: float, at_least: float | None, baseline: float | None, tolerance: float) -> str | None:
    """Return why a normalised F1 does not pass, or None where it does.

    Args:
        score: The normalised F1.
        at_least: What it has to reach, if anything.
        baseline: What it was before, if known.
        tolerance: How far it may fall below that.
    """
    if at_least is not None and score < at_least:
        return f"{KEY} is {score:.4f}, below the {at_least:.4f} that are asked for"
    if baseline is not None and score < baseline - tolerance:
        return f"{KEY} is {score:.4f}, below the baseline {baseline:.4f} by more than {tolerance:.4f}"
    return None

"""Colours by the names that the style sheet gives them; it has a light and a dark shade of each."""

from __future__ import annotations

from typing import Final

ACCENT: Final = "accent"
GREY: Final = "grey"
ITEM: Final = "item"
HUES: Final = tuple(f"hue-{number}" for number in range(8))
"""Told apart easily, also by people who see few colours; for relations, the most frequent first."""

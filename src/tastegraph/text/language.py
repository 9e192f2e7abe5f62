"""Which of the languages that have prompts a text is in."""

from __future__ import annotations

import re
from typing import Final, Literal

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def prompt_language(text: str) -> Literal["en", "zh"]:
    """Return ``zh`` for a text that is mostly Chinese and ``en`` for every other.

    A Chinese character counts as much as a Latin word. Kana make a text Japanese, which has no prompts of its own.
    """
    han = len(_HAN.findall(text))
    return "zh" if han > len(_LATIN.findall(text)) and han > 10 * len(_KANA.findall(text)) else "en"

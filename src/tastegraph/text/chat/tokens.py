"""About how many tokens a text has."""

from __future__ import annotations

import math
import re
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z]+")
_DIGITS: Final = re.compile(r"[0-9]{1,3}")
_SIGN: Final = re.compile(r"[^\w\s]|_")
_OTHER: Final = re.compile(r"[^\W\d_A-Za-z]")
_HAN_AND_KANA: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has for the tokenizers of today's chat models.

    Against cl100k and o200k, in sum over texts of each kind: English prose, titles and JSON within 20 %; Chinese and
    Japanese from 20 % below (cl100k) to 20 % above (o200k), other languages from 40 % below to 40 % above. A single
    sentence can be 35 % off, and strings that are no language, such as hashes, more. The UTF-8 bytes of a text are
    always enough.
    """
    words = _WORD.findall(text)
    total = len(words) + sum(len(word) - 6 for word in words if len(word) > 6) / 5
    total += len(_DIGITS.findall(text)) + 0.65 * len(_SIGN.findall(text))
    if not text.isascii():
        dense, hangul = len(_HAN_AND_KANA.findall(text)), len(_HANGUL.findall(text))
        total += 0.95 * dense + 0.9 * hangul + 0.5 * (len(_OTHER.findall(text)) - dense - hangul)
    return math.ceil(total)

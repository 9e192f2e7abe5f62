"""Texts as arrays of words, for any language, with the spans they stand at."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
"""Scripts written without spaces: Thai, Lao, Burmese, Khmer, Japanese, Chinese. Each character is a word of its own."""
_MARKS: Final = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff"
"""Vowel signs and accents that belong to the word before them, though Python counts them as no letters."""
_LETTER: Final = rf"(?:(?![{_UNSPACED}])(?:[^\W_]|[{_MARKS}]))"
_POSSESSIVE: Final = r"(?<=\w)['’]s\b"
_WORD: Final = re.compile(rf"{_POSSESSIVE}|([{_UNSPACED}])|{_LETTER}+(?:(?:['’](?!s\b)|[-‐‑]){_LETTER}+)*")
_ONE_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_JOINS: Final = re.compile(r"(?:['’]s?)?[ \t\u00a0\u3000]*(?:[-‐‑&][ \t\u00a0]*)?")
"""What may stand between two words of one phrase: white space, a hyphen, an ampersand, a possessive s."""
_ENDS: Final = re.compile(r"[\n。！？]|[!?…][\"'”’)\]]*\s")
_ENDS_OR_STOPS: Final = re.compile(rf"{_ENDS.pattern}|\.[\"'”’)\]]*\s")


@dataclass(frozen=True, eq=False)
class Words:
    """The words of some texts, in order; int64 and bool arrays with an entry for each word.

    Attributes:
        text: Index of the text it stands in.
        start: Offset of its first character.
        end: Offset after its last character.
        word: Its index in the vocabulary.
        stretch: Number of the stretch without punctuation it belongs to.
        sentence: Number of its sentence.
        capital: Whether it begins with a capital letter.
        vocabulary: The distinct words, in the form in which they are compared.
    """

    text: IntArray
    start: IntArray
    end: IntArray
    word: IntArray
    stretch: IntArray
    sentence: IntArray
    capital: BoolArray
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.word)


def split_words(texts: Sequence[str]) -> Words:
    """Split texts into words.

    Words are compared in NFKC and case-folded; a possessive s is left out. Where a script has no spaces each
    character is a word. Punctuation, line ends and the change to or from such a script begin a new stretch. A full
    stop after a single letter, as in ``Michael J. Fox``, ends no sentence.
    """
    index: dict[str, int] = {}
    rows = array("q")  # an eighth of the memory of a list of tuples
    stretch = sentence = 0
    for number, text in enumerate(texts):
        stretch += 1
        sentence += 1
        start, end, before = 0, 0, False
        for match in _WORD.finditer(text):
            found = match.group()
            if found[0] in "'’":
                continue
            unspaced = match.group(1) is not None
            if end:
                stretch += unspaced != before or not _JOINS.fullmatch(text, end, match.start())
                ends = _ENDS if end - start == 1 else _ENDS_OR_STOPS
                sentence += ends.search(text, end, match.start()) is not None
            (start, end), before = match.span(), unspaced
            key = unicodedata.normalize("NFKC", found).casefold()
            rows.extend((number, start, end, index.setdefault(key, len(index)), stretch, sentence, found[0].isupper()))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 7).T.copy()
    text_of, start_of, end_of, word, stretch_of, sentence_of, capital = columns
    return Words(text_of, start_of, end_of, word, stretch_of, sentence_of, capital.astype(np.bool_), tuple(index))


def is_unspaced(word: str) -> bool:
    """Whether the word is a character of a script that is written without spaces."""
    return _ONE_UNSPACED.fullmatch(word) is not None

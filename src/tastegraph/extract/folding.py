"""Texts in the form in which quotes are compared, each character of it mapped back to where it stands."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tastegraph.extract.encoder.words import is_unspaced

_INLINE: Final = "a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|u"
_APART: Final = (
    "article|aside|blockquote|body|br|center|dd|div|dl|dt|footer|h[1-6]|head|header|hr|html|img|li|main|nav|ol|p|pre|"
    "script|section|style|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_TOKEN: Final = re.compile(
    r"(?P<plain>[!-%'-;=?-_a-~]+)"  # ASCII without &, <, > and the grave accent
    r"|(?P<space>\s+)"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    rf"|(?P<inline></?(?:{_INLINE})(?:\s[^<>]*)?/?>)"
    rf"|(?P<apart></?(?:{_APART})(?:\s[^<>]*)?/?>|<!--[^<>]*-->)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_UNIFIED: Final = str.maketrans(
    dict.fromkeys("‘’‚‛′‵ʼʹ`´＇", "'")
    | dict.fromkeys("“”„‟″‶«»‹›「」『』〝〞〟＂", '"')
    | dict.fromkeys("‐‑‒–—―−﹣－", "-")
)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


@dataclass(frozen=True, eq=False)
class Folded:
    """A text in its comparison form.

    Attributes:
        key: The form: Unicode NFKD, case-folded, one kind of quote and dash, single spaces (none beside a character of
            a script that is written without), HTML entities read, HTML tags and unseen characters left out.
        starts: Offset in the text, in code points, of the character that each character of the key comes from.
        ends: Offset after it.
    """

    key: str
    starts: array[int]
    ends: array[int]

    def is_cut(self, place: int) -> bool:
        """Whether a place between two characters of the key lies inside a character of the text, marks included."""
        if not 0 < place < len(self.key):
            return False
        return self.starts[place] == self.starts[place - 1] or unicodedata.category(self.key[place])[0] == "M"


def fold(text: str) -> Folded:
    """Return the comparison form of a text, in time linear in its length."""
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    gap: tuple[int, int] | None = None
    last_unspaced = True  # no space at the beginning
    for match in _TOKEN.finditer(text):
        kind, (start, end) = match.lastgroup, match.span()
        if kind in ("space", "apart"):
            gap = gap or (start, end)
            continue
        if kind == "inline":
            continue
        key = match.group().lower() if kind == "plain" else _character(_meaning(match.group()))
        if not key:
            continue
        if key.isspace():
            gap = gap or (start, end)
            continue
        unspaced = kind != "plain" and is_unspaced(key[0])
        if gap is not None and not (unspaced or last_unspaced):
            pieces.append(" ")
            starts.append(gap[0])
            ends.append(gap[1])
        gap, last_unspaced = None, unspaced
        pieces.append(key)
        if kind == "plain":
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(key))
            ends.extend([end] * len(key))
    return Folded("".join(pieces), starts, ends)


def plain(text: str) -> str:
    """Return a text as a person would see it: entities read; tags, control and other unseen characters left out."""
    return "".join(_seen(match) for match in _TOKEN.finditer(text)).strip()


def _seen(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "plain":
        return found
    if kind == "inline":
        return ""
    if kind == "apart":
        return "\n"
    if kind == "space":
        # White space of source code has no meaning of its own, but an empty line parts paragraphs.
        return "\n" if "\n" in found else " "
    meaning = _meaning(found) if kind == "entity" else found
    return "".join(one for one in meaning if one.isspace() or unicodedata.category(one) not in _UNSEEN)


def _meaning(token: str) -> str:
    return html.unescape(token) if token[0] == "&" and token[-1] == ";" else token


@lru_cache(maxsize=1 << 16)
def _character(character: str) -> str:
    """The comparison form of one character (or of what one entity stands for)."""
    unified = unicodedata.normalize("NFKD", character.translate(_UNIFIED))
    folded = unicodedata.normalize("NFKD", unified.casefold()).translate(_UNIFIED)
    return "".join(one for one in folded if one.isspace() or not _is_unseen(one))


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or "\ufe00" <= character <= "\ufe0f"

"""Words that tell two things apart however alike their names are otherwise."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = (
    "mother father", "son daughter", "sons daughters", "husband wife", "brother sister", "brothers sisters",
    "king queen", "prince princess", "boy girl", "boys girls", "man woman", "men women", "mens womens", "male female",
    "bride groom", "north south east west", "northern southern eastern western", "left right", "upper lower",
    "front rear", "inner outer", "indoor outdoor", "hot cold", "wired wireless", "day night", "summer winter",
    "mac windows linux", "junior senior", "student teacher", "home business",
    "black white red blue green yellow orange purple pink brown grey silver gold beige",
    "small medium large", "男 女", "上 下",
)  # fmt: skip
GROUP_OF: Final = {word: place for place, group in enumerate(_GROUPS) for word in group.split()} | {
    "gray": next(place for place, group in enumerate(_GROUPS) if "grey" in group)
}
"""Word, in small letters, to the group in which only one can be true."""
_SAME: Final = {"gray": "grey"}


def marks_of(words: list[str]) -> dict[int, frozenset[str]]:
    """The words of each group that stand among these words, in small letters."""
    found: dict[int, set[str]] = {}
    for word in words:
        group = GROUP_OF.get(word)
        if group is not None:
            found.setdefault(group, set()).add(_SAME.get(word, word))
    return {group: frozenset(of_group) for group, of_group in found.items()}

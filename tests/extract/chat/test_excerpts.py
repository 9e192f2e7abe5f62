"""Every character is shown, in windows that are whole sentences where that is possible."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import Document
from tastegraph.extract.chat.excerpts import excerpts_of
from tastegraph.text.chat import estimate_tokens

LIMIT, OVERLAP = 200, 30
PIECES = st.lists(
    st.one_of(
        st.sampled_from(["A film by Ann Lee. ", "银翼杀手是一部电影。", "x" * 300, "<b>big</b> ", "\n", "word " * 40]),
        st.text(max_size=30),
    ),
    max_size=40,
).map("".join)


def excerpts(**fields: str):
    return excerpts_of(3, Document("a", "A", fields), tuple(fields), LIMIT, OVERLAP)


def test_a_short_document_is_one_excerpt_of_all_its_fields():
    (only,) = excerpts(plot="A film by Ann Lee.", empty=" \n", tags="<br/>", review="Good.")

    assert [(part.field, part.start, part.text) for part in only.parts] == [
        ("plot", 0, "A film by Ann Lee."),
        ("review", 0, "Good."),
    ]
    assert only.number == 3


def test_nothing_to_read_is_no_excerpt():
    assert excerpts(plot="  ", review="<p></p>\u200b") == []
    assert excerpts_of(0, Document("a", "A", {"other": "text"}), ("plot",), LIMIT, OVERLAP) == []


def test_windows_are_whole_sentences_that_overlap():
    text = " ".join(f"Sentence number {number} says that Ann Lee made film {number}." for number in range(80))

    windows = [excerpt.parts[0] for excerpt in excerpts(plot=text)]

    assert len(windows) > 3
    assert all(window.text.startswith("Sentence") and window.text.rstrip().endswith(".") for window in windows)
    for before, after in pairwise(windows):
        shared = before.start + len(before.text) - after.start
        assert 0 < estimate_tokens(text[after.start : after.start + shared]) <= OVERLAP


@given(PIECES, PIECES)
def test_every_character_is_in_a_window_at_its_place(plot, review):
    fields = {"plot": plot, "review": review}
    seen: dict[str, int] = {}
    for excerpt in excerpts(**fields):
        assert excerpt.tokens <= LIMIT * 1.2
        for part in excerpt.parts:
            assert part.text == fields[part.field][part.start : part.start + len(part.text)]
            assert part.start <= seen.get(part.field, 0) < part.start + len(part.text)
            seen[part.field] = part.start + len(part.text)
    for field, end in seen.items():
        assert end == len(fields[field])

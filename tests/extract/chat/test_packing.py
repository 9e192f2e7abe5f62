"""Calls hold the documents in order, within limits, and a change moves only the calls around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.data import Document
from tastegraph.extract.chat.excerpts import excerpts_of
from tastegraph.extract.chat.packing import Call, halves, pack, room_for_text


def calls(texts: dict[str, str], *, max_answer: int = 2048, most: int = 8, language: str = "auto") -> list[Call]:
    excerpts = [
        excerpt
        for number, (item, text) in enumerate(texts.items())
        for excerpt in excerpts_of(
            number, Document(item, item, {"text": text}), ("text",), room_for_text(max_answer), 50
        )
    ]
    packed = list(pack(excerpts, max_answer=max_answer, most=most, language=language))
    assert [excerpt for call in packed for excerpt in call.excerpts] == excerpts
    return packed


@given(st.lists(st.integers(0, 900), max_size=20), st.integers(1, 10))
def test_calls_keep_to_the_limits(lengths, most):
    packed = calls({f"item {number}": "word " * length for number, length in enumerate(lengths)}, most=most)

    for call in packed:
        assert 1 <= len(call.excerpts) <= most
        tokens = sum(excerpt.tokens for excerpt in call.excerpts)
        assert len(call.excerpts) == 1 or 2 * tokens + 150 * len(call.excerpts) <= 2048


def test_an_edit_changes_the_calls_around_it_and_no_others():
    texts = {f"item {number}": f"Film {number} was made by Ann Lee. " * (number % 7 + 1) for number in range(400)}
    before = {call.digest for call in calls(texts)}
    edited = {call.digest for call in calls(texts | {"item 200": "Short now."})}
    removed = {call.digest for call in calls({item: text for item, text in texts.items() if item != "item 200"})}

    assert len(before) > 50
    assert len(edited - before) <= 8
    assert len(removed - before) <= 8


def test_the_language_is_that_of_the_text_unless_it_is_given():
    chinese = {"a": "《雾中灯塔》是2011年上映的爱情片，由林晓岚执导。"}

    assert [call.language for call in calls(chinese)] == ["zh"]
    assert [call.language for call in calls(chinese, language="en")] == ["en"]
    assert [call.language for call in calls({"a": "A film by Ann Lee."})] == ["en"]


def test_halves_hold_what_the_call_held():
    (call,) = calls({f"item {number}": "A film." for number in (1, 2, 3)}, most=50)

    assert [len(half.excerpts) for half in halves(call)] == [1, 2]
    assert tuple(excerpt for half in halves(call) for excerpt in half.excerpts) == call.excerpts

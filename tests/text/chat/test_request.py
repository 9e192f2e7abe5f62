"""The key of a request: what decides the answer, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tastegraph.text.chat import ChatRequest, Message

REQUEST = ChatRequest(
    (Message("system", "Read."), Message("user", "A film.")),
    {"type": "object", "properties": {"a": {"type": "string"}}},
    100,
    labels={"prompt": "1", "schema": "2", "document": "3"},
)


def test_whatever_decides_the_answer_changes_the_key():
    changed = [
        replace(REQUEST, messages=REQUEST.messages[1:]),
        replace(REQUEST, messages=(Message("user", "Read."), REQUEST.messages[1])),
        replace(REQUEST, schema=None),
        replace(REQUEST, schema={**REQUEST.schema, "required": ["a"]}),
        replace(REQUEST, max_tokens=101),
        replace(REQUEST, temperature=0.1),
        replace(REQUEST, labels={**REQUEST.labels, "document": "4"}),
    ]
    keys = [request.key("m") for request in (REQUEST, *changed)] + [REQUEST.key("n")]

    assert len(set(keys)) == len(keys)
    assert all(len(bytes.fromhex(key)) == 32 for key in keys)


def test_the_order_of_keys_and_a_whole_number_as_temperature_do_not_change_it():
    same = replace(REQUEST, temperature=0, labels=dict(reversed(REQUEST.labels.items())))
    same = replace(same, schema=dict(reversed(REQUEST.schema.items())))

    assert same.key("m") == REQUEST.key("m")


@given(st.text(st.characters(categories=None), max_size=20), st.text(st.characters(categories=None), max_size=20))
def test_two_texts_have_two_keys_even_broken_ones(one, other):
    keys = [ChatRequest((Message("user", text),), None, 1).key("m") for text in (one, other)]

    assert (keys[0] == keys[1]) == (one == other)
